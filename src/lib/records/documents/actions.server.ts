import type { RequestEvent } from '@sveltejs/kit';
import { here, perform } from '$lib/app/forms/perform.server';
import { explainDocument } from './errors';
import { fileUpload } from './filing.server';
import {
	correctSchema,
	fileSchema,
	releaseSchema,
	seenSchema,
	sendSchema,
	voidSchema
} from './schema';

type Event = RequestEvent<{ id: string }>;

/* Whether the caller may is for the database to say. */

export const file = (event: Event) =>
	perform(event, {
		schema: fileSchema,
		explain: explainDocument,
		run: ({ file, kind, title, dated_on, restricted, release, replaces_id }) =>
			fileUpload(event.locals.supabase, {
				p_name: `${event.params.id}/${file}`,
				p_kind: kind,
				p_title: title,
				p_dated_on: dated_on,
				p_restricted: restricted,
				p_release: release,
				p_replaces_id: replaces_id
			}),
		next: () => here(event, { add: null, replace: null })
	});

export const correct = (event: Event) =>
	perform(event, {
		schema: correctSchema,
		explain: explainDocument,
		run: ({ document_id, updated_at, kind, title, dated_on, restricted }) =>
			event.locals.supabase.rpc('correct_document', {
				p_document_id: document_id,
				p_version: updated_at,
				p_kind: kind,
				p_title: title,
				p_dated_on: dated_on,
				p_restricted: restricted
			}),
		next: () => here(event, { correct: null })
	});

export const release = (event: Event) =>
	perform(event, {
		schema: releaseSchema,
		explain: explainDocument,
		run: ({ document_id, updated_at, released }) =>
			event.locals.supabase.rpc('release_document', {
				p_document_id: document_id,
				p_version: updated_at,
				p_released: released === 'yes'
			})
	});

/** Somebody of the care team has looked at what a patient sent. */
export const seen = (event: Event) =>
	perform(event, {
		schema: seenSchema,
		explain: explainDocument,
		run: ({ document_id }) =>
			event.locals.supabase.rpc('mark_document_seen', { p_document_id: document_id })
	});

/** Marks one as entered in error; of a patient, one they sent. */
export const withdraw = (event: Pick<RequestEvent, 'request' | 'url' | 'locals'>) =>
	perform(event, {
		schema: voidSchema,
		explain: explainDocument,
		run: ({ document_id, updated_at, reason }) =>
			event.locals.supabase.rpc('void_document', {
				p_document_id: document_id,
				p_version: updated_at,
				p_reason: reason
			})
	});

/** What a patient sends for their own record, or for that of somebody they look after. */
export const send = (event: Pick<RequestEvent, 'request' | 'url' | 'locals'>, patientId: string) =>
	perform(event, {
		schema: sendSchema,
		explain: explainDocument,
		run: ({ file, kind, title, dated_on }) =>
			fileUpload(event.locals.supabase, {
				p_name: `${patientId}/${file}`,
				p_kind: kind,
				p_title: title,
				p_dated_on: dated_on
			}),
		next: () => here(event, { add: null })
	});
