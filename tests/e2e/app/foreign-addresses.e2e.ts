import type { APIRequestContext } from '@playwright/test';
import type pg from 'pg';
import { demoPeople, type DemoRole } from '../../support/people.ts';
import { filled, routes } from '../../support/sources.ts';
import { expect, test } from '../fixtures.ts';

/*
 * Every address of a record, as everybody, with one that is real and not theirs: page or data answer as for one that does
 * not exist. Records are chosen by what the database shows each person; routes are those of the sources.
 */

interface Kind {
	/** All there are, to their owner. */
	all: string;
	/** Those that are a person's, as that person. */
	seen: string;
	/** The database's role that asks, if not that of everybody signed in. */
	role?: 'none';
	nowhere?: string;
}

const readable = (table: string, id = 'id'): Kind => {
	const sql = `select distinct ${id}::text as id from public.${table}`;
	return { all: sql, seen: sql };
};

/** By what stands before the parameter, what kind of record it is the id of. */
const kinds: Record<string, Kind> = {
	patients: readable('patients'),
	visits: readable('appointments'),
	visit: readable('appointments'),
	// The pages of a stay open its chart, to who cares for the patient; until then the table shows nobody the row.
	admissions: {
		...readable('admissions'),
		seen: `select id::text from public.admissions where patient_id in (select private.care_patient_ids())`,
		role: 'none'
	},
	wards: { ...readable('wards'), seen: 'select ward_id::text as id from public.ward_summary()' },
	// Whoever sees the hours keeps them.
	availability: readable('availability_rules', 'doctor_id'),
	'staff-photos': readable('staff'),
	// Of who keeps them.
	people: {
		...readable('staff'),
		seen: `select id::text from public.staff where exists (select from public.roles)`
	},
	roles: { ...readable('roles'), nowhere: 'nobody' },
	// The pages open the chart; until then the table shows colleagues no row.
	documents: {
		...readable('documents'),
		seen: `select id::text from public.documents where patient_id in (
			select private.care_patient_ids() union select private.current_patient_ids()
		)`,
		role: 'none'
	},
	notes: {
		...readable('notes'),
		seen: `select id::text from public.notes where patient_id in (
			select private.care_patient_ids() union select private.current_patient_ids()
		)`,
		role: 'none'
	},
	medicines: {
		...readable('prescriptions'),
		seen: `select id::text from public.prescriptions where patient_id in (select private.care_patient_ids())`,
		role: 'none'
	},
	letters: {
		...readable('letters'),
		seen: `select id::text from public.letters where patient_id in (
			select private.care_patient_ids() union select private.current_patient_ids()
		)`,
		role: 'none'
	},
	messages: {
		...readable('message_threads'),
		seen: `select id::text from public.message_threads where patient_id in (
			select private.care_patient_ids() union select private.current_patient_ids()
		)`,
		role: 'none'
	},
	imports: readable('rule_imports'),
	display: { ...readable('wards'), seen: 'select ward_id::text as id from public.ward_summary()' }
};

/** What the database keeps of a secret is not the secret. */
const secretKind = (tables: string[]): Kind => ({
	all: tables
		.map((table) => `(select token_hash::text as id from ${table} order by 1 limit 1)`)
		.join(' union all '),
	seen: `select '' as id`
});

const nowhere = '00000000-0000-4000-8000-00000000dead';

/** What is there of a record in a certain state only: one's first few need not be in it. */
const rare =
	/staff-photos|\/photo$|summary\.pdf|reschedule|\/documents|\/timeline|\/notes\/|\/letters\/|\/messages\/|\/medicines\/|\/imports\//;

/** Words an address is made of, and no records. */
const words = ['format', 'table'];

const everybody = [...(Object.keys(demoPeople) as DemoRole[]), null];

/** The rows somebody is shown, the way PostgREST asks. */
async function shown(
	owner: pg.Pool,
	who: DemoRole | 'owner' | null,
	sql: string,
	role = 'authenticated'
) {
	if (who === null) return new Set<string>();
	const client = await owner.connect();
	try {
		await client.query('begin');
		if (who !== 'owner')
			await client.query(
				`select set_config('request.jwt.claims', json_build_object('sub', id, 'email', email, 'role', 'authenticated', 'aal', 'aal1')::text, true),
					set_config('role', $2, true) from public.profiles where email = $1`,
				[demoPeople[who], role]
			);
		const { rows } = await client.query<{ id: string }>(sql);
		return new Set(rows.map(({ id }) => id));
	} finally {
		await client.query('rollback');
		client.release();
	}
}

