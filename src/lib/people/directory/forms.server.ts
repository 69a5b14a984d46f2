import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import { explainDirectory, fieldOf } from './errors';
import type { Refused, Values } from './refused';

interface Work<Schema extends z.ZodType, Result> {
	schema: Schema;
	/** The form as the schema wants it; its fields by name if left out. */
	shape?: (form: FormData) => unknown;
	/** Words for what the schema says is wrong, where it says it by a key. */
	words?: (key: string) => string;
	command: (
		input: z.output<Schema>
	) => PromiseLike<{ data?: Result | null; error: Refusal | null }>;
	/** Where to go when it is done. */
	next: (result: Result | null | undefined) => string;
	/** What a refusal says, and the field it belongs to, where these are not the directory's. */
	explain?: (error: Refusal) => Explained;
	fieldOf?: (error: Refusal) => string | null;
}

/**
 * Checks the posted form, runs the command and goes on; or gives the form back as it was typed, with what was
 * wrong beside each field. Whether the caller may is the database's to judge.
 */
export async function perform<Schema extends z.ZodType, Result>(
	event: RequestEvent,
	action: string,
	{
		schema,
		shape = Object.fromEntries,
		words,
		command,
		next,
		explain = explainDirectory,
		fieldOf: belongsTo = fieldOf
	}: Work<Schema, Result>
): Promise<ActionFailure<{ refused: Refused }>> {
	const form = await event.request.formData();
	const values: Values = {};
	for (const name of new Set(form.keys())) {
		values[name] = form.getAll(name).filter((value) => typeof value === 'string');
	}
	const refuse = (status: number, message: string | null, fields: Record<string, string> = {}) =>
		fail(status, { refused: { action, message, fields, values, stale: false } });

	const parsed = schema.safeParse(shape(form));
	if (!parsed.success) {
		const fields: Record<string, string> = {};
		for (const { path, message } of parsed.error.issues) {
			fields[path.join('.').replace(/^person\./, '')] ??= words?.(message) ?? message;
		}
		return refuse(422, null, fields);
	}
	const { data, error } = await command(parsed.data);
	if (error) {
		const { status, message } = explain(error);
		const field = belongsTo(error);
		if (field) return refuse(status, null, { [field]: message });
		return fail(status, {
			refused: { action, message, fields: {}, values, stale: error.code === 'LN009' }
		});
	}
	redirect(303, next(data));
}

/** The page again, saying that it is saved. The time makes it another address: its form begins anew. */
export const afterSaving = (url: URL, done = 'saved') =>
	`${url.pathname}?done=${done}&at=${Date.now()}`;

/** What a catalogue's address asks to edit: `new`, the id of a row there is, or nothing. */
export function editingOf(url: URL, rows: readonly { id: string }[]): string | null {
	const asked = url.searchParams.get('edit');
	return asked === 'new' || rows.some(({ id }) => id === asked) ? asked : null;
}
