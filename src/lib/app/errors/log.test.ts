import { expect, test } from 'vitest';
import { loggable } from './log';

const inDatabase = Object.assign(
	new Error('duplicate key value violates unique constraint "patients_mrn_key"'),
	{
		name: 'PostgrestError',
		code: '23505',
		details: 'Key (mrn)=(Ada Lovelace) already exists.',
		hint: 'Lovelace'
	}
);

test('a refusal of the database is logged by code and constraint, without the row', () => {
	const [first] = loggable(inDatabase).split('\n');
	expect(first).toBe('PostgrestError, code 23505, constraint patients_mrn_key');
	const quoting = Object.assign(new Error('invalid input syntax for type date: "Ada Lovelace"'), {
		code: '22007'
	});
	const behind = new Error('The read failed', { cause: quoting });
	for (const error of [inDatabase, quoting, behind])
		expect(loggable(error)).not.toMatch(/Lovelace/);
});

test('what does not come from us keeps its words to itself, and tells where it arose', () => {
	const parsing = loggable(new SyntaxError('Unexpected token in "Ada Lovelace"'));
	expect(parsing).toMatch(/^SyntaxError\n\s+at /);
	expect(loggable(new TypeError('x is not a function'))).toMatch(
		/^TypeError: x is not a function\n/
	);
	expect(loggable({ patient: 'Ada Lovelace' })).toBe('thrown: object');
});
