import { loadavg } from 'node:os';
import { clientWith, type Bench } from './bench.ts';
import { durations, ms, quantile, type Figure } from './figures.ts';
import { demoPeople } from '../support/people.ts';

const beds = 40;
const medicines = 8;

/** A ward of forty beds on which the demo's nurse works, each patient with eight medicines of four rounds. */
async function fullWard({ owner }: Bench): Promise<{ wardId: string; userId: string }> {
	await owner.query('begin');
	const { rows } = await owner.query<{ ward_id: string; user_id: string }>(
		`with ward as (
			insert into public.wards (department_id, code, name) select id, 'BENCH', 'Measured ward' from public.departments limit 1 returning id
		), room as (
			insert into public.ward_rooms (ward_id, name) select id, 'One' from ward returning id, ward_id
		), bed as (
			insert into public.beds (ward_id, room_id, label, position) select ward_id, id, 'M' || n, n from room, generate_series(1, $1::int) n
		)
		insert into public.staff_wards (staff_id, ward_id)
		select staff.id, ward.id from ward, public.staff join public.profiles on profiles.id = staff.user_id where profiles.email = $2
		returning ward_id, (select user_id from public.staff where id = staff_id)`,
		[beds, demoPeople.nurse]
	);
	const wardId = rows[0]?.ward_id ?? '';
	// Rounds about now, so that there is something to give at whatever hour this runs.
	await owner.query(
		`update public.medicine_rounds set times = (
			select array_agg(case when at = time '00:00' then time '24:00' else at end order by case when at = time '00:00' then time '24:00' else at end)
			from (select (date_trunc('hour', now() at time zone private.hospital_time_zone()) + make_interval(hours => n * 6))::time as at from generate_series(0, 3) n) times
		) where ward_id = $1`,
		[wardId]
	);
	await owner.query(
		`with person as (
			insert into public.patients (given_name, family_name, birth_date, sex)
			select 'Measured', 'Inpatient ' || n, '1950-01-01'::date + n * 97, 'unknown' from generate_series(1, $1::int) n returning id, family_name
		), stay as (
			insert into public.admissions (patient_id, ward_id, admitted_at, reason) select id, $2, now() - interval '3 days', 'Measured' from person returning id, patient_id
		)
		insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		select bed.id, $2, stay.patient_id, stay.id, tstzrange(now() - interval '3 days', null)
		from (select id, patient_id, row_number() over (order by id) as n from stay) stay
		join (select id, position as n from public.beds where ward_id = $2) bed using (n)`,
		[beds, wardId]
	);
	await owner.query(
		`insert into public.prescriptions (
			patient_id, admission_id, medicine_id, medicine, medicine_es, medicine_unit, route, steps, starts_on, staff_id, staff_name, status, signed_at, verification_code
		)
		select admission.patient_id, admission.id, medicine.id, medicine.name, medicine.name_es, 'tablet', 'oral',
			'[{"dose": 1, "unit": "tablet", "per_period": 4, "period": 1, "period_unit": "d"}]', private.hospital_day() - 2, doctor.id, 'Dr. Measured', 'active',
			now() - interval '2 days', upper(encode(extensions.gen_random_bytes(10), 'hex'))
		from public.admissions admission
		cross join (select * from public.medicines where unit = 'tablet' and not two_people order by name limit $2) medicine
		cross join (select id from public.doctors limit 1) doctor
		where admission.ward_id = $1`,
		[wardId, medicines]
	);
	// What was due until two hours ago was given, as on a ward.
	await owner.query(
		`insert into public.administrations (
			prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, outcome, given_at, dose, unit, unscanned_reason, staff_name
		)
		select prescription_id, patient_id, admission_id, ward_id, dose_day, dose_no, due_at, 'given', due_at, dose, unit, 'Measured', 'Measured'
		from private.doses_of(
			array(select id from public.admissions where ward_id = $1), now() - interval '48 hours', now() - interval '2 hours'
		)`,
		[wardId]
	);
	await owner.query('commit');
	await owner.query('analyze');
	return { wardId, userId: rows[0]?.user_id ?? '' };
}

/** A round of forty patients, and from a dose that is given to the board of a colleague. */
export async function givingRounds(bench: Bench): Promise<Figure[]> {
	const { wardId } = await fullWard(bench);
	const client = clientWith(bench.stack, await bench.token(demoPeople.nurse));
	const [from, until] = [-1, 1].map((hours) =>
		new Date(Date.now() + hours * 3_600_000).toISOString()
	) as [string, string];
	const round = async () =>
		await client
			.rpc('medicine_round', { p_ward_id: wardId, p_from: from, p_until: until })
			.throwOnError();
	const { data } = await round();
	const doses = data.flatMap(
		(row) =>
			row.doses as unknown as {
				prescription_id: string;
				day: string;
				no: number;
				outcome: string | null;
			}[]
	);
	const reads = await durations(100, round);

	const board = clientWith(bench.stack, await bench.token(demoPeople.nurse));
	await board.realtime.setAuth();
	let heard: (() => void) | undefined;
	await new Promise<void>((resolve, reject) => {
		board
			.channel(`ward:${wardId}`, { config: { private: true } })
			.on('broadcast', { event: 'bed_board_changed' }, () => heard?.())
			.subscribe((status, error) => {
				if (status === 'SUBSCRIBED') resolve();
				else if (error) reject(error);
			});
	});
	const taken: number[] = [];
	for (const dose of doses.filter(({ outcome }) => !outcome).slice(0, 60)) {
		const told = new Promise<void>((resolve) => (heard = resolve));
		const { error } = await client.rpc('give_dose', {
			p_prescription_id: dose.prescription_id,
			p_outcome: 'given',
			p_dose_day: dose.day,
			p_dose_no: dose.no,
			p_reason: 'Measured',
			p_unscanned_reason: 'Measured',
			p_check_reason: 'Measured'
		});
		if (error) throw new Error(error.message);
		const since = performance.now();
		await told;
		await Promise.all([
			board.rpc('bed_board', { p_ward_id: wardId }).throwOnError(),
			board.rpc('ward_dose_marks', { p_ward_id: wardId }).throwOnError()
		]);
		taken.push(performance.now() - since);
	}
	await board.removeAllChannels();
	const [read, shown] = [quantile(reads, 0.95), quantile(taken, 0.95)];
	const load = `load average ${(loadavg()[0] ?? 0).toFixed(1)}`;
	return [
		{
			name: `round of ${data.length} patients, ${doses.length} doses, as the nurse`,
			measured: `p50 ${ms(quantile(reads, 0.5))}, p95 ${ms(read)} (${load})`,
			target: 'p95 ≤ 60 ms',
			met: read <= 60
		},
		{
			name: `a dose given → read on a colleague's board of ${beds} beds`,
			measured: `p50 ${ms(quantile(taken, 0.5))}, p95 ${ms(shown)} of ${taken.length} (${load})`,
			target: 'p95 ≤ 100 ms',
			met: shown <= 100
		}
	];
}
