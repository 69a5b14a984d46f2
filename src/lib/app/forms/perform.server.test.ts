import { isActionFailure, isRedirect, type RequestEvent } from '@sveltejs/kit';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import { guarded } from './guarded';
import { idFrom } from './id';
import { perform } from './perform.server';
import { several, ticked } from './schema';

const schema = z.object({
	note: z.string().min(3, { error: () => 'Too short' }),
	urgent: ticked,
	needs: several(z.enum(['oxygen', 'monitor'])),
	doctor: z.string().min(2, { error: () => 'No name' })
});

const explain = ({ code }: Refusal): Explained =>
	code === '23505'
		? { status: 409, message: 'Taken', field: 'note' }
		: { status: 409, message: 'Not now' };

function event(fields: [string, string][], address = 'http://lantern/notes?/keep&day=1') {
	const body = new URLSearchParams(fields);
	const locals = { once: null } as unknown as RequestEvent['locals'];
	return { request: new Request(address, { method: 'POST', body }), url: new URL(address), locals };
}

const good: [string, string][] = [
	['form', 'keep 1'],
	['note', 'slept well'],
	['needs', 'oxygen'],
	['doctor', 'Ada']
];

/** What an action answers, or where it leads. */
async function outcome(answer: Promise<unknown>) {
	try {
		const data = await answer;
		return isActionFailure(data)
			? { status: data.status, ...(data.data as unknown as object) }
			: data;
	} catch (thrown) {
		if (isRedirect(thrown)) return `${thrown.status} ${thrown.location}`;
		throw thrown;
	}
}

test('the command gets what the schema made of the fields, and the page is gone back to', async () => {
	const run = vi.fn(async () => ({ data: 7, error: null }));
	expect(await outcome(perform(event(good), { schema, explain, run }))).toBe('303 /notes?day=1');
	expect(run).toHaveBeenCalledWith({
		note: 'slept well',
		urgent: false,
		needs: ['oxygen'],
		doctor: 'Ada'
	});
});

test('a box ticked is true, several of one name are a list, none is an empty one', async () => {
	const run = vi.fn(async () => ({ error: null }));
	const more: [string, string][] = [...good, ['needs', 'monitor'], ['urgent', 'on']];
	await outcome(perform(event(more), { schema, explain, run }));
	await outcome(
		perform(event(good.filter(([name]) => name !== 'needs')), { schema, explain, run })
	);
	expect(run.mock.calls).toMatchObject([
		[{ urgent: true, needs: ['oxygen', 'monitor'] }],
		[{ urgent: false, needs: [] }]
	]);
});

test('a name that would be everybody’s prototype is a field of nobody, and one sent twice is no single value', async () => {
	const run = vi.fn(async () => ({ error: null }));
	const hostile: [string, string][] = [
		...good,
		['__proto__', 'x'],
		['constructor', 'x'],
		['__proto__.polluted', 'yes'],
		['constructor[prototype][polluted]', 'yes']
	];
	await outcome(perform(event(hostile), { schema, explain, run }));
	expect(Object.keys((run.mock.calls as unknown as [object][])[0]?.[0] ?? {}).sort()).toEqual([
		...['doctor', 'needs', 'note', 'urgent']
	]);
	expect({}).not.toHaveProperty('polluted');
	expect(Object.getPrototypeOf({})).toBe(Object.prototype);

	const twice = perform(event([...good, ['note', 'another text']]), { schema, explain, run });
	expect(await outcome(twice)).toMatchObject({
		status: 422,
		refused: { fields: { note: expect.any(String) as string } }
	});
	expect(run).toHaveBeenCalledOnce();
});

test('while the command runs, what it asks the database for is known by the form’s key', async () => {
	const posted = event([...good, ['once', 'k1']]);
	const run = vi.fn(async (input: object) => {
		expect(posted.locals.once).toBe('k1');
		expect(input).not.toHaveProperty('once');
		return { error: null };
	});
	await outcome(perform(posted, { schema, explain, run }));
	expect(run).toHaveBeenCalledOnce();
	expect(posted.locals.once).toBeNull();
});

test('what was sent before with other details has to be looked at first', async () => {
	const run = async () => ({ error: { code: 'LN004', message: '', hint: 'p_idempotency_key' } });
	expect(await outcome(perform(event(good), { schema, explain, run }))).toMatchObject({
		refused: { message: 'Not now', fields: {}, stale: true }
	});
});

test('where it leads, or what it answers, is for the action to say', async () => {
	const run = async () => ({ data: { id: 7 }, error: null });
	const to = perform(event(good), {
		schema,
		explain,
		run,
		next: ({ data }, { note }) => `/notes/${data.id}?${note}`
	});
	expect(await outcome(to)).toBe('303 /notes/7?slept well');
	const answer = perform(event(good), {
		schema,
		explain,
		run,
		next: ({ data }) => ({ made: data })
	});
	expect(await outcome(answer)).toEqual({ made: { id: 7 } });
});

