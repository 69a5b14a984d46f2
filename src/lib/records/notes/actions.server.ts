import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { m } from '$lib/paraglide/messages.js';
import {
	addToNote,
	amendNote,
	beginNote,
	cosignNote,
	releaseNote,
	saveDraft,
	saveMacro,
	saveNoteSettings,
	saveTemplate,
	setInTraining,
	setNoteAside,
	signNote,
	takeOverNote
} from './commands';
import { withPosted } from './content';
import { explainNote } from './errors';
import { noteKinds, type NoteKind } from './kinds';
import { draftOf } from './queries';
import {
	addendumSchema,
	asideSchema,
	beginSchema,
	cosignSchema,
	macroSchema,
	settingsSchema,
	signSchema,
	templateSchema,
	trainingSchema,
	withholdSchema
} from './schema';

/* Whether the caller may is for the database to say. */

type OfPatient = RequestEvent<{ id: string }>;
type OfNote = RequestEvent<{ id: string; note: string }>;

const isKind = (name: string): name is NoteKind => (noteKinds as readonly string[]).includes(name);

export const begin = (event: OfPatient) =>
	perform(event, {
		schema: beginSchema,
		explain: explainNote,
		async run({ with: chosen, visit, stay }) {
			const client = event.locals.supabase;
			if (isKind(chosen)) {
				return beginNote(client, event.params.id, { kind: chosen, template_id: '', visit, stay });
			}
			const { data, error } = await client
				.from('note_templates')
				.select('kind')
				.eq('id', chosen)
				.single();
			if (error) return { data: null, error };
			return beginNote(client, event.params.id, {
				kind: isKind(data.kind) ? data.kind : 'other',
				template_id: chosen,
				visit,
				stay
			});
		},
		next: ({ data }) => `${resolve(`/patients/${event.params.id}/notes`)}/${data}`
	});

/** What is in the fields is kept first, so that what is signed is what was on the screen. */
async function keep(event: OfNote, form: FormData, version: number, reason: string) {
	const client = event.locals.supabase;
	const draft = await draftOf(client, event.params.note);
	if (!draft) return { data: null, error: { code: 'LN033', message: 'signed' } };
	// The form's key is the signature's: a form put right is sent with it again, and says something else then.
	const { once } = event.locals;
	event.locals.once = null;
	const kept = await saveDraft(
		client,
		event.params.note,
		version,
		withPosted(draft.content, form),
		reason
	);
	event.locals.once = once;
	return kept;
}

/** Keeps what was posted, and signs it if asked to. What was typed comes back, to be kept on what is there now. */
const writing = (event: OfNote, signs: boolean) => {
	let form = new FormData();
	return perform(event, {
		schema: signSchema,
		read(posted) {
			form = posted;
			return Object.fromEntries(posted);
		},
		explain: explainNote,
		async run({ version, reason, cosigner_id, withheld_reason }) {
			const kept = await keep(event, form, version, reason);
			if (kept.error || !signs) return kept;
			return signNote(event.locals.supabase, event.params.note, kept.data, {
				cosigner: cosigner_id ?? '',
				withheld: withheld_reason
			});
		},
		async amend(refused) {
			const draft = await draftOf(event.locals.supabase, event.params.note);
			const version = draft && { version: String(draft.version) };
			return { ...refused, stale: false, values: { ...refused.values, ...version } };
		}
	});
};

const ofNote =
	<Schema extends z.ZodType>(
		schema: Schema,
		run: (
			client: App.Locals['supabase'],
			noteId: string,
			posted: z.output<Schema>
		) => PromiseLike<{ data: unknown; error: Refusal | null }>
	) =>
	(event: OfNote) =>
		perform(event, {
			schema,
			explain: explainNote,
			run: (posted) => run(event.locals.supabase, event.params.note, posted)
		});

export const noteActions = {
	save: (event: OfNote) => writing(event, false),
	sign: (event: OfNote) => writing(event, true),
	cosign: ofNote(cosignSchema, (client, id, { number }) => cosignNote(client, id, number)),
	amend: ofNote(z.object({}), amendNote),
	drop: ofNote(z.object({}), (client, id) => setNoteAside(client, id, '')),
	aside: ofNote(asideSchema, (client, id, { reason }) => setNoteAside(client, id, reason)),
	add: ofNote(addendumSchema, (client, id, { text }) => addToNote(client, id, text)),
	release: ofNote(z.object({}), (client, id) => releaseNote(client, id, '')),
	withhold: ofNote(withholdSchema, (client, id, { withheld_reason }) =>
		releaseNote(client, id, withheld_reason)
	),
	take: ofNote(z.object({}), takeOverNote)
};

export const keepMacro = (event: RequestEvent) =>
	perform(event, {
		schema: macroSchema,
		explain: explainNote,
		run: ({ shortcut, text }) => saveMacro(event.locals.supabase, shortcut, text)
	});

export const keepTemplate = (event: RequestEvent) =>
	perform(event, {
		schema: templateSchema,
		words: (key) => (key === 'sections' ? m.notes_template_sections_wrong() : key),
		explain: explainNote,
		run: (template) => saveTemplate(event.locals.supabase, template),
		next: () => resolve('/notes/templates')
	});

export const keepSettings = (event: RequestEvent) =>
	perform(event, {
		schema: settingsSchema,
		explain: explainNote,
		run: (settings) => saveNoteSettings(event.locals.supabase, settings)
	});

export const keepTraining = (event: RequestEvent) =>
	perform(event, {
		schema: trainingSchema,
		explain: explainNote,
		run: ({ doctor_id, in_training }) =>
			setInTraining(event.locals.supabase, doctor_id, in_training === 'yes')
	});
