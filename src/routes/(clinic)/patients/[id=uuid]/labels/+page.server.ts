import { pageNumber } from '$lib/app/lists/page';
import { permitted } from '$lib/access/session/guard.server';
import { codesOf } from '$lib/people/particulars/codes.server';
import { patientOf } from '$lib/people/patients/record.server';
import type { PageServerLoad } from './$types';

/** As many labels as a sheet has. */
const most = 24;

export const load: PageServerLoad = async (event) => {
	permitted(event, 'patients.read');
	const { patient } = await patientOf(event);
	const count = Math.min(pageNumber(event.url.searchParams.get('count') ?? '6'), most);
	return { patient, count, codes: await codesOf(patient.mrn) };
};
