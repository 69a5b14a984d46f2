import { expect, test, vi } from 'vitest';
import { handleError } from './hooks.server';

type Failed = Parameters<typeof handleError>[0];

test('what fails in a page is logged by its code and where it arose, without the row or what was asked for', () => {
	const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const event: Partial<Failed['event']> = {
		url: new URL('http://lantern/patients?q=Lovelace'),
		request: new Request('http://lantern/patients?q=Lovelace', { method: 'POST' }),
		route: { id: '/(clinic)/patients' },
		locals: { requestId: 'request-17' } as App.Locals
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
	expect(JSON.parse(String(logged[0]))).toMatchObject({
		level: 'error',
		id,
		request: 'request-17',
		method: 'POST',
		route: '/(clinic)/patients',
		error: expect.stringMatching(/^PostgrestError, code 22001/) as string
	});
	expect(logged[0]).not.toMatch(/Lovelace/);
});
