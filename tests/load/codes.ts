import { demoPeople } from '../support/people.ts';
import { asUser, type Bench } from './bench.ts';
import { durations, inWords, ms, quantile, type Figure } from './figures.ts';

/** As many codes as the largest lists have, with words as common there: most share three or four. */
const manyCodes = 100_000;

/** What is typed, letter by letter and in full: codes, rare and common words, synonyms, what nothing matches. */
const queries = [
	...['fr', 'fra', 'fract', 'fracture', 'fracture fem', 'fracture left femur'],
	...['le', 'of', 'in', 'un', 'unspecified', 'initial encounter open', 'neoplasm malig breast'],
	...['type 2 diab', 'diabetes', 'hypert', 'pain knee left', 'sugar', 'broken bone 50', 'zzzz'],
	...['e1', 'E11', 'E11.2', 'm54', 'sequela burn hand by accident', 'kidney infection']
];

async function makeCodes({ owner }: Bench): Promise<void> {
	await owner.query(
		`insert into public.code_systems (id, name, url) values ('measured', 'Measured', 'urn:measured')`
	);
	await owner.query(
		`insert into public.codes (system_id, code, display, billable, synonyms)
		 select 'measured', chr(65 + n % 26) || lpad((n / 26 % 100)::text, 2, '0') || '.' || to_hex(n),
			concat_ws(' ',
				(array['Fracture of', 'Displaced fracture of', 'Injury of', 'Laceration of', 'Malignant neoplasm of',
					'Type 2 diabetes mellitus with', 'Acute', 'Chronic', 'Essential hypertension with', 'Unspecified',
					'Burn of', 'Pain in', 'Disorder of', 'Infection of'])[1 + n * 7 % 14],
				(array['left', 'right', 'bilateral', 'unspecified'])[1 + n % 4],
				(array['femur', 'tibia', 'radius', 'shoulder', 'knee', 'wrist', 'lung', 'liver', 'kidney', 'heart', 'eye',
					'skin', 'breast', 'colon', 'stomach', 'brain', 'spine', 'hand', 'foot', 'hip'])[1 + n / 4 % 20],
				(array['initial encounter', 'subsequent encounter', 'sequela', 'with complication', 'without complication'])[1 + n / 80 % 5],
				(array['open', 'closed', 'type I', 'unspecified', 'by accident', 'by assault'])[1 + n / 400 % 6],
				'variant ' || left(md5((n % 5000)::text), 5)
			),
			n % 5 <> 0, case when n % 10 = 0 then array['broken bone ' || n, 'sugar disease'] else '{}' end
		 from generate_series(1, $1::int) n`,
		[manyCodes]
	);
	await owner.query('analyze public.codes, private.code_words');
	// A doctor of some years, in a department of many.
	await owner.query(
		`insert into private.code_uses (scope_id, code_id, uses)
		 select scope.id, picked.id, 1 + picked.nth % 20
		 from public.staff
		 join public.profiles on profiles.id = staff.user_id and profiles.email = $1
		 cross join lateral (values (staff.id, 300), (staff.department_id, 3000)) as scope (id, most)
		 cross join lateral (
			select id, row_number() over () as nth from public.codes where system_id = 'measured' order by md5(code) limit scope.most
		 ) picked
		 on conflict do nothing`,
		[demoPeople.doctor]
	);
}

/** Codes as one types, as a signed-in doctor; the list is taken away again. */
export async function codeSearch(bench: Bench): Promise<Figure[]> {
	const { owner } = bench;
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.profiles where email = $1',
		[demoPeople.doctor]
	);
	const doctor = rows[0]?.id;
	if (!doctor) throw new Error(`The demo hospital has no ${demoPeople.doctor}`);
	await makeCodes(bench);
	try {
		const taken = await durations(queries.length * 10, (run) =>
			asUser(owner, doctor, () =>
				owner.query('select * from public.search_codes($1)', [queries[run % queries.length]])
			)
		);
		const p95 = quantile(taken, 0.95);
		return [
			{
				name: `code search among ${inWords(manyCodes)}`,
				measured: `p50 ${ms(quantile(taken, 0.5))}, p95 ${ms(p95)}`,
				target: 'p95 ≤ 30 ms',
				met: p95 <= 30
			}
		];
	} finally {
		await owner.query(`delete from public.codes where system_id = 'measured'`);
		await owner.query(`delete from public.code_systems where id = 'measured'`);
	}
}
