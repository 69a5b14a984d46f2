import { pageNumber } from '$lib/app/lists/page';
import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { resolve } from '$app/paths';
import type { Refusal } from '$lib/app/errors/explain';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { instantOf } from '$lib/app/time/instants.server';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { m } from '$lib/paraglide/messages.js';
import {
	archivePatient,
	callFirst,
	issueLinkCode,
	keepAsCarer,
	linkAccount,
	recordDeath,
	removeContact,
	restorePatient,
	revokeLink,
	saveContact,
	updatePatient,
	withdrawDeath,
	withdrawLinkCode
} from '$lib/people/patients/commands';
import { chartActions } from '$lib/people/openings/actions.server';
import { allergyActions } from '$lib/people/patients/allergies.server';
import { explainDeath, explainLinking, explainPatient } from '$lib/people/patients/errors';
import { patientCard } from '$lib/people/patients/queries';
import {
	archiveSchema,
	contactSchema,
	deathSchema,
	linkAccountSchema,
	linkCodeSchema,
	patientSchema
} from '$lib/people/patients/schema';
import { updatePreferences, vouchForAddress } from '$lib/people/portal/commands';
import { explainPortal } from '$lib/people/portal/errors';
import { familyKey } from '$lib/people/portal/live';
import { preferencesSchema } from '$lib/people/portal/schema';
import { visitsKey } from '$lib/visits/scheduling/live';
import { comingVisits, pastVisits } from '$lib/visits/scheduling/queries';
import type { PageServerLoad } from './$types';
import { managed, patientOf } from '$lib/people/patients/record.server';
import { keeping } from '$lib/people/portal/keeping.server';

export const load: PageServerLoad = async (event) => {
	event.depends(familyKey);
	event.depends(visitsKey);
	permitted(event, 'patients.read');
	const { access, patient, manages } = await patientOf(event);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const now = new Date().toISOString();
	const [coming, past, kept] = await Promise.all([
		comingVisits(client, [patient.id], { now, page: pageNumber(query.get('coming')) }),
		pastVisits(client, [patient.id], { now, page: pageNumber(query.get('past')) }),
		manages ? keeping(event, patient, now) : null
	]);
	return {
		coming,
		past,
		kept,
		writesAllergies: may(access, 'allergies.manage') && !patient.archived_at,
		mayBook: may(access, 'appointments.book_any'),
		merges: may(access, 'patients.merge') && !patient.archived_at,
		erases: may(access, 'patients.erase') && patient.archived_at !== null,
		mayRecordDeath: manages || access.doctor_id !== null,
		deathOpen: query.has('death'),
		followsVisits: may(access, 'appointments.read_all')
	};
};

type Linked = { error: Refusal | null };

/** The page again, saying what was done. */
const done = (id: string, what: string) => `${resolve(`/patients/${id}`)}?done=${what}`;

/** Does something about what one posted field names, and says so. */
const act = (
	event: RequestEvent,
	name: string,
	run: (value: string) => PromiseLike<Linked>,
	next: () => string
) =>
	perform(event, {
		schema: z.object({ [name]: z.string() }),
		explain: explainLinking,
		run: (posted) => run(posted[name] ?? ''),
		next
	});

/** Reception, and doctors: whether the patient is in their care the database says. */
function certifier(event: RequestEvent<{ id: string }>): string {
	permitted(event, 'patients.read');
	return event.params.id;
}

/** Where the hospital is, by whose numbers a number is read that names no country. */
const home = async ({ locals }: Pick<RequestEvent, 'locals'>) =>
	(await hospitalSettings(locals.supabase)).country;

