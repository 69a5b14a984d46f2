import type { Moves } from './commands';

/* What the choices of the leaving form are called: one field for each visit and admission, by its id. */
const visitField = 'visit:';
const admissionField = 'admission:';

/** Left on purpose: to the reception, the ward, or nobody. */
export const left = 'left';

/** A time and whose it is, as one option's value. */
export const offerValue = (offer: { doctor_id: string; starts_at: string }) =>
	`${offer.doctor_id}~${offer.starts_at}`;

/** What a form says becomes of open work, and the fields in which nothing is chosen yet. */
export function movesFrom(form: FormData): { moves: Moves; missing: string[] } {
	const missing: string[] = [];
	const chosen = (name: string): string | null => {
		const value = form.get(name);
		if (value === '') missing.push(name);
		return typeof value === 'string' && value !== '' && value !== left ? value : null;
	};
	const everyVisit = form.get('visits') === 'reception';
	const visits: Exclude<Moves['visits'], string> = [];
	const admissions: Moves['admissions'] = [];
	for (const name of form.keys()) {
		if (name.startsWith(visitField) && !everyVisit) {
			const id = name.slice(visitField.length);
			const [doctor_id = null, starts_at = null] = chosen(name)?.split('~') ?? [];
			const updated_at = String(form.get(`seen:${id}`) ?? '');
			visits.push({ appointment_id: id, updated_at, doctor_id, starts_at });
		} else if (name.startsWith(admissionField)) {
			const attending_id = chosen(name);
			admissions.push({ admission_id: name.slice(admissionField.length), attending_id });
		}
	}
	return {
		moves: {
			visits: everyVisit ? 'reception' : visits,
			admissions,
			care_team: { staff_id: chosen('care_team') },
			notes: { staff_id: chosen('notes') },
			messages: { staff_id: chosen('messages') },
			wards: { staff_id: chosen('wards') }
		},
		missing
	};
}
