import { expect, test, vi } from 'vitest';
import { explain, type ErrorRoom } from './explain';

const wards: ErrorRoom = {
	byConstraint: { bed_stays_bed_taken: { status: 409, message: () => 'That bed is taken.' } },
	byCode: { LN005: { status: 409, message: () => 'That bed is being cleaned.' } }
};

test('the constraint says more than its code', () => {
	const error = {
		code: '23P01',
		message: 'conflicting key value violates exclusion constraint "bed_stays_bed_taken"'
	};
	expect(explain(error, wards)).toEqual({ status: 409, message: 'That bed is taken.' });
});

test('a constraint nobody put into words falls back to its code', () => {
	const error = { code: '23P01', message: 'violates exclusion constraint "other"' };
	expect(explain(error, wards)).toMatchObject({ status: 409 });
});

test('a domain puts its own codes into words', () => {
	expect(explain({ code: 'LN005', message: 'bed' }, {}, wards).message).toBe(
		'That bed is being cleaned.'
	);
});

test.each([
	['42501', 403],
	['PT404', 404],
	['PGRST301', 401],
	['LN009', 409],
	['57014', 503]
])('%s fails with %i everywhere', (code, status) => {
	expect(explain({ code, message: 'x' }).status).toBe(status);
});

test.each(['TypeError: fetch failed', 'terminated', 'TypeError: terminated', 'other side closed'])(
	'a server that does not answer to the end is said so: %s',
	(message) => {
		expect(explain({ message }).status).toBe(503);
	}
);

test('what nobody foresaw is logged under the id that is shown, without the words of the database', () => {
	const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const said = explain({ code: 'XX000', message: 'row of Ada Lovelace is broken' });
	expect(said.status).toBe(500);
	expect(said.message).toContain(said.id);
	const logged = log.mock.calls.flat().join(' ');
	log.mockRestore();
	expect(logged).toContain(said.id);
	expect(logged).not.toContain('Lovelace');
});