test('what the schema refuses comes back at its fields with what was typed, and nothing is done', async () => {
	const run = vi.fn(async () => ({ error: null }));
	const answer = perform(
		event([
			['form', 'keep 1'],
			['note', 'no'],
			['password', 'secret of mine'],
			['needs', 'oxygen'],
			['needs', 'wings'],
			['doctor', '']
		]),
		{ schema, explain, run }
	);
	expect(await outcome(answer)).toMatchObject({
		status: 422,
		refused: {
			form: 'keep 1',
			message: null,
			fields: { note: 'Too short', needs: expect.any(String), doctor: 'No name' },
			values: { note: 'no', needs: ['oxygen', 'wings'], doctor: '' }
		}
	});
	expect(JSON.stringify(await outcome(answer))).not.toContain('secret of mine');
	expect(run).not.toHaveBeenCalled();
});

test.for([
	['a broken rule at its field', { code: '23505' }, { message: null, fields: { note: 'Taken' } }],
	[
		'a parameter that makes no sense at the field it was',
		{ code: '22023', hint: 'p_note' },
		{ message: null, fields: { note: 'Not now' } }
	],
	[
		'a parameter nobody typed for the whole form',
		{ code: '22023', hint: 'p_at' },
		{ message: 'Not now', fields: {} }
	],
	[
		'that it has been changed meanwhile',
		{ code: 'LN009' },
		{ message: 'Not now', fields: {}, stale: true }
	]
] as const)('the database says %s', async ([, refusal, refused]) => {
	const run = async () => ({ data: null, error: { message: '', ...refusal } });
	const next = vi.fn(() => '/');
	const answer = await outcome(perform(event(good), { schema, explain, run, next }));
	expect(answer).toMatchObject({
		status: 409,
		refused: { form: 'keep 1', stale: false, values: { note: 'slept well' }, ...refused }
	});
	expect(next).not.toHaveBeenCalled();
});

test('a refusal can bring more back with it', async () => {
	const answer = perform(event(good), {
		schema,
		explain,
		run: async () => ({ error: { code: 'LN001', message: '' } }),
		amend: async (refused, { code }) => ({ ...refused, offers: [code] })
	});
	expect(await outcome(answer)).toMatchObject({
		refused: { message: 'Not now', offers: ['LN001'] }
	});
});

test('a schema can read the form in a way of its own, and say what is wrong with the whole', async () => {
	const answer = perform(event(good), {
		schema: z.array(z.string()).max(1, { error: 'many' }),
		read: (form) => [...form.keys()],
		words: (key) => `Too ${key}`,
		explain,
		run: async () => ({ error: null })
	});
	expect(await outcome(answer)).toMatchObject({ refused: { message: 'Too many', fields: {} } });
});

test('a guard is asked before the form is read, and what it finds out is handed on', async () => {
	const save = vi.fn((_event: RequestEvent, given: string) => `saved by ${given}`);
	const actions = guarded(
		({ locals }: RequestEvent) => {
			if (!locals.access) throw new Error('not found');
			return locals.access.name;
		},
		{ save }
	);
	const by = (access: object | null) => ({ locals: { access } }) as RequestEvent;
	expect(await actions.save(by({ name: 'a nurse' }))).toBe('saved by a nurse');
	await expect(actions.save(by(null))).rejects.toThrow('not found');
	expect(save).toHaveBeenCalledOnce();
});

test('an id is an id or nothing', () => {
	const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
	expect([
		idFrom(id),
		idFrom(id.toUpperCase()),
		idFrom(`${id}x`),
		idFrom(''),
		idFrom(null)
	]).toEqual([id, id, null, null, null]);
});

test('without a script a day is read as its field said it would be, and given back as it was typed if it is none', async () => {
	const dated = z.object({ born: z.iso.date({ error: () => 'No day' }) });
	const run = vi.fn(async () => ({ error: null }));
	const posted = (born: string, order: string) =>
		outcome(
			perform(
				event([
					['born', born],
					['written', `date ${order} born`]
				]),
				{ schema: dated, explain, run }
			)
		);
	await posted('05/04/1971', 'dmy');
	await posted('05/04/1971', 'mdy');
	await posted('1971-04-05', 'mdy');
	expect(run.mock.calls).toEqual([
		[{ born: '1971-04-05' }],
		[{ born: '1971-05-04' }],
		[{ born: '1971-04-05' }]
	]);
	expect(await posted('31/02/1971', 'dmy')).toMatchObject({
		refused: { fields: { born: 'No day' }, values: { born: '31/02/1971' } }
	});
	expect(run).toHaveBeenCalledTimes(3);
});

test('where a schema has no words of its own, a person is told in theirs', async () => {
	const bare = z.object({ who: z.uuid(), note: z.string().max(3), kind: z.enum(['a', 'b']) });
	const run = vi.fn(async () => ({ error: null }));
	const fields: [string, string][] = [
		['who', ''],
		['note', 'much too long'],
		['kind', 'c']
	];
	expect(await outcome(perform(event(fields), { schema: bare, explain, run }))).toMatchObject({
		refused: {
			fields: {
				who: 'Fill in this field.',
				note: 'At most 3.',
				kind: 'This does not look right. Please check it.'
			}
		}
	});
});

test.each(['code', 'password'] as const)(
	'whoever has to prove by %s that it is they gets all back but secrets, and nothing is explained away',
	async (hint) => {
		const answer = await outcome(
			perform(event(good), {
				schema,
				explain,
				run: async () => ({ data: null, error: { code: 'LN029', message: '', hint } })
			})
		);
		expect(answer).toMatchObject({
			status: 403,
			refused: { form: 'keep 1', step_up: hint, fields: {}, values: { note: 'slept well' } }
		});
	}
);
