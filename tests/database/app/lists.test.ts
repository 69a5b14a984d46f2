import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOf, stretch } from '../../../src/lib/app/lists/cursor.ts';
import { everyRow, rowsPerAnswer } from '../../../src/lib/app/lists/every-row.ts';
import { paged } from '../../../src/lib/app/lists/page.ts';
import { whole } from '../../../src/lib/app/lists/whole.ts';
import type { Database } from '../../../src/lib/app/supabase/database.types.ts';
import { connect } from '../../support/database.ts';
import { anonymousClient, demoPassword, demoPeople, type Client } from '../../support/people.ts';
import { testStack } from '../../support/stack.ts';

/* Somebody with more notifications than one answer holds, forty to an instant. */
const many = 2 * rowsPerAnswer + 17;
const email = `${randomUUID()}@lantern.example`;
let client: Client;
let remove: () => Promise<void>;

/** Somebody's client as the app makes it: one that is told of cut answers. */
async function appClient(email: string): Promise<Client> {
	const stack = testStack();
	const made = createClient<Database>(stack.url, stack.publishableKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		realtime: { transport: ws as unknown as typeof WebSocket },
		global: { fetch: whole() }
	});
	await made.auth.signInWithPassword({ email, password: demoPassword });
	return made;
}

beforeAll(async () => {
	const stack = testStack();
	const secret = anonymousClient({ url: stack.url, publishableKey: stack.secretKey });
	const { data } = await secret.auth.admin.createUser({
		email,
		password: demoPassword,
		email_confirm: true
	});
	const userId = data.user?.id ?? '';
	const owner = await connect();
	await owner.query(
		`insert into public.notifications (user_id, kind, params, created_at)
		select $1, 'appointment_booked', '{}', timestamptz '2026-01-01 10:00:00.000001Z' + (number / 40) * interval '1 microsecond'
		from generate_series(1, $2::integer) number`,
		[userId, many]
	);
	remove = async () => {
		await owner.query('delete from auth.users where id = $1', [userId]);
		await owner.end();
	};
	client = await appClient(email);
});

afterAll(() => remove());

const booked = () =>
	client.from('notifications').select('id, created_at').eq('kind', 'appointment_booked');

describe('more rows than the API hands out at once', () => {
	test('are refused where nobody reads on, not cut', async () => {
		const { data, error } = await booked();
		expect(data).toBeNull();
		expect(error?.code).toBe('cut');
		expect(error?.message).toContain('/rest/v1/notifications has more than 1000 rows');
	});

	test('are all read by everyRow, each once', async () => {
		const rows = await everyRow(booked().order('created_at'), ['id']);
		expect(rows).toHaveLength(many);
		expect(new Set(rows.map(({ id }) => id)).size).toBe(many);
		expect(rows.map(({ created_at }) => created_at)).toEqual(
			rows.map(({ created_at }) => created_at).sort()
		);
	});

	test('are read to the end when a function has them: free times of all doctors over four weeks', async () => {
		const desk = await appClient(demoPeople.receptionist);
		const { data: doctors } = await desk.from('doctors').select('id').eq('active', true);
		const { data: type } = await desk
			.from('visit_types')
			.select('id')
			.eq('active', true)
			.is('specialty_id', null)
			.order('duration_minutes')
			.limit(1)
			.single();
		const [from, until] = [1, 29].map((days) => new Date(Date.now() + days * 86_400_000));
		const ask = () =>
			desk.rpc('free_slots', {
				p_doctor_ids: doctors?.map(({ id }) => id) ?? [],
				p_from: from?.toISOString() ?? '',
				p_until: until?.toISOString() ?? '',
				p_visit_type_id: type?.id ?? ''
			});
		expect((await ask()).error?.code).toBe('cut');

		const slots = await everyRow(ask(), ['starts_at', 'doctor_id']);
		expect(slots.length).toBeGreaterThan(2 * rowsPerAnswer);
		const keys = new Set(slots.map((slot) => `${slot.starts_at} ${slot.doctor_id}`));
		expect(keys.size).toBe(slots.length);
		// The last of them are of the last days asked for, not of those at which an answer was full.
		const last = Math.max(...slots.map(({ starts_at }) => Date.parse(starts_at)));
		expect(last).toBeGreaterThan((until?.getTime() ?? 0) - 4 * 86_400_000);
	});

	test('are no matter for who asks for a page, or for the count', async () => {
		expect((await booked().limit(10)).data).toHaveLength(10);
		const { count } = await client
			.from('notifications')
			.select('id', { count: 'exact', head: true })
			.eq('kind', 'appointment_booked');
		expect(count).toBe(many);
	});
});

describe('a page of a list that is counted', () => {
	const page = (number: number, size = 25) =>
		paged(
			client
				.from('notifications')
				.select('id', { count: 'exact' })
				.eq('kind', 'appointment_booked')
				.order('created_at')
				.order('id'),
			{ page: number, size }
		);

	test('past the end is the last one', async () => {
		const last = await page(81);
		expect(last).toMatchObject({ total: many, page: 81, pages: 81 });
		expect(last.rows).toHaveLength(17);
		expect(await page(82)).toEqual(last);
		expect(await page(9999)).toEqual(last);
	});

	test('of an empty list is the first', async () => {
		const none = client
			.from('notifications')
			.select('id', { count: 'exact' })
			.eq('kind', 'none of these')
			.order('id');
		expect(await paged(none, { page: 5, size: 25 })).toEqual({
			rows: [],
			total: 0,
			page: 1,
			pages: 1
		});
	});

	test('tells every other error', async () => {
		const wrong = client.from('notifications').select('id', { count: 'exact' }).eq('id', 'no id');
		await expect(paged(wrong, { page: 5, size: 25 })).rejects.toMatchObject({ code: '22P02' });
	});
});

describe('a list by key', () => {
	const size = 27;
	const from = (query: string) =>
		stretch(booked(), 'created_at', { start: startOf(new URLSearchParams(query)), size });

	test('shows every row once, though forty are of one instant, and the way back shows them too', async () => {
		const older: string[][] = [];
		let page = await from('');
		expect(page.newer).toBeNull();
		for (;;) {
			older.push(page.rows.map(({ id }) => id));
			if (!page.older) break;
			page = await from(new URLSearchParams({ older: page.older }).toString());
			expect(page.newer).not.toBeNull();
		}
		expect(older.flat()).toHaveLength(many);
		expect(new Set(older.flat()).size).toBe(many);

		for (const ids of older.slice(0, -1).reverse()) {
			page = await from(new URLSearchParams({ newer: page.newer ?? '' }).toString());
			expect(page.rows.map(({ id }) => id)).toEqual(ids);
			expect(page.older).not.toBeNull();
		}
		expect(page.newer).toBeNull();
	});

	test('begins with the newest where the address names no place', async () => {
		const first = await from('');
		for (const wrong of ['older=', 'older=yesterday~1', `newer=2026-01-01~${randomUUID()}`]) {
			expect(await from(wrong)).toEqual(first);
		}
	});
});
