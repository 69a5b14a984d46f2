import pg from 'pg';
import { demoPeople } from '../support/people.ts';
import type { Bench } from './bench.ts';
import { durations, inWords, ms, quantile, type Figure } from './figures.ts';

/** As many charts as a hospital of some size opens in a year; of fifty one in an emergency. */
const manyOpenings = 100_000;

/* Over two months, by everybody who works here, about everybody who is known; what triggers do is not what is measured. */
const fill = `
	insert into audit.events (at, actor_id, actor_name, role, action, table_name, row_id, patient_id, before, after, ip, epoch, salt, digest)
	select now() - n * interval '60 days' / $1, actors.ids[1 + n % actors.many], 'Somebody', 'authenticated',
		case n % 100 when 0 then 'signed_in' when 1 then 'refused' when 2 then 'delete' else case n % 3 when 0 then 'insert' else 'update' end end,
		(array['public.appointments', 'public.admissions', 'public.observations', 'public.clinical_notes', 'public.patients',
			'public.nursing_tasks', 'public.documents'])[1 + n * 7 % 11 % 7],
		gen_random_uuid(), people.ids[1 + n * 13 % people.many], '{"status": "booked"}', '{"status": "arrived"}', '10.0.0.1', 1,
		gen_random_uuid(), sha256(n::text::bytea)
	from generate_series(1, $1::int) n,
		(select array_agg(user_id) as ids, count(*)::int as many from public.staff where user_id is not null) actors,
		(select array_agg(id) as ids, count(*)::int as many from public.patients) people`;

const fillOpenings = `
	with opened as (
		insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, kind, reason, since, until)
		select people.ids[1 + n * 13 % people.many], staff.ids[1 + n % staff.many], 'Somebody', 'doctor',
			case n % 50 when 0 then 'emergency' else 'care' end, case n % 50 when 0 then 'on_call' end,
			case n % 50 when 0 then 'Called to the ward at night' end, now() - n * interval '5 minutes', now() - n * interval '5 minutes' + interval '2 hours'
		from generate_series(1, $1::int) n,
			(select array_agg(id) as ids, count(*)::int as many from public.staff) staff,
			(select array_agg(id) as ids, count(*)::int as many from public.patients) people
		returning id, patient_id, staff_id, since, basis
	)
	insert into public.chart_reviews (opening_id, patient_id, staff_id, opened_at, due_at, state, reviewed_name, reviewed_at)
	select id, patient_id, staff_id, since, since + interval '7 days', case when old then 'justified' else 'due' end,
		case when old then 'Admin' end, case when old then since + interval '1 day' end
	from (select *, since < now() - interval '9 days' as old from opened where basis = 'emergency') as emergencies`;

/** What the screens of the log and of openings read, as those who may; nothing of it stays. */
export async function auditTrail({ stack, owner }: Bench, rows: number): Promise<Figure[]> {
	const { rows: found } = await owner.query<{
		email: string;
		id: string;
		patient_id: string | null;
	}>(
		`select email, profiles.id, patient_id from public.profiles
		left join public.portal_links on portal_links.user_id = profiles.id and relationship = 'self'
		where email = any ($1)`,
		[[demoPeople.admin, demoPeople.doctor, demoPeople.patient]]
	);
	const person = (email: string) => {
		const one = found.find((each) => each.email === email);
		if (!one) throw new Error(`The demo hospital has no ${email}`);
		return one;
	};
	const [admin, doctor, patient] = [demoPeople.admin, demoPeople.doctor, demoPeople.patient].map(
		person
	);
	const client = new pg.Client({ connectionString: stack.databaseUrl('supabase_admin') });
	await client.connect();
	const figures: Figure[] = [];
	try {
		await client.query('begin');
		await client.query('set local session_replication_role = replica');
		await client.query(fill, [rows]);
		await client.query(fillOpenings, [manyOpenings]);
		await client.query('set local session_replication_role = origin');
		await client.query(
			'analyze audit.events; analyze public.chart_openings; analyze public.chart_reviews'
		);
		const as = async (
			userId: string | undefined,
			name: string,
			target: number,
			...asked: string[]
		) => {
			const taken: number[] = [];
			for (let run = 0; run < 20; run++) {
				await client.query(
					`select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
					[JSON.stringify({ sub: userId, role: 'authenticated' })]
				);
				taken.push(
					...(await durations(asked.length, (place) => client.query(asked[place] ?? ''), 0))
				);
				await client.query(`select set_config('role', 'none', true)`);
			}
			const p95 = quantile(taken, 0.95);
			const measured = `p50 ${ms(quantile(taken, 0.5))}, p95 ${ms(p95)}, most ${ms(Math.max(...taken))}`;
			figures.push({ name, measured, target: `p95 ≤ ${target} ms`, met: p95 <= target });
		};
		const page = (...filters: string[]) =>
			`select * from public.audit_events(${[...filters, 'p_limit => 51'].join(', ')})`;
		await as(
			admin?.id,
			`page of the log among ${inWords(rows)} rows`,
			30,
			page(),
			page(`p_before => now() - interval '30 days'`, 'p_before_id => 0'),
			page(`p_before => now() - interval '30 days'`, 'p_before_id => 0', 'p_newer => true'),
			page(`p_actor_ids => array['${doctor?.id}'::uuid]`),
			page(`p_patient_ids => array['${patient?.patient_id}'::uuid]`),
			page(`p_tables => array['public.documents']`),
			page(`p_action => 'refused'`),
			page(`p_action => 'delete'`),
			page(`p_from => now() - interval '20 days'`, `p_until => now() - interval '19 days'`),
			page(
				`p_actor_ids => array['${doctor?.id}'::uuid]`,
				`p_tables => array['public.patients']`,
				`p_action => 'delete'`
			)
		);
		await as(
			admin?.id,
			`queue of emergency access among ${inWords(manyOpenings)} openings`,
			30,
			'select * from public.review_counts()',
			...['due', 'justified'].map(
				(state) => `select r.*, o.staff_name from public.chart_reviews r
					join public.chart_openings o on o.id = r.opening_id
					where r.state = '${state}' order by r.opened_at ${state === 'due' ? '' : 'desc'}, r.opening_id limit 26`
			)
		);
		await as(
			doctor?.id,
			`what a doctor has open among ${inWords(manyOpenings)} openings`,
			10,
			`select from public.documents where patient_id = '${patient?.patient_id}'`
		);
		await as(
			patient?.id,
			`who opened one’s chart among ${inWords(manyOpenings)} openings`,
			10,
			`select * from public.chart_readers('${patient?.patient_id}')`
		);
	} finally {
		await client.query('rollback');
		await client.end();
	}
	return figures;
}
