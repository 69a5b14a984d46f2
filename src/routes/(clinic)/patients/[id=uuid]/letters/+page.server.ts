import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { startOf } from '$lib/app/lists/cursor';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { openChart } from '$lib/people/openings/open.server';
import { getLocale } from '$lib/paraglide/runtime.js';
import { begin } from '$lib/records/letters/actions.server';
import { languageOf } from '$lib/records/letters/kinds';
import { lettersKey } from '$lib/records/letters/live';
import { contactsOf, lettersOf, templatesInUse, type Contact } from '$lib/records/letters/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(lettersKey);
	const access = permitted(event, 'charts.read');
	await openChart(event, event.params.id);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const writes = may(access, 'letters.write') && access.staff_id !== null;
	const beginning = writes && query.has('new');
	const [letters, templates, contacts, patient] = await Promise.all([
		lettersOf(client, event.params.id, startOf(query)),
		beginning ? templatesInUse(client) : [],
		beginning ? contactsOf(client, event.params.id) : [],
		beginning
			? client
					.from('patients')
					.select('preferred_language')
					.eq('id', event.params.id)
					.maybeSingle()
					.throwOnError()
			: null
	]);
	return {
		letters,
		writes,
		beginning,
		contacts,
		/** What the address names, else the stay that goes on, else the last contact of this week. */
		about: aboutOf(contacts, query),
		templates: templates.map(({ id, kind, content }) => ({
			id,
			kind,
			title: content[languageOf(getLocale())].title
		})),
		/** The letter's to begin with: what the patient speaks, as far as letters are written in it. */
		language: languageOf(patient?.data?.preferred_language ?? getLocale())
	};
};

function aboutOf(contacts: readonly Contact[], query: URLSearchParams): string {
	const named = [
		query.has('visit') && `visit ${query.get('visit') ?? ''}`,
		query.has('stay') && `stay ${query.get('stay') ?? ''}`
	];
	const recent = Date.now() - 7 * 86_400_000;
	const found =
		contacts.find(({ about }) => named.includes(about)) ??
		contacts.find(({ about, until }) => about.startsWith('stay') && !until) ??
		contacts.find(({ from }) => Date.parse(from) > recent);
	return found?.about ?? '';
}

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'letters.write'),
	{ begin }
);