/** What is answered, without what is of the moment and of the address. */
async function answer(request: APIRequestContext, address: string, own: string[]): Promise<string> {
	const response = await request.get(address, { maxRedirects: 0 });
	const { location = '', 'content-type': type = '' } = response.headers();
	const text = [response.status(), type, location, await response.text()].join('\n');
	return own
		.reduce((all, id) => all.replaceAll(id, '·'), text)
		.replace(
			/nonce="[^"]*"|data-as-of="[^"]*"|name="once" value="[^"]*"|nonce-[^']*|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g,
			''
		);
}

/** Where two answers part. */
function unlike(one = '', other = ''): string {
	let at = 0;
	while (one[at] === other[at]) at++;
	const from = Math.max(0, at - 60);
	return `${one.slice(from, at + 60)} | ${other.slice(from, at + 60)}`;
}

test('what is not one’s own is answered as what is not there', async ({
	app,
	sessionOf,
	owner,
	playwright
}) => {
	const hashed = await owner.query<{ name: string }>(
		`select format('%I.%I', table_schema, table_name) as name from information_schema.columns
		 where column_name = 'token_hash' order by 1`
	);
	const token = secretKind(hashed.rows.map(({ name }) => name));
	const named = routes.flatMap((route) => {
		const [, before = '', name = ''] = /([^/]*)\/[^/]*\[(\w+)/.exec(route) ?? [];
		if (!name || words.includes(name)) return [];
		const kind = name === 'token' ? token : kinds[before];
		if (!kind) throw new Error(`${route}: whose records are they? Say it in kinds`);
		return [{ route, name, kind }];
	});
	const all = new Map<Kind, string[]>();
	for (const { kind } of named)
		if (!all.has(kind)) all.set(kind, [...(await shown(owner, 'owner', kind.all))].sort());

	const different: string[] = [];
	const opened = new Set<string>();
	for (const [nth, who] of everybody.entries()) {
		const request = await playwright.request.newContext({
			baseURL: app,
			storageState: who ? await sessionOf(demoPeople[who]) : undefined
		});
		const seen = new Map<Kind, Set<string>>();
		for (const { kind } of named)
			if (!seen.has(kind)) seen.set(kind, await shown(owner, who, kind.seen, kind.role));

		// A secret in an address is asked for alike, whoever is signed in.
		const waiting = named.filter(({ kind }) => kind !== token || who === 'patient' || !who);
		const ask = async () => {
			for (let next = waiting.pop(); next; next = waiting.pop()) {
				const { route, kind } = next;
				const mine = [...(seen.get(kind) ?? [])];
				const foreign = (all.get(kind) ?? []).filter((id) => !mine.includes(id));
				const theirs = foreign[nth % foreign.length];
				const nobodys = kind.nowhere ?? nowhere;
				const own = [theirs ?? '', nobodys];
				// Page and data are of one load: every other person asks for the other of them.
				const end = (nth + named.indexOf(next)) % 2 ? '' : '/__data.json';
				if (theirs) {
					const both = () =>
						Promise.all(own.map((id) => answer(request, filled(route, () => id) + end, own)));
					let [real, none] = await both();
					// What changed meanwhile, a count in the menu, is as new in both of them.
					if (real !== none) [real, none] = await both();
					if (real !== none)
						different.push(`${who}: ${route}${end} (${theirs}): ${unlike(real, none)}`);
				}
				for (const id of mine.slice(0, 3)) {
					if (opened.has(route) || rare.test(route)) break;
					const response = await request.get(
						filled(route, () => id),
						{ maxRedirects: 0 }
					);
					if (response.status() === 200) opened.add(route);
				}
			}
		};
		await Promise.all(Array.from({ length: 6 }, ask));
		await request.dispose();
	}
	expect(different).toEqual([]);
	// The addresses are right ones.
	const unopened = named.filter(({ kind, route }) => kind !== token && !opened.has(route));
	expect(unopened.map(({ route }) => route).filter((route) => !rare.test(route))).toEqual([]);
});
