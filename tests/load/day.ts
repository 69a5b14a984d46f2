import type { Client } from '../support/people.ts';

/** The people whose work makes up the day, each signed in as themselves. */
export interface Crew {
	receptionist: Client;
	doctor: Client;
	bedManager: Client;
	housekeeper: Client;
	patient: Client;
}

/** What one step of the day came to: what was done, or null when there was nothing to do. */
export type Step = string | null;

export interface Activity {
	name: string;
	/** How often in an hour of the hospital's day. */
	perHour: number;
	step(crew: Crew): Promise<Step>;
}

/** An error of the API, with what is needed to tell a lost race from a fault. */
export class Refusal extends Error {
	constructor(
		readonly code: string,
		message: string
	) {
		super(message);
	}

	/** Losing a race or meeting a rule is part of a day; anything else is a fault. */
	get expected(): boolean {
		return this.code.startsWith('LN') || ['23P01', '23505', '40P01'].includes(this.code);
	}
}

interface Answer<Data> {
	data: Data;
	error: { code: string; message: string } | null;
}

/** The data of an answer; throws a `Refusal` otherwise. */
export function must<Data>({ data, error }: Answer<Data>): NonNullable<Data> {
	if (error) throw new Refusal(error.code, error.message);
	if (data === null || data === undefined) throw new Refusal('empty', 'The answer was empty');
	return data;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const iso = (time: number) => new Date(time).toISOString();

function pick<Item>(items: readonly Item[]): Item | undefined {
	return items[Math.floor(Math.random() * items.length)];
}

async function visits(client: Client, statuses: string[], from: number, until: number) {
	return must(
		await client
			.from('appointments')
			.select('id, patient_id, doctor_id, status, starts_at')
			.in('status', statuses)
			.gte('starts_at', iso(from))
			.lt('starts_at', iso(until))
			.order('starts_at')
			.limit(200)
	);
}

async function moveVisit(client: Client, from: string, to: string): Promise<Step> {
	const now = Date.now();
	// Reception checks people in up to two hours ahead; what has begun may have begun this morning.
	const until = from === 'confirmed' ? now + 110 * minute : now + day;
	const visit = pick(await visits(client, [from], now - day / 2, until));
	if (!visit) return null;
	must(await client.rpc('set_appointment_status', { p_appointment_id: visit.id, p_status: to }));
	return `${from} → ${to}`;
}

async function anyPatient(client: Client): Promise<string | undefined> {
	const initial = pick([...'abcdefghijklmnoprstv']) ?? 'a';
	const found = must(await client.rpc('search_patients', { p_query: initial, p_limit: 50 }));
	return pick(found)?.id;
}

async function book(client: Client, patientId: string | undefined): Promise<Step> {
	if (!patientId) return null;
	const doctors = must(
		await client.from('doctors').select('id, specialty_id').eq('active', true).limit(100)
	);
	const types = must(
		await client
			.from('visit_types')
			.select('id, specialty_id')
			.eq('active', true)
			.eq('bookable_by_patient', true)
	);
	const doctor = pick(doctors);
	const type = pick(
		types.filter((each) => each.specialty_id === null || each.specialty_id === doctor?.specialty_id)
	);
	if (!doctor || !type) return null;
	const slots = must(
		await client.rpc('free_slots', {
			p_doctor_ids: [doctor.id],
			p_from: iso(Date.now() + 60 * minute),
			p_until: iso(Date.now() + 14 * day),
			p_visit_type_id: type.id
		})
	);
	const slot = pick(slots);
	if (!slot) return null;
	must(
		await client.rpc('book_appointment', {
			p_patient_id: patientId,
			p_doctor_id: doctor.id,
			p_starts_at: slot.starts_at,
			p_visit_type_id: type.id,
			p_reason: 'Booked during the simulated day',
			p_idempotency_key: crypto.randomUUID()
		})
	);
	return 'booked';
}

async function cancel(client: Client): Promise<Step> {
	const now = Date.now();
	const visit = pick(
		await visits(client, ['requested', 'confirmed'], now + 60 * minute, now + 14 * day)
	);
	if (!visit) return null;
	must(
		await client.rpc('cancel_appointment', {
			p_appointment_id: visit.id,
			p_reason: 'Cannot come'
		})
	);
	return 'cancelled';
}

const board = async (client: Client) => must(await client.rpc('bed_board', {}));

async function admit({ bedManager, receptionist }: Crew): Promise<Step> {
	const bed = pick((await board(bedManager)).filter(({ state }) => state === 'available'));
	const patientId = await anyPatient(receptionist);
	if (!bed || !patientId) return null;
	must(
		await bedManager.rpc('admit_patient', {
			p_patient_id: patientId,
			p_ward_id: bed.ward_id,
			p_bed_id: bed.bed_id,
			p_reason: 'Observation'
		})
	);
	return `admitted to ${bed.bed_label}`;
}

async function transfer({ bedManager }: Crew): Promise<Step> {
	const beds = await board(bedManager);
	const from = pick(beds.filter(({ admission_id }) => admission_id));
	const to = pick(beds.filter(({ state }) => state === 'available'));
	if (!from?.admission_id || !to) return null;
	must(
		await bedManager.rpc('transfer_patient', {
			p_admission_id: from.admission_id,
			p_bed_id: to.bed_id
		})
	);
	return `moved to ${to.bed_label}`;
}

async function swap({ bedManager }: Crew): Promise<Step> {
	const taken = (await board(bedManager)).filter(({ admission_id }) => admission_id);
	const one = pick(taken);
	const other = pick(taken.filter(({ bed_id }) => bed_id !== one?.bed_id));
	if (!one?.admission_id || !other?.admission_id) return null;
	must(
		await bedManager.rpc('swap_beds', {
			p_admission_id: one.admission_id,
			p_other_admission_id: other.admission_id
		})
	);
	return 'swapped';
}

async function discharge({ bedManager }: Crew): Promise<Step> {
	const bed = pick((await board(bedManager)).filter(({ admission_id }) => admission_id));
	if (!bed?.admission_id) return null;
	must(
		await bedManager.rpc('discharge_patient', {
			p_admission_id: bed.admission_id,
			p_disposition: 'home',
			p_summary: 'Recovered; follow-up with the family doctor.'
		})
	);
	return `discharged from ${bed.bed_label}`;
}

async function clean({ housekeeper }: Crew): Promise<Step> {
	const bed = pick((await board(housekeeper)).filter(({ task_id }) => task_id));
	if (!bed?.task_id) return null;
	const waits = bed.task_status === 'waiting';
	// An hour of this hospital may last a minute.
	must(
		await (waits
			? housekeeper.rpc('start_cleaning', { p_task_id: bed.task_id })
			: housekeeper.rpc('finish_cleaning', { p_task_id: bed.task_id, p_sure: true }))
	);
	return `${waits ? 'start' : 'finish'}_cleaning ${bed.bed_label}`;
}

/** A day of a mid-sized hospital; a rate is what one ward clerk would call usual. */
export const activities: Activity[] = [
	{
		name: 'arrivals',
		perHour: 14,
		step: ({ receptionist }) => moveVisit(receptionist, 'confirmed', 'checked_in')
	},
	{
		name: 'consultations begun',
		perHour: 12,
		step: ({ receptionist }) => moveVisit(receptionist, 'checked_in', 'in_consultation')
	},
	{
		name: 'consultations ended',
		perHour: 12,
		step: ({ receptionist }) => moveVisit(receptionist, 'in_consultation', 'completed')
	},
	{
		name: "the doctor's own list",
		perHour: 4,
		step: ({ doctor }) => moveVisit(doctor, 'checked_in', 'in_consultation')
	},
	{
		name: 'bookings at the desk',
		perHour: 12,
		step: async ({ receptionist }) => book(receptionist, await anyPatient(receptionist))
	},
	{
		name: 'bookings in the portal',
		perHour: 3,
		step: async ({ patient }) =>
			book(patient, pick(must(await patient.from('patients').select('id')))?.id)
	},
	{
		name: 'cancellations at the desk',
		perHour: 3,
		step: ({ receptionist }) => cancel(receptionist)
	},
	{ name: 'cancellations in the portal', perHour: 1, step: ({ patient }) => cancel(patient) },
	{ name: 'admissions', perHour: 6, step: admit },
	{ name: 'transfers', perHour: 3, step: transfer },
	{ name: 'swaps', perHour: 1, step: swap },
	{ name: 'discharges', perHour: 6, step: discharge },
	{ name: 'cleaning', perHour: 14, step: clean }
];

/** Broken rules, in words, as an admin sees the hospital through the API; none is the only good answer. */
export async function brokenRules(admin: Client): Promise<string[]> {
	const problems: string[] = [];
	const beds = await board(admin);

	const twice = (values: (string | null)[]) =>
		values.filter((value, index) => value !== null && values.indexOf(value) !== index);
	for (const id of twice(beds.map(({ bed_id }) => bed_id)))
		problems.push(`bed ${id} is listed twice`);
	for (const id of twice(beds.map(({ patient_id }) => patient_id)))
		problems.push(`patient ${id} lies in two beds`);
	for (const bed of beds) {
		if (bed.stay_id && (bed.closure_id || bed.task_id)) {
			problems.push(
				`bed ${bed.bed_label} is occupied and ${bed.closure_id ? 'closed' : 'being cleaned'}`
			);
		}
	}

	// Pages of a thousand, since that is what the API gives at once.
	const live = ['requested', 'confirmed', 'checked_in', 'in_consultation', 'completed'];
	const all: {
		id: string;
		doctor_id: string;
		patient_id: string;
		starts_at: string;
		ends_at: string;
	}[] = [];
	for (;;) {
		const page = must(
			await admin
				.from('appointments')
				.select('id, doctor_id, patient_id, starts_at, ends_at')
				.in('status', live)
				.eq('overbooked', false)
				.gte('starts_at', iso(Date.now() - day))
				.lt('starts_at', iso(Date.now() + 31 * day))
				.order('starts_at')
				.order('id')
				.range(all.length, all.length + 999)
		);
		all.push(...page);
		if (page.length < 1000) break;
	}
	for (const key of ['doctor_id', 'patient_id'] as const) {
		const lastEnd = new Map<string, string>();
		for (const visit of all) {
			const previous = lastEnd.get(visit[key]);
			if (previous && Date.parse(visit.starts_at) < Date.parse(previous)) {
				problems.push(`visit ${visit.id} overlaps another of ${key} ${visit[key]}`);
			}
			lastEnd.set(visit[key], visit.ends_at);
		}
	}
	return problems;
}
