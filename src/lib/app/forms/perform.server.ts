import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import { withQuery, type Changes } from '$lib/app/ui/address';
import { keyField, keyForm } from './once';
import { postedForm } from './posted.server';
import type { Refused, Values } from './refused';

interface Outcome {
	error: Refusal | null;
}

/** What a command answers when it is done. */
export type Done<Result> = [Extract<Result, { error: null }>] extends [never]
	? Result
	: Extract<Result, { error: null }>;

interface Work<Schema extends z.ZodType, Result extends Outcome, Next, Kept extends Refused> {
	schema: Schema;
	/** What the schema reads, where that is not the fields by their names. */
	read?: (form: FormData) => unknown;
	/** Words for what the schema says is wrong, where it says it by a key. */
	words?: (key: string) => string;
	/** What a refusal means, and the field it is about. */
	explain: (error: Refusal) => Explained;
	run: (input: z.output<Schema>) => Result | PromiseLike<Result>;
	/** Where to go when it is done, or what to answer; the same page again if left out. */
	next?: (done: Done<Result>, input: z.output<Schema>) => Next | Promise<Next>;
	/** What else a refused form gets back. */
	amend?: (refused: Refused, error: Refusal, input: z.output<Schema>) => Kept | Promise<Kept>;
}

type Answer<Next, Kept> = Exclude<Next, string> | ActionFailure<{ refused: Kept }>;

/** Never sent back, not even to whoever typed it. */
const isSecret = (name: string) => /password|^pin$/i.test(name);
/** With it the database asks, before what is dangerous, who is there: see `private.require_step_up`. */
const stepUpCode = 'LN029';

/** The address of this page with some of its parameters changed. */
export const here = (event: Pick<RequestEvent, 'url'>, changes: Changes = {}): string => {
	const query = withQuery(event.url, changes);
	return query === '?' ? event.url.pathname : event.url.pathname + query;
};

/** What is said where the schema has no words of its own. */
const plainWords = (issue: z.core.$ZodRawIssue): string => {
	const { code, input } = issue;
	if (input === undefined || input === '') return m.forms_missing();
	if (code === 'too_big') return m.forms_too_much({ most: String(issue.maximum) });
	return m.forms_unfit();
};

/** The fields of a posted form; files are not for here. */
function valuesOf(form: FormData): Values {
	const values: Values = {};
	for (const name of new Set(form.keys())) {
		const texts = form.getAll(name).filter((value) => typeof value === 'string');
		const [first] = texts;
		if (first !== undefined && name !== '__proto__')
			values[name] = texts.length > 1 ? texts : first;
	}
	return values;
}

/**
 * Does what a posted form asks for: reads it once, checks it, runs the command, and goes on; or gives the form back as
 * it was typed, with what was wrong at each field or above them. Whether the caller may is the database's to judge.
 *
 * @throws redirect 303 to where `next` says
 */
export async function perform<
	Schema extends z.ZodType,
	Result extends Outcome,
	Next extends string | Record<string, unknown> = string,
	Kept extends Refused = Refused
>(
	event: Pick<RequestEvent, 'request' | 'url' | 'locals'>,
	{ schema, read, words, explain, run, next, amend }: Work<Schema, Result, Next, Kept>
): Promise<Answer<Next, Kept | Refused>> {
	const form = await postedForm(event.request);
	const { form: id = '', [keyField]: key, ...values } = valuesOf(form);
	const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !isSecret(name)));
	const refused = (message: string | null, fields: Refused['fields'] = {}): Refused => {
		return { form: String(id), message, fields, values: kept, stale: false };
	};

	const parsed = schema.safeParse(read ? read(form) : values, { error: plainWords });
	if (!parsed.success) {
		const fields: Refused['fields'] = {};
		for (const { path, message } of parsed.error.issues) {
			// Of a list the field is named, not its place in it.
			const field = path.filter((step) => typeof step !== 'number').join('.');
			fields[field] ??= words?.(message) ?? message;
		}
		const { '': message = null, ...others } = fields;
		return fail(422, { refused: refused(message, others) });
	}

	event.locals.once = typeof key === 'string' && keyForm.test(key) ? key : null;
	const result = await run(parsed.data);
	event.locals.once = null;
	if (result.error) {
		const { error } = result;
		if (error.code === stepUpCode) {
			const answer = refused(m.forms_step_up());
			answer.step_up = error.hint === 'code' ? 'code' : 'password';
			return fail(403, { refused: answer });
		}
		const { status, message, field } = explain(error);
		// The database names the parameter that makes no sense: `p_latest_on` is the field `latest_on`.
		const named = field ?? (error.code === '22023' ? (error.hint ?? '').replace(/^p_/, '') : '');
		const answer =
			named in values || field ? refused(null, { [named]: message }) : refused(message);
		// Changed by a colleague, or by this form when it was sent before.
		answer.stale = error.code === 'LN009' || error.code === 'LN004';
		return fail(status, { refused: amend ? await amend(answer, error, parsed.data) : answer });
	}
	// Without an error, what is left of the union is what a command answers when it is done.
	const to = next ? await next(result as Done<Result>, parsed.data) : here(event);
	if (typeof to === 'string') redirect(303, to);
	return to as Exclude<Next, string>;
}
