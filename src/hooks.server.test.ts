import { expect, test, vi } from 'vitest';
import { handleError } from './hooks.server';

type Failed = Parameters<typeof handleError>[0];

test('what fails in a page is logged by its code and where it arose, without the row or what was asked for', () => {
	const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const event: Partial<Failed['event']> = {
		url: new URL('http://lantern/patients?q=Lovelace'),
		request: new Request('http://lantern/patients?q=Lovelace', { method: 'POST' }),
		route: { id: '/(clinic)/patients' }
	};
	const error = Object.assign(new Error('value too long for "Lovelace"'), {
		name: 'PostgrestError',
		code: '22001',
		details: 'Failing row contains (Ada Lovelace).'
	});
	const shown = handleError({ error, event: event as Failed['event'], status: 500, message: '' });
	const logged = log.mock.calls.flat();
	log.mockRestore();

	const { id, message } = shown as App.Error;
	expect(message).toContain(id);
	expect(message).not.toMatch(/Lovelace|22001/);
	expect(logged).toHaveLength(1);
	expect(logged[0]).toMatch(`[${id}] POST /(clinic)/patients PostgrestError, code 22001`);
	expect(logged[0]).not.toMatch(/Lovelace/);
});
