import { describe, expect, type TestDatabase } from '../support/database.ts';
import { matrices } from '../support/matrices.ts';
import type { Command } from '../support/matrix.ts';
import { asExpected, tryBucket, tryChannel, tryTable } from '../support/trying.ts';
import { actorOf, roles, testInWorld as test, type World } from '../support/world.ts';

const matrix = matrices('tables');
const channels = matrices('channels');
const buckets = matrices('buckets');
/** What follows a comma tells several looks at one bucket apart. */
const bucketOf = (key: string) => key.split(',')[0] ?? '';

interface Policy {
	schema: string;
	table: string;
	name: string;
	command: Command;
	open: boolean;
}

const policiesOf = (db: TestDatabase, relation: string) =>
	db.rows<Policy>(
		`select schemaname as schema, tablename as table, policyname as name, lower(cmd) as command,
			coalesce(qual, 'true') = 'true' and coalesce(with_check, 'true') = 'true' as open
		 from pg_policies
		 where format('%s.%s', schemaname, tablename) = $1
		 order by policyname`,
		[relation]
	);

/** Whether a cell of the policy's command, a bucket's or a channel's is no longer as the matrix says. */
async function isNoticed(db: TestDatabase, world: World, policy: Policy): Promise<boolean> {
	if (policy.schema === 'public') {
		const access = matrix[policy.table];
		if (!access) return false;
		return !asExpected(await tryTable(db, world, policy.table, access, [policy.command]));
	}
	if (policy.schema === 'storage') {
		for (const [key, access] of Object.entries(buckets)) {
			if (!asExpected(await tryBucket(db, world, bucketOf(key), access))) return true;
		}
		return false;
	}
	for (const channel of Object.values(channels)) {
		if (!asExpected(await tryChannel(db, world, channel))) return true;
	}
	return false;
}

/** Columns of tables people read, which nobody reads: hashes of secrets, and what is between the jobs. */
const keptBack = {
	'public.calendar_feeds': ['token_hash'],
	'public.deliveries': [
		'claimed_by',
		'claimed_until',
		'fingerprint',
		'params',
		'round',
		'sending_at'
	],
	'public.displays': ['token_hash'],
	'public.letters': ['error_name', 'error_reason'],
	'public.prescriptions': ['end_words', 'override_reason'],
	'public.queue_displays': ['token_hash', 'topic_id']
};

