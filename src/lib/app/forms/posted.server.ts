import { fail, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Explained, Refusal } from '$lib/app/errors/explain';
import type { Refused } from './refused';

type Outcome<Data> =
	{ data: Data; refusal: null } | { data: null; refusal: ActionFailure<{ refused: Refused }> };

/** The fields of a posted form; of several with one name (ticked boxes) the values with commas between. */
function fieldsOf(form: FormData): Record<string, string> {
	const values: Record<string, string> = {};
	for (const name of form.keys()) {
		const texts = form.getAll(name).filter((value) => typeof value === 'string');
		values[name] = texts.join(',');
	}
	return values;
}

/**
 * Checks a posted form and gives the command that it stands for; or answers with what was wrong, at the
 * field where there is one. Whether the caller may is the database's to judge.
 */
export async function perform<Schema extends z.ZodType, Data>(
	event: Pick<RequestEvent, 'request'>,
	schema: Schema,
	explain: (error: Refusal) => Explained,
	command: (input: z.output<Schema>) => PromiseLike<{ data: Data; error: Refusal | null }>
): Promise<Outcome<Data>> {
	const values = fieldsOf(await event.request.formData());
	const refuse = (status: number, message: string | null, fields: Record<string, string> = {}) => ({
		data: null,
		refusal: fail(status, { refused: { form: values.form ?? '', message, fields, values } })
	});

	const parsed = schema.safeParse(values);
	if (!parsed.success) {
		const fields: Record<string, string> = {};
		for (const { path, message } of parsed.error.issues) fields[String(path[0])] ??= message;
		return refuse(422, null, fields);
	}
	const { data, error } = await command(parsed.data);
	if (!error) return { data, refusal: null };
	const { status, message } = explain(error);
	// The database names the parameter that makes no sense: `p_latest_on` is the field `latest_on`.
	const field = error.code === '22023' ? (error.hint ?? '').replace(/^p_/, '') : '';
	return field in values ? refuse(status, null, { [field]: message }) : refuse(status, message);
}
