import type { Client as Database } from 'pg';
import { demoPeople } from '../support/people.ts';
import { asUser, clientWith, portalPeople, tokenFor, type Bench } from './bench.ts';
import { durations, inWords, ms, quantile, type Figure } from './figures.ts';

/*
 * The chart of somebody with a long history among thousands of records (`supabase/seed/records.ts`): as a doctor who has it
 * open, and as the patient.
 */

interface Chart {
	patientId: string;
	entries: number;
	doctor: { userId: string; staffId: string };
	colleague: { userId: string; staffId: string };
}

const runs = 60;

/** Whoever has most in their record, in the care of two doctors. */
async function longChart(owner: Database): Promise<Chart> {
	const { rows: patients } = await owner.query<{ id: string }>(
		'select patient_id as id from public.notes group by 1 order by count(*) desc, 1 limit 1'
	);
	const patientId = patients[0]?.id ?? '';
	const { rows: doctors } = await owner.query<{ userId: string; staffId: string }>(
		`select staff.user_id as "userId", staff.id as "staffId" from public.staff
		 join public.profiles on profiles.id = staff.user_id join public.doctors on doctors.id = staff.id
		 where staff.active order by email <> $1, staff.id limit 2`,
		[demoPeople.doctor]
	);
	const [doctor, colleague] = doctors;
	if (!patientId || !doctor || !colleague) throw new Error('There are no records to measure');
	for (const { userId, staffId } of [doctor, colleague]) {
		await owner.query(
			`insert into public.care_team_members (patient_id, staff_id, role) values ($1, $2, 'consultant')`,
			[patientId, staffId]
		);
		await owner.query('begin');
		await become(owner, userId);
		await owner.query('select public.open_chart($1)', [patientId]);
		await owner.query('commit');
	}
	const { rows } = await owner.query<{ entries: number }>(
		`select (
			(select count(*) from public.notes where patient_id = $1) + (select count(*) from public.diagnoses where patient_id = $1) +
			(select count(distinct measured_at) from public.measurements where patient_id = $1) +
			(select count(*) from public.documents where patient_id = $1) + (select count(*) from public.immunisations where patient_id = $1) +
			(select count(*) from public.problems where patient_id = $1) + (select count(*) from public.admissions where patient_id = $1) +
			(select count(*) from public.appointments where patient_id = $1 and starts_at < now())
		)::int as entries`,
		[patientId]
	);
	return { patientId, entries: rows[0]?.entries ?? 0, doctor, colleague };
}

