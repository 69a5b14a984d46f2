import { error, type RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { idFrom } from '$lib/app/forms/id';
import { may } from '$lib/access/session/access';
import { keepLastWords } from '$lib/wards/handover/actions.server';
import { careKey } from '$lib/wards/care/live';
import { merged } from '$lib/wards/handover/document';
import { handoverSheets } from '$lib/wards/handover/queries';
import { readHandover } from '$lib/wards/handover/store';
import { ownWard, patientsOf, wardColleagues, wardPatients } from '$lib/wards/care/queries';
import { m } from '$lib/paraglide/messages.js';
import { permitted } from '$lib/access/session/guard.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(careKey);
	const access = permitted(event, 'charts.read');
	const client = event.locals.supabase;
	const ward = await ownWard(client, event.params.ward, access.staff_id);
	if (!ward) error(404, m.errors_not_found());
	const [patients, sheets, colleagues] = await Promise.all([
		wardPatients(client, ward.id),
		handoverSheets(client, ward.id),
		wardColleagues(client, ward.id)
	]);

	const now = new Date();
	const asked = event.url.searchParams.get('sheet');
	const current = sheets.find(
		({ starts_at, ends_at }) => Date.parse(starts_at) <= +now && +now < Date.parse(ends_at)
	);
	const sheet = asked ? sheets.find(({ id }) => id === asked) : current;
	if (asked && !sheet) error(404, m.errors_not_found());
	// Put together here, so that it can be read without a script, and is right even where the plain text is behind.
	const reading = sheet && (await readHandover(client, sheet.id));
	const texts = reading ? merged(reading.sections, reading.updates) : {};

	const there = new Set(patients.map(({ admission_id }) => admission_id));
	const gone = Object.keys(texts).filter(
		(key) => texts[key]?.trim() && idFrom(key) && !there.has(key)
	);
	return {
		ward,
		patients,
		sheets,
		colleagues,
		sheet: sheet ?? null,
		/** Whether it is written in now; a sheet of another shift is only read. */
		isCurrent: !asked || sheet?.id === current?.id,
		texts,
		departed: await patientsOf(client, gone),
		mayWrite: may(access, 'nursing.record'),
		now: now.toISOString()
	};
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'nursing.record'), {
	keep: keepLastWords
});