describe('who may do what', () => {
	test('the matrix lists every table, and every table that is listed exists', async ({ db }) => {
		const tables = await db.rows<{ relname: string }>(
			`select relname from pg_class
			 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`
		);
		expect(Object.keys(matrix).sort()).toEqual(tables.map((table) => table.relname).sort());
	});

	for (const [table, access] of Object.entries(matrix)) {
		test(`${table}: every role, command, own and other`, async ({ db, world }) => {
			const { expected, actual } = await tryTable(db, world, table, access);
			expect(actual).toEqual(expected);
		});
	}

	for (const [name, channel] of Object.entries(channels)) {
		test(`channel ${name}: every role, joining and sending`, async ({ db, world }) => {
			const { expected, actual } = await tryChannel(db, world, channel);
			expect(actual).toEqual(expected);
		});
	}

	test('what is kept back of a table is read by nobody, and strangers read the settings alone', async ({
		db,
		world
	}) => {
		const columns = await db.rows<{ relation: string; name: string }>(
			`select format('%s.%s', relnamespace::regnamespace, relname) as relation, attname as name
			 from pg_attribute join pg_class on pg_class.oid = attrelid
			 where relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'audit'::regnamespace)
				and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped order by 1, 2`
		);
		expect(columns.length).toBeGreaterThan(1000);
		for (const role of roles) {
			const closed: Record<string, string[]> = {};
			const open = new Set<string>();
			await db.as(actorOf(world, role), async () => {
				// One statement that asks for each column by itself, as it would be asked for.
				const { read } = await db.row<{ read: boolean[] }>(
					`select array_agg(has_schema_privilege(split_part(relation, '.', 1), 'usage')
						and case when split_part(relation, '.', 1) = 'public' then has_column_privilege(relation, name, 'select') else
							exists (select from pg_class where oid = to_regclass(relation) and has_column_privilege(oid, name, 'select')) end
						order by place) as read
					from unnest($1::text[], $2::text[]) with ordinality as asked (relation, name, place)`,
					[columns.map(({ relation }) => relation), columns.map(({ name }) => name)]
				);
				columns.forEach(({ relation, name }, place) => {
					if (read[place]) open.add(relation);
					else if (relation.startsWith('public.')) (closed[relation] ??= []).push(name);
				});
			});
			if (role === 'anon') {
				expect([...open]).toEqual(['public.hospital_settings']);
				continue;
			}
			expect([...open].filter((relation) => !relation.startsWith('public.'))).toEqual([]);
			expect(closed).toEqual(keptBack);
			for (const [relation, names] of Object.entries(keptBack))
				for (const name of names) {
					const { code } = await db.refusal(actorOf(world, role), () =>
						db.rows(`select ${name} from ${relation}`)
					);
					expect(code).toBe('42501');
				}
		}
	});

	test('what may be changed of a row makes it nobody else’s', async ({ db, world }) => {
		const found = await db.rows<{ policy: string; columns: string[] }>(
			`select policyname as policy, array(
				select attname::text from pg_attribute
				where attrelid = format('public.%I', tablename)::regclass and attnum > 0 and not attisdropped
					and has_column_privilege('authenticated', attrelid, attnum, 'update')
					and with_check ~ format('\\y%s\\y', attname)
			) as columns
			from pg_policies where schemaname = 'public' and cmd = 'UPDATE'`
		);
		// So a check that is opened lets nothing through but this, which is tried.
		expect(found.filter(({ columns }) => columns.length > 0)).toEqual([
			{ policy: 'doctor_visit_types_update_own', columns: ['doctor_id'] }
		]);
		const { code } = await db.refusal(world.people.doctor, () =>
			db.rows('update public.doctor_visit_types set doctor_id = $2 where doctor_id = $1', [
				world.own.doctor.doctorId,
				world.other.doctor.doctorId
			])
		);
		expect(code).toBe('42501');
	});

	test('the matrix lists every bucket', async ({ db }) => {
		const found = await db.rows<{ id: string }>('select id from storage.buckets order by id');
		const listed = [...new Set(Object.keys(buckets).map(bucketOf))].sort();
		expect(listed).toEqual(found.map(({ id }) => id));
	});

	for (const [key, access] of Object.entries(buckets)) {
		test(`bucket ${key}: every role, own and other`, async ({ db, world }) => {
			const { expected, actual } = await tryBucket(db, world, bucketOf(key), access);
			expect(actual).toEqual(expected);
		});
	}
});

/** Policies that, opened, change no cell, and why that is right. */
const hiddenBySelect = [
	// What these let through is hidden by the select policy from statements with a condition. That
	// statements without one touch nobody else's rows is tested beside the tables.
	'notifications_update_own'
];

describe('the matrix notices any policy taken away or opened', () => {
	for (const relation of [
		...Object.keys(matrix).map((table) => `public.${table}`),
		'realtime.messages',
		'storage.objects'
	]) {
		test(`of ${relation}`, async ({ db, world }) => {
			const found = await policiesOf(db, relation);
			const unnoticed: string[] = [];
			for (const policy of found) {
				await db.undone(async () => {
					await db.rows(`drop policy ${policy.name} on ${relation}`);
					if (!(await isNoticed(db, world, policy))) unnoticed.push(`${policy.name} taken away`);
				});
				if (policy.open || hiddenBySelect.includes(policy.name)) continue;
				await db.undone(async () => {
					const using = policy.command === 'insert' ? '' : 'using (true)';
					const check = ['insert', 'update'].includes(policy.command) ? 'with check (true)' : '';
					await db.rows(`alter policy ${policy.name} on ${relation} ${using} ${check}`);
					if (!(await isNoticed(db, world, policy))) unnoticed.push(`${policy.name} opened`);
				});
			}
			expect(found).not.toEqual([]);
			expect(unnoticed).toEqual([]);
		});
	}
});