const become = (owner: Database, userId: string) =>
	owner.query(
		`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
		[JSON.stringify({ sub: userId, role: 'authenticated' })]
	);

/** What the summary reads of each room, and above it; as the API runs them. */
const summary = [
	'select * from public.open_chart($1)',
	'select * from public.patient_marks(array[$1::uuid])',
	'select * from public.immunisations_due($1)',
	`select id, text, side, onset from public.problems where patient_id = $1 and status = 'active' and voided_at is null
	 order by recorded_at desc, id limit 12`,
	`select id, kind, title, author_name, noted_at from public.notes where patient_id = $1 and status = 'signed'
	 order by noted_at desc, id desc limit 4`,
	`select id, kind, value, second_value, unit, measured_at from public.measurements where patient_id = $1 and voided_at is null
	 order by measured_at desc, id desc limit 60`,
	`select id, title, kind, dated_on, voided_at from public.documents where patient_id = $1 and voided_at is null
	 order by dated_on desc, id desc limit 4`
];

const figure = (
	name: string,
	taken: number[],
	most: number,
	more: Partial<Figure> = {}
): Figure => {
	const p95 = quantile(taken, 0.95);
	return {
		name,
		measured: `p50 ${ms(quantile(taken, 0.5))}, p95 ${ms(p95)}`,
		target: `p95 ≤ ${most} ms`,
		met: p95 <= most,
		...more
	};
};

/** Reads of a long chart, beside the same statements of the owner, who is asked for nothing. */
export async function longRecords(bench: Bench): Promise<Figure[]> {
	const { owner } = bench;
	const chart = await longChart(owner);
	const of = `${inWords(chart.entries)} entries`;
	const [portal] = await portalPeople(bench, 1);
	await owner.query('update public.portal_links set patient_id = $1 where patient_id = $2', [
		chart.patientId,
		portal?.patientId
	]);
	const { rows: users } = await owner.query<{ id: string }>(
		'select user_id as id from public.portal_links where patient_id = $1',
		[chart.patientId]
	);
	const patient = users[0]?.id ?? '';
	const { rows: middle } = await owner.query<{ at: Date; id: string }>(
		`select noted_at as at, id from public.notes where patient_id = $1 order by noted_at desc, id desc
		 offset (select count(*) / 2 from public.notes where patient_id = $1) limit 1`,
		[chart.patientId]
	);
	const page = 'select * from public.patient_timeline($1, null, null, $2, $3, 31)';
	const from = [null, middle[0]];
	const own: number[] = [];
	const plain: number[] = [];
	for (let run = 0; run < runs; run++) {
		await asUser(owner, chart.doctor.userId, async () =>
			own.push(...(await durations(1, () => read(owner, chart.patientId), 1)))
		);
		await owner.query('begin');
		plain.push(...(await durations(1, () => read(owner, chart.patientId, 3), 1)));
		await owner.query('rollback');
	}
	const timeline = (userId: string) =>
		durations(runs, (run) =>
			asUser(owner, userId, () =>
				owner.query(page, [chart.patientId, from[run % 2]?.at, from[run % 2]?.id])
			)
		);
	const doctor = clientWith(bench.stack, tokenFor(bench.stack, chart.doctor.userId));
	const overHttp = await durations(runs, async (run) => {
		await doctor
			.rpc('patient_timeline', {
				p_patient_id: chart.patientId,
				p_limit: 31,
				...(run % 2 && {
					p_before: middle[0]?.at.toISOString() ?? '',
					p_before_id: middle[0]?.id ?? ''
				})
			})
			.throwOnError();
	});
	return [
		figure(`chart summary, ${of}`, own, 60, {
			yardstick: `p50 ${ms(quantile(plain, 0.5))} its lists alone, as the owner`
		}),
		figure(`timeline page as the doctor, ${of}`, await timeline(chart.doctor.userId), 50),
		figure(`timeline page as the patient, ${of}`, await timeline(patient), 50),
		figure(`timeline page by the API, ${of}`, overHttp, 50),
		...(await writing(bench, chart))
	];
}

async function read(owner: Database, patientId: string, since = 0): Promise<void> {
	for (const sql of summary.slice(since)) await owner.query(sql, [patientId]);
}

/** What is kept while one types, and a note from its signature to the list of a colleague who is told. */
async function writing(bench: Bench, chart: Chart): Promise<Figure[]> {
	const { stack } = bench;
	const doctor = clientWith(stack, tokenFor(stack, chart.doctor.userId));
	const colleague = clientWith(stack, tokenFor(stack, chart.colleague.userId));
	const content = (words: string) => ({
		sections: ['subjective', 'objective', 'assessment', 'plan'].map((key) => ({
			key,
			text: `${words} `.repeat(60)
		}))
	});
	const begin = async () => {
		const { data } = await doctor
			.rpc('begin_note', { p_patient_id: chart.patientId, p_kind: 'telephone' })
			.throwOnError();
		return data;
	};
	const note = await begin();
	let version = 1;
	const saved = await durations(runs, async (run) => {
		const { data } = await doctor
			.rpc('save_note_draft', {
				p_note_id: note,
				p_version: version,
				p_content: content(`Typed ${run}`)
			})
			.throwOnError();
		version = data;
	});

	let heard: (() => void) | null = null;
	await colleague.realtime.setAuth();
	await new Promise<void>((resolve, reject) => {
		colleague
			.channel(`patient:${chart.patientId}`, { config: { private: true } })
			.on('broadcast', { event: 'notes_changed' }, () => heard?.())
			.subscribe((status, error) => {
				if (status === 'SUBSCRIBED') resolve();
				else if (error) reject(error);
			});
	});
	const shown: number[] = [];
	let open = note;
	for (let run = 0; run < 20; run++) {
		const since = performance.now();
		const told = new Promise<void>((resolve) => {
			heard = () => {
				void colleague
					.from('notes')
					.select('status')
					.eq('id', open)
					.single()
					.then(({ data }) => data?.status === 'signed' && resolve());
			};
		});
		await doctor.rpc('sign_note', { p_note_id: open, p_version: version }).throwOnError();
		await told;
		shown.push(performance.now() - since);
		heard = null;
		open = await begin();
		version = (
			await doctor
				.rpc('save_note_draft', { p_note_id: open, p_version: 1, p_content: content('Next') })
				.throwOnError()
		).data;
	}
	await colleague.removeAllChannels();
	return [
		figure('a note kept while it is written, by the API', saved, 30),
		figure('note signed → read by a colleague who is told', shown, 100)
	];
}