const managing = guarded((event: RequestEvent<{ id: string }>) => managed(event), {
	edit: async (event, id) =>
		perform(event, {
			schema: patientSchema(await home(event)),
			explain: explainPatient,
			run: (patient) => updatePatient(event.locals.supabase, id, patient),
			next: () => done(id, 'saved'),
			async amend(refused, { code }) {
				if (code !== 'LN009') return refused;
				// What was typed stays; saving again is then a decision, with what is stored in sight.
				const stored = await patientCard(event.locals.supabase, id);
				const version = stored && { updated_at: stored.updated_at };
				return {
					...refused,
					message: m.patients_changed_meanwhile(),
					values: { ...refused.values, ...version },
					stale: false
				};
			}
		}),
	contact: async (event, id) =>
		perform(event, {
			schema: contactSchema(await home(event)),
			explain: explainPatient,
			run: (contact) => saveContact(event.locals.supabase, id, contact),
			next: () => done(id, 'contact')
		}),
	callFirst: (event, id) =>
		act(
			event,
			'contact_id',
			(contact) => callFirst(event.locals.supabase, contact),
			() => done(id, 'contact')
		),
	removeContact: (event, id) =>
		act(
			event,
			'contact_id',
			(contact) => removeContact(event.locals.supabase, id, contact),
			() => done(id, 'contact-removed')
		),
	code: (event, id) =>
		perform(event, {
			schema: linkCodeSchema,
			explain: explainLinking,
			run: (wish) => issueLinkCode(event.locals.supabase, id, wish),
			// Shown with this answer and never again, so the page is not left for another address.
			next: ({ issued }) => (issued?.code ? { issued } : done(id, 'code-sent'))
		}),
	withdraw: (event, id) =>
		act(
			event,
			'code_id',
			(code) => withdrawLinkCode(event.locals.supabase, code),
			() => done(id, 'code-withdrawn')
		),
	link: (event, id) =>
		perform(event, {
			schema: linkAccountSchema,
			explain: explainLinking,
			run: (account) => linkAccount(event.locals.supabase, id, account),
			next: () => done(id, 'linked')
		}),
	revoke: (event, id) =>
		act(
			event,
			'user_id',
			(user) => revokeLink(event.locals.supabase, id, user),
			() => done(id, 'revoked')
		),
	keep: (event, id) =>
		act(
			event,
			'user_id',
			(user) => keepAsCarer(event.locals.supabase, id, user),
			() => done(id, 'kept')
		),
	preferences: (event, id) =>
		perform(event, {
			schema: preferencesSchema,
			explain: explainPortal,
			run: (preferences) =>
				updatePreferences(event.locals.supabase, { ...preferences, patient_id: id }),
			next: () => done(id, 'preferences')
		}),
	vouch: (event, id) =>
		act(
			event,
			'channel',
			(channel) => vouchForAddress(event.locals.supabase, id, channel),
			() => done(id, 'preferences')
		),
	archive: (event, id) =>
		perform(event, {
			schema: archiveSchema,
			explain: explainPatient,
			run: ({ reason, updated_at }) =>
				archivePatient(event.locals.supabase, id, reason, updated_at),
			next: () => done(id, 'archived')
		}),
	restore: (event, id) =>
		act(
			event,
			'updated_at',
			(version) => restorePatient(event.locals.supabase, id, version),
			() => done(id, 'restored')
		)
});

const certifying = guarded(certifier, {
	death: (event, id) =>
		perform(event, {
			schema: deathSchema,
			explain: explainDeath,
			run: async ({ deceased_at, updated_at }) => {
				const client = event.locals.supabase;
				const { time_zone } = await hospitalSettings(client);
				return recordDeath(client, id, instantOf(deceased_at, time_zone), updated_at);
			},
			next: () => done(id, 'death')
		}),
	alive: (event, id) =>
		perform(event, {
			schema: z.object({ updated_at: z.string() }),
			explain: explainDeath,
			run: ({ updated_at }) => withdrawDeath(event.locals.supabase, id, updated_at),
			next: () => done(id, 'death-withdrawn')
		})
});

const charting = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'allergies.manage'),
	allergyActions
);

const opening = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'charts.read'),
	chartActions
);

export const actions = { ...managing, ...certifying, ...charting, ...opening };
