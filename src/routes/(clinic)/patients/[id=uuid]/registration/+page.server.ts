import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { dayOf } from '$lib/app/time/days';
import { may } from '$lib/access/session/access';
import { permitted } from '$lib/access/session/guard.server';
import { registrationActions } from '$lib/people/particulars/actions.server';
import { current } from '$lib/people/particulars/consents';
import { photoActions } from '$lib/people/particulars/photos.server';
import {
	consentDocuments,
	consentKinds,
	consentsOf,
	identifiersOf,
	policiesOf
} from '$lib/people/particulars/queries';
import { patientOf } from '$lib/people/patients/record.server';
import { familyKey } from '$lib/people/portal/live';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(familyKey);
	permitted(event, 'patients.read');
	const [{ access, patient, manages }, { hospital }] = await Promise.all([
		patientOf(event),
		event.parent()
	]);
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const alive = !patient.archived_at;
	// Allergies are told to those who look after the patient: so are consents.
	const cares = patient.allergies !== null;
	const insures = may(access, 'insurance.manage');
	const [identifiers, policies, kinds, consents, documents] = await Promise.all([
		manages ? identifiersOf(client, patient.id) : null,
		insures ? policiesOf(client, patient.id) : null,
		manages || cares ? consentKinds(client) : null,
		manages || cares ? consentsOf(client, patient.id) : [],
		query.get('add') === 'consent' ? consentDocuments(client, patient.id) : []
	]);
	return {
		identifiers,
		policies,
		kinds,
		consents,
		documents,
		photosRefused: ['refused', 'withdrawn'].includes(
			current(consents).get('photos')?.decision ?? ''
		),
		today: dayOf(new Date(), hospital.time_zone),
		writes: alive && manages,
		insures: alive && insures,
		writesNeeds: alive && (manages || cares),
		records: alive && (manages || cares) && may(access, 'consents.record'),
		add: query.get('add'),
		kind: query.get('kind') ?? '',
		camera: query.has('camera')
	};
};

export const actions = guarded(
	(event: RequestEvent<{ id: string }>) => permitted(event, 'patients.read'),
	{ ...registrationActions, ...photoActions }
);
