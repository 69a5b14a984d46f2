import { expect, test } from 'vitest';
import { printedNote } from './printed';
import type { FullNote } from './queries';

const hospital = { name: 'Lantern', time_zone: 'Europe/Madrid' };
const ada = { given_name: 'Ada', family_name: 'Lovelace', mrn: 'LN1', birth_date: '1940-12-10' };

const version = (number: number, text: string, reason: string | null) => ({
	number,
	content: { sections: [{ key: 'plan', text }] },
	reason,
	signed_at: `2026-11-2${number}T09:00:00Z`,
	signed_name: 'Dr. Person',
	cosigned_at: null,
	cosigned_name: null
});

const note: FullNote = {
	id: 'n',
	patient_id: 'p',
	kind: 'visit',
	title: null,
	status: 'signed',
	version: 2,
	amended: true,
	addenda: 1,
	author_id: 'a',
	author_name: 'Dr. Person',
	noted_at: '2026-11-21T08:00:00Z',
	signed_at: '2026-11-22T09:00:00Z',
	cosigner_id: null,
	cosigned_at: null,
	released_at: null,
	withheld_reason: null,
	error_at: null,
	error_name: null,
	error_reason: null,
	encounter: null,
	cosigner: null,
	versions: [version(2, 'Walk.', 'Recovered'), version(1, 'Rest.', null)],
	draft: null,
	added: [
		{ id: 'x', text: 'Called back.', written_name: 'Dr. Other', written_at: '2026-11-23T09:00:00Z' }
	]
};

const textOf = (printed: ReturnType<typeof printedNote>) =>
	printed.blocks
		.map((block) => ('text' in block ? block.text : JSON.stringify(block)))
		.join('\n')
		.replace(/[\u2068\u2069]/g, '');

test('a note is printed as it was signed last, with what was added and each version before, and why', () => {
	const text = textOf(printedNote(note, ada, hospital));
	const places = ['Walk.', 'Called back.', 'Version 1, amended: Recovered', 'Rest.'].map((words) =>
		text.indexOf(words)
	);
	expect(places).toEqual(places.toSorted((one, other) => one - other));
	expect(places[0]).toBeGreaterThan(0);
	expect(text.match(/Signed by Dr\. Person/g)).toHaveLength(2);
});

test('one entered in error says so first, and a draft that it is none', () => {
	const struck = {
		...note,
		status: 'entered_in_error',
		error_at: '2026-11-24T09:00:00Z',
		error_name: 'Dr. Person',
		error_reason: 'Of somebody else'
	};
	expect(printedNote(struck, ada, hospital).blocks[0]).toMatchObject({
		text: expect.stringContaining('Of somebody else')
	});
	const draft = {
		...note,
		status: 'draft',
		versions: [],
		added: [],
		draft: {
			content: { sections: [{ key: 'plan', text: 'Half of it' }] },
			reason: null,
			version: 1,
			base_version: 0,
			begun_by: 'a',
			updated_at: '2026-11-21T08:00:00Z',
			updated_name: 'Dr. Person'
		}
	};
	const text = textOf(printedNote(draft, ada, hospital));
	expect(text).toContain('Half of it');
	expect(text).toContain('Draft: not signed');
	expect(text).not.toContain('Signed by');
});
