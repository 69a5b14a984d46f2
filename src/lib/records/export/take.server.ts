import type { SupabaseClient } from '@supabase/supabase-js';
import type { Hospital } from '$lib/access/session/hospital';
import { isolated, type PrintedDocument } from '$lib/app/export/document';
import type { Database } from '$lib/app/supabase/database.types';
import { formatDate, formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { fullName } from '$lib/people/patients/names';
import type { TakenFrom, TakenPart, Taking } from '$lib/people/patients/taking';
import { sexLabel } from '$lib/people/patients/words';
import type { Subject } from './bundle';

const rooms = Object.values(
	import.meta.glob<TakenFrom>('../../*/*/taking.server.ts', { eager: true, import: 'default' })
).sort((one, other) => one.place - other.place);

/** What is known of somebody, but for what happened when: the parts that stand before their stays. */
export async function knownOf(taking: Taking): Promise<TakenPart[]> {
	const parts = await Promise.all(
		rooms.filter(({ place }) => place < 50).map(({ take }) => take(taking))
	);
	return parts.filter((part) => part !== null);
}

/** A record as its patient may have it: everything is read with their own rights. */
export async function takenRecord(
	client: SupabaseClient<Database>,
	patientId: string,
	{ zone, origin }: { zone: string; origin: string }
): Promise<{ subject: Subject; parts: TakenPart[] }> {
	const [{ data: subject }, ...parts] = await Promise.all([
		client
			.from('patients')
			.select('id, mrn, given_name, family_name, birth_date, sex, deceased_at')
			.eq('id', patientId)
			.single()
			.throwOnError(),
		...rooms.map(({ take }) => take({ client, patientId, zone, origin }))
	]);
	return { subject, parts: parts.filter((part) => part !== null) };
}

/** The same on paper, in the reader's language. */
export function printedRecord(
	{ subject, parts }: { subject: Subject; parts: readonly TakenPart[] },
	{ hospital, at }: { hospital: Hospital; at: string }
): PrintedDocument {
	const name = isolated(fullName(subject));
	const facts: [string, string][] = [
		[m.export_name(), name],
		[m.export_mrn(), subject.mrn],
		[m.export_born(), formatDate(subject.birth_date)],
		[m.export_sex(), sexLabel(subject.sex)]
	];
	if (subject.deceased_at)
		facts.push([m.export_deceased(), formatDate(subject.deceased_at, hospital.time_zone)]);
	return {
		title: m.export_title(),
		language: languageTags[getLocale()],
		head: { from: hospital.name, number: subject.mrn, whose: name },
		page: (number, of) => m.export_page({ number: String(number), of: String(of) }),
		blocks: [
			{ kind: 'text', text: m.export_made({ when: formatDateTime(at, hospital.time_zone) }) },
			{ kind: 'facts', facts },
			...parts.flatMap(({ title, head, rows }) => [
				{ kind: 'heading' as const, text: title },
				{ kind: 'table' as const, head, rows: rows.map((row) => row.map(isolated)) }
			]),
			...(parts.length === 0 ? [{ kind: 'text' as const, text: m.export_nothing() }] : [])
		]
	};
}
