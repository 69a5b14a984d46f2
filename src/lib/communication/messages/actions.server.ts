import type { RequestEvent } from '@sveltejs/kit';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { explainMessage } from './errors';
import { closeSchema, errorSchema, giveSchema, sendSchema, startSchema } from './schema';

type Event = Pick<RequestEvent, 'request' | 'url' | 'locals'>;

/** Files what was sent along, and gives the document's id: the room of documents does it. */
export type Attach = (upload: {
	file: string;
	name: string;
}) => PromiseLike<{ data: unknown; error: Refusal | null }>;

/* Whether the caller may is for the database to say. */

/** With the upload filed first, the command that sends it along; what the filing refuses is its refusal. */
async function withFile<Result>(
	{ file, file_name }: { file: string; file_name: string },
	attach: Attach,
	run: (documentIds: string[]) => PromiseLike<Result>
) {
	if (!file) return run([]);
	const filed = await attach({ file, name: file_name });
	if (filed.error) return { data: null, error: filed.error };
	return run([String(filed.data)]);
}

export const start = (
	event: Event,
	patientId: string,
	attach: Attach,
	next: (threadId: string) => string
) =>
	perform(event, {
		schema: startSchema,
		explain: explainMessage,
		run: ({ staff_id, subject, body, ...upload }) =>
			withFile(upload, attach, (documentIds) =>
				event.locals.supabase.rpc('start_thread', {
					p_patient_id: patientId,
					p_subject: subject,
					p_body: body,
					p_staff_id: staff_id || undefined,
					p_document_ids: documentIds
				})
			),
		next: ({ data }) => next(String(data))
	});

export const send = (event: Event, threadId: string, attach: Attach) =>
	perform(event, {
		schema: sendSchema,
		explain: explainMessage,
		run: ({ body, seen_at, ...upload }) =>
			withFile(upload, attach, (documentIds) =>
				event.locals.supabase.rpc('send_message', {
					p_thread_id: threadId,
					p_body: body,
					p_document_ids: documentIds,
					p_seen_at: seen_at
				})
			)
	});

export const give = (event: Event, threadId: string) =>
	perform(event, {
		schema: giveSchema,
		explain: explainMessage,
		run: ({ version, staff_id }) =>
			event.locals.supabase.rpc('reassign_thread', {
				p_thread_id: threadId,
				p_version: version,
				p_staff_id: staff_id || undefined
			})
	});

export const close = (event: Event, threadId: string) =>
	perform(event, {
		schema: closeSchema,
		explain: explainMessage,
		run: ({ seen_at }) =>
			event.locals.supabase.rpc('close_thread', { p_thread_id: threadId, p_seen_at: seen_at })
	});

export const markError = (event: Event) =>
	perform(event, {
		schema: errorSchema,
		explain: explainMessage,
		run: ({ line_id }) => event.locals.supabase.rpc('mark_message_error', { p_line_id: line_id })
	});
