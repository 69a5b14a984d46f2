import { describe, expect, test } from 'vitest';
import { keysOnControls, problemsOfRoom, unusedKeys, wordProblems } from './words.ts';

const room = (en: Record<string, unknown>, es: Record<string, unknown> = en) =>
	problemsOfRoom(
		{
			name: 'wards/board',
			texts: { en: JSON.stringify(en, null, '\t'), es: JSON.stringify(es, null, '\t') }
		},
		new Set(['board_move'])
	);

describe('words are refused', () => {
	const translated = [
		'Somebody lies in that bed.',
		'Nobody waits',
		'Take away access',
		'The request was taken back.',
		'Move all the same',
		'Who waits for a bed',
		'Let the patient go',
		'One of the visits has changed meanwhile.',
		'This is not there any more.',
		'Call it off',
		'E-mail',
		'Look into your mail',
		'The ward asked for',
		'Name of the hospital',
		"The patient's MRN",
		'Ward Statistics'
	];
	for (const words of translated) {
		test(`“${words}”`, () => {
			const problems = room({ board_words: words }, { board_words: 'Palabras' });
			expect(problems).toEqual([
				expect.stringContaining(`messages/wards/board/en.json: board_words “${words}”; better: `)
			]);
		});
	}

	for (const palabras of ['¿Puedes venir?', 'Alguien ha cambiado esta cita', 'Nadie espera']) {
		test(`«${palabras}»`, () => {
			const problems = room({ board_words: 'Words' }, { board_words: palabras });
			expect(problems).toEqual([expect.stringContaining('es.json: board_words')]);
		});
	}

	test('where a plural says them', () => {
		const plural = (one: string) => [{ match: { 'plural=one': one, 'plural=other': 'Beds' } }];
		expect(room({ board_words: plural('Nobody') }, { board_words: plural('Cama') })).toHaveLength(
			1
		);
	});
});

test('a full stop on a button is refused, and one that ends a sentence is not', () => {
	expect(room({ board_move: 'Move.', board_moved: 'The patient has moved.' })).toEqual([
		expect.stringMatching(/en\.json: board_move ends with a full stop/),
		expect.stringMatching(/es\.json: board_move ends with a full stop/)
	]);
});

test('keys are found on buttons and beside fields, and not beyond them', () => {
	const source = `<button class="btn">{#if busy}<Spinner />{/if}{m.board_move()}</button>
		<p>{m.board_moved()}</p><TextInput label={m.board_reason()} hint={m.board_hint()} />`;
	expect(keysOnControls(source)).toEqual(['board_move', 'board_reason']);
});

test('a message, and a place in one, that one language lacks is refused', () => {
	expect(room({ a: 'Bed {label}', b: 'Beds' }, { a: 'Cama' })).toEqual([
		'messages/wards/board/es.json: lacks b',
		'messages/wards/board/es.json: a has no places, not {label}'
	]);
});

test('a message that is there twice is refused', () => {
	const texts = { en: '{\n\t"a": "Bed",\n\t"a": "Beds"\n}', es: '{\n\t"a": "Camas"\n}' };
	expect(problemsOfRoom({ name: 'wards/board', texts })).toEqual([
		'messages/wards/board/en.json: has a twice'
	]);
});

test('what the names of places are says nothing of the words', () => {
	expect(room({ a: 'Sent to {email}' }, { a: 'Enviado a {email}' })).toEqual([]);
});

test('a message that no source says is refused, and a comment does not say it', () => {
	const texts = { en: '{ "$schema": "", "a_bed": "Bed", "a_ward": "Ward" }' };
	expect(
		unusedKeys([{ name: 'wards/board', texts }], ['{m.a_bed()}', '// as a_ward does'])
	).toEqual(['messages/wards/board/en.json: a_ward is not used']);
});

test('all messages are written as they are spoken, and spoken somewhere', async () => {
	expect(await wordProblems()).toEqual([]);
});
