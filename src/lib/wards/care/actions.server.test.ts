import type { RequestEvent } from '@sveltejs/kit';
import { expect, test, vi } from 'vitest';
import * as actions from './actions.server';

test('patients are released together, by one call: all of them or none', async () => {
	const rpc = vi.fn(async () => ({ data: null, error: null }));
	const url = new URL('http://lantern/wards/1/tasks?/release');
	const ids = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
	const body = new URLSearchParams(ids.map((id) => ['admission_ids', id]));
	const event = {
		url,
		params: {},
		request: new Request(url, { method: 'POST', body }),
		locals: { once: null, supabase: { rpc } }
	} as unknown as RequestEvent;
	await expect(actions.taskActions.release(event)).rejects.toMatchObject({ status: 303 });
	expect(rpc.mock.calls).toEqual([['release_patients', { p_admission_ids: ids }]]);
});
