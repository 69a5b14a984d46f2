import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { Refusal } from '$lib/app/errors/explain';
import { perform } from '$lib/app/forms/perform.server';
import { inLanguage } from '$lib/app/server/language';
import { m } from '$lib/paraglide/messages.js';
import { withPosted } from '$lib/records/notes/content';
import {
	beginLetter,
	releaseLetter,
	replaceLetter,
	saveLetter,
	saveLetterhead,
	saveLetterTemplate,
	saveRegistration,
	sendLetter,
	setLetterAside,
	signLetter,
	takeOverLetter,
	withdrawLink
} from './commands';
import type { LetterContent, LetterSection } from './content';
import { explainLetter } from './errors';
import { fill } from './fill';
import { knownFor } from './known.server';
import { letterDraftOf, templatesInUse } from './queries';
import {
	beginSchema,
	letterheadSchema,
	linkSchema,
	registrationSchema,
	revokeSchema,
	sendSchema,
	signSchema,
	templateSchema
} from './schema';

/* Whether the caller may is for the database to say. */

type OfPatient = RequestEvent<{ id: string }>;
type OfLetter = RequestEvent<{ id: string; letter: string }>;

export const begin = (event: OfPatient) =>
	perform(event, {
		schema: beginSchema,
		explain: explainLetter,
		async run({ template_id, language, about: { visit, stay } }) {
			const client = event.locals.supabase;
			const { id } = event.params;
			const staffId = event.locals.access?.staff_id ?? '';
			const [templates, { time_zone: zone }, { data: doctor }] = await Promise.all([
				templatesInUse(client),
				hospitalSettings(client),
				client.from('doctors').select('name').eq('id', staffId).maybeSingle().throwOnError()
			]);
			const template = templates.find((offered) => offered.id === template_id);
			if (!template) {
				return { data: null, error: { code: 'PT404', message: 'There is no such template' } };
			}
			const known = await knownFor(client, {
				patientId: id,
				visit: visit || null,
				stay: stay || null,
				doctor: doctor?.name ?? '',
				zone
			});
			const content = inLanguage(language, () => fill(template.content[language], known));
			return beginLetter(client, id, { template_id, language, content, visit, stay });
		},
		next: ({ data }) => `${resolve(`/patients/${event.params.id}/letters`)}/${data}`
	});

/** What is in the fields is kept first, so that what is signed is what was on the screen. */
async function keep(event: OfLetter, form: FormData, version: number, reason: string) {
	const client = event.locals.supabase;
	const draft = await letterDraftOf(client, event.params.letter);
	if (!draft) return { data: null, error: { code: 'LN060', message: 'signed' } };
	const content: LetterContent = {
		title: draft.content.title,
		sections: withPosted(draft.content, form).sections as LetterSection[]
	};
	// The form's key is the signature's: a form put right is sent with it again, and says something else then.
	const { once } = event.locals;
	event.locals.once = null;
	const kept = await saveLetter(client, event.params.letter, version, content, reason);
	event.locals.once = once;
	return kept;
}

/** Keeps what was posted, and signs it if asked to. What was typed comes back, to be kept on what is there now. */
const writing = (event: OfLetter, signs: boolean) => {
	let form = new FormData();
	return perform(event, {
		schema: signSchema,
		read(posted) {
			form = posted;
			return Object.fromEntries(posted);
		},
		explain: explainLetter,
		async run({ version, reason, release }) {
			const kept = await keep(event, form, version, reason);
			if (kept.error || !signs) return kept;
			return signLetter(event.locals.supabase, event.params.letter, kept.data, release);
		},
		async amend(refused) {
			const draft = await letterDraftOf(event.locals.supabase, event.params.letter);
			const version = draft && { version: String(draft.version) };
			return { ...refused, stale: false, values: { ...refused.values, ...version } };
		}
	});
};

const ofLetter =
	<Schema extends z.ZodType>(
		schema: Schema,
		run: (
			client: App.Locals['supabase'],
			letterId: string,
			posted: z.output<Schema>
		) => PromiseLike<{ data: unknown; error: Refusal | null }>
	) =>
	(event: OfLetter) =>
		perform(event, {
			schema,
			explain: explainLetter,
			run: (posted) => run(event.locals.supabase, event.params.letter, posted)
		});

export const letterActions = {
	save: (event: OfLetter) => writing(event, false),
	sign: (event: OfLetter) => writing(event, true),
	replace: ofLetter(z.object({}), replaceLetter),
	drop: ofLetter(z.object({}), (client, id) => setLetterAside(client, id, '')),
	revoke: ofLetter(revokeSchema, (client, id, { reason }) => setLetterAside(client, id, reason)),
	release: ofLetter(z.object({}), (client, id) => releaseLetter(client, id, true)),
	hide: ofLetter(z.object({}), (client, id) => releaseLetter(client, id, false)),
	take: ofLetter(z.object({}), takeOverLetter),
	/** The code is in this answer and nowhere else. */
	send: (event: OfLetter) =>
		perform(event, {
			schema: sendSchema,
			explain: explainLetter,
			run: (sending) => sendLetter(event.locals.supabase, event.params.letter, sending),
			next: ({ data }) => ({ sent: data })
		}),
	withdraw: ofLetter(linkSchema, (client, _, { link_id }) => withdrawLink(client, link_id))
};

export const keepTemplate = (event: RequestEvent) =>
	perform(event, {
		schema: templateSchema,
		words: (key) => (key === 'sections' ? m.letters_error_typed() : key),
		explain: explainLetter,
		run: ({ title_en, content_en, title_es, content_es, ...template }) =>
			saveLetterTemplate(event.locals.supabase, {
				...template,
				content: {
					en: { title: title_en, sections: content_en },
					es: { title: title_es, sections: content_es }
				}
			}),
		next: () => resolve('/admin/letters')
	});

export const keepLetterhead = (event: RequestEvent) =>
	perform(event, {
		schema: letterheadSchema,
		explain: explainLetter,
		run: (settings) => saveLetterhead(event.locals.supabase, settings)
	});

export const keepRegistration = (event: RequestEvent) =>
	perform(event, {
		schema: registrationSchema,
		explain: explainLetter,
		run: ({ doctor_id, registration }) =>
			saveRegistration(event.locals.supabase, doctor_id, registration)
	});
