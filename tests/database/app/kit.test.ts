import { describe, expect, test, type TestDatabase } from '../../support/database.ts';

const refused = (db: TestDatabase, sql: string, values?: unknown[]) =>
	db
		.undone(() => db.rows(sql, values))
		.then(
			() => ({}),
			(error: unknown) => error
		);

describe('expose', () => {
	test('makes a wrapper with the same defaults, result and rows, which runs as its caller', async ({
		db
	}) => {
		await db.rows(`
			create function private.kit_listing(p_from integer, p_word text default 'a', p_tags text[] default '{}')
			returns table (place integer, word text) language plpgsql stable security definer rows 7 set search_path = '' as
			$$ begin return query select p_from + n, p_word from generate_series(1, 2) n; end $$;
			select private.expose('kit_listing', '{authenticated}', 'Lists.');
		`);
		const facts = await db.rows(`
			select n.nspname, pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
				provolatile, prorows, prosecdef, has_function_privilege('authenticated', p.oid, 'execute') as people,
				has_function_privilege('anon', p.oid, 'execute') as strangers
			from pg_proc p join pg_namespace n on n.oid = pronamespace where proname = 'kit_listing' order by prosecdef`);
		const same = {
			arguments: `p_from integer, p_word text DEFAULT 'a'::text, p_tags text[] DEFAULT '{}'::text[]`,
			result: 'TABLE(place integer, word text)',
			provolatile: 's',
			prorows: 7,
			people: true,
			strangers: false
		};
		expect(facts).toEqual([
			{ nspname: 'public', prosecdef: false, ...same },
			{ nspname: 'private', prosecdef: true, ...same }
		]);
		const user = await db.createUser();
		expect(
			await db.as(user, () => db.rows(`select * from public.kit_listing(4, p_word => 'b')`))
		).toEqual([
			{ place: 5, word: 'b' },
			{ place: 6, word: 'b' }
		]);
		expect(
			await db.value(
				`select obj_description('public.kit_listing(integer, text, text[])'::regprocedure)`
			)
		).toBe('Lists.');
	});

	test('passes on nothing, a row and no row alike', async ({ db }) => {
		await db.rows(`
			create function private.kit_nothing() returns void language sql volatile set search_path = '' as '';
			create function private.kit_row(p_none boolean) returns public.roles language plpgsql stable set search_path = '' as
			$$ begin return (select roles from public.roles where id = 'admin' and not p_none); end $$;
			select private.expose('kit_nothing', '{authenticated}', 'Does nothing.'), private.expose('kit_row(boolean)', null, 'A row.');
		`);
		expect(await db.value('select public.kit_nothing()')).toBe('');
		expect(await db.value('select to_jsonb(public.kit_row(false)) ->> $$id$$')).toBe('admin');
		expect(await db.value('select to_jsonb(public.kit_row(true))')).toBeNull();
	});

	test('never shows the row a constraint refused, and leaves other errors as they are', async ({
		db
	}) => {
		await db.rows(`
			create function private.kit_write(p_state text) returns void language plpgsql security definer set search_path = '' as
			$$ begin
				if p_state <> '' then
					raise exception 'ours' using errcode = p_state, detail = 'a detail', hint = 'p_state';
				end if;
				insert into public.departments (code, name) values ('KITX', repeat('secret ', 100));
			end $$;
			select private.expose('kit_write', '{authenticated}', 'Writes.');
		`);
		const behind = await refused(db, `select private.kit_write('')`);
		const shown = await refused(db, `select public.kit_write('')`);
		expect(behind).toMatchObject({ detail: expect.stringContaining('secret') as unknown });
		expect(shown).toMatchObject({
			code: '23514',
			constraint: 'departments_name_length',
			message: expect.stringContaining('"departments_name_length"') as unknown
		});
		expect(JSON.stringify(shown)).not.toContain('secret');
		for (const code of ['23514', 'LN005']) {
			expect(await refused(db, 'select public.kit_write($1)', [code])).toMatchObject({
				code,
				message: 'ours',
				detail: 'a detail',
				hint: 'p_state'
			});
		}
	});

	test('asks which of several functions is meant', async ({ db }) => {
		await db.rows(`
			create function private.kit_twice(p integer) returns integer language sql set search_path = '' return 1;
			create function private.kit_twice(p text) returns integer language sql set search_path = '' return 2;
		`);
		expect(await refused(db, `select private.expose('kit_twice', '{}', '')`)).toMatchObject({
			message: '2 functions are called private.kit_twice; name its arguments'
		});
	});
});

describe('announcing', () => {
	const heard = (db: TestDatabase) =>
		db.rows<{ topic: string; event: string; payload: Record<string, unknown> }>(
			`select topic, event, payload - '{id,transaction}'::text[] as payload from realtime.messages where event = 'kit_changed' order by topic, payload`
		);

	test('says the same news once in a transaction, and again after what was undone', async ({
		db
	}) => {
		const say = (payload: string) =>
			db.rows(`select private.announce_once('kit:1', 'kit_changed', $1)`, [payload]);
		await db.undone(() => say('{}'));
		expect(await heard(db)).toEqual([]);
		await say('{}');
		await say('{}');
		await say('{"a": 1}');
		await db.rows(`select private.announce_once('kit:2', 'kit_changed', '{}')`);
		expect(await heard(db)).toEqual([
			{ topic: 'kit:1', event: 'kit_changed', payload: {} },
			{ topic: 'kit:1', event: 'kit_changed', payload: { a: 1 } },
			{ topic: 'kit:2', event: 'kit_changed', payload: {} }
		]);
	});

	test('a table says on which topics, with which columns', async ({ db }) => {
		await db.rows(`
			create table public.kit_rows (id integer, ward_id integer, patient_id integer);
			create trigger kit_rows_600_announce after insert or update or delete on public.kit_rows
			for each row execute function private.tg_announce('ward:{ward_id} patient:{patient_id}', 'kit_changed', 'row_id=id');
			insert into public.kit_rows values (1, 10, null), (2, 10, 30);
		`);
		expect(await heard(db)).toEqual([
			{ topic: 'patient:30', event: 'kit_changed', payload: { row_id: 2 } },
			{ topic: 'ward:10', event: 'kit_changed', payload: { row_id: 1 } },
			{ topic: 'ward:10', event: 'kit_changed', payload: { row_id: 2 } }
		]);
		await db.rows(`select set_config('lantern.announced', '', true)`);
		await db.rows('delete from realtime.messages where event = $$kit_changed$$');
		// Who looks at the ward it has left hears of it as well.
		await db.rows('update public.kit_rows set ward_id = 11 where id = 1');
		await db.rows('delete from public.kit_rows where id = 1');
		expect((await heard(db)).map(({ topic }) => topic)).toEqual(['ward:10', 'ward:11']);
	});
});

describe('jobs', () => {
	const failures = (db: TestDatabase) =>
		db.rows('select item, times, sqlstate from private.job_failures where job = $1', ['kit_job']);
	const told = (db: TestDatabase, userId: string) =>
		db.rows(
			`select params, severity from public.notifications where user_id = $1 and kind = 'job_failed'`,
			[userId]
		);

	async function job(db: TestDatabase) {
		await db.rows(`
			create table public.kit_items (id uuid primary key default gen_random_uuid(), place integer, done boolean default false, bad text);
			create function private.kit_item(p_id uuid) returns void language plpgsql set search_path = '' as $$
			begin
				update public.kit_items set done = true where id = p_id;
				if (select bad from public.kit_items where id = p_id) is not null then
					raise exception 'patient Ada Lovelace' using errcode = (select bad from public.kit_items where id = p_id);
				end if;
			end $$;
			create function private.kit_job() returns integer language plpgsql set search_path = '' as $$
			begin
				return private.run_each('kit_job', 'select id from public.kit_items where not done order by place', 'private.kit_item');
			end $$;
			select private.schedule('kit_job', '0 0 1 1 *', 'private.kit_job', 'Is tried here');
			insert into public.kit_items (place, bad) values (1, null), (2, '22012'), (3, null);
		`);
	}
	const run = (db: TestDatabase) => db.value<string>(`select private.run_job('kit_job')`);

	test('one bad item is written down and told, and does not stop the rest', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		await job(db);
		expect(await run(db)).toBe('done');
		expect(await db.rows('select place, done from public.kit_items order by place')).toEqual([
			{ place: 1, done: true },
			{ place: 2, done: false },
			{ place: 3, done: true }
		]);
		const id = await db.value('select id from public.kit_items where place = 2');
		expect(await failures(db)).toEqual([{ item: id, times: 1, sqlstate: '22012' }]);
		// Without a word of what the error said: it may name a patient.
		expect(await told(db, admin.id)).toEqual([
			{ params: { job: 'kit_job', sqlstate: '22012' }, severity: 'warning' }
		]);
		expect(await told(db, nurse.id)).toEqual([]);

		await run(db);
		expect(await failures(db)).toEqual([{ item: id, times: 2, sqlstate: '22012' }]);
		expect(await told(db, admin.id)).toHaveLength(1);

		await db.rows('update public.kit_items set bad = null');
		await run(db);
		expect(await failures(db)).toEqual([]);
	});

	test('a lock in the way is news at the third time', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await job(db);
		await db.rows(`update public.kit_items set bad = '40P01' where place = 2`);
		await run(db);
		await run(db);
		expect(await told(db, admin.id)).toEqual([]);
		await run(db);
		expect(await told(db, admin.id)).toHaveLength(1);
	});

	test('one that fails as a whole is told, too', async ({ db }) => {
		const admin = await db.createStaff('admin');
		await job(db);
		await db.rows('alter table public.kit_items rename to kit_gone');
		expect(await run(db)).toBe('failed: 42P01');
		expect(await failures(db)).toEqual([{ item: '', times: 1, sqlstate: '42P01' }]);
		expect(await told(db, admin.id)).toHaveLength(1);
		await db.rows('alter table public.kit_gone rename to kit_items');
		expect(await run(db)).toBe('done');
		expect(
			await db.rows(`select from private.job_failures where job = 'kit_job' and item = ''`)
		).toEqual([]);
	});

	test('of a function that is not there is refused', async ({ db }) => {
		expect(
			await refused(
				db,
				`select private.schedule('kit_nowhere', '* * * * *', 'private.kit_nowhere', 'x')`
			)
		).toMatchObject({ code: '42883' });
	});
});

describe('tries', () => {
	test('wait from the fifth wrong one on, twice as long each, up to the longest', async ({
		db
	}) => {
		const user = await db.createUser();
		const fail = () =>
			db.value<number>(
				`select coalesce(private.seconds_to_wait(private.count_failure(
					private.attempts_of('kit', $1), interval '1 minute', interval '3 minutes'
				)), 0)`,
				[user.id]
			);
		const waits = [];
		for (let nth = 1; nth <= 8; nth++) waits.push(await fail());
		expect(waits).toEqual([0, 0, 0, 0, 60, 120, 180, 180]);

		await db.rows(
			`update private.attempts set last_failed_at = now() - interval '1 hour', locked_until = now() - interval '1 hour' where user_id = $1`,
			[user.id]
		);
		expect(await fail()).toBe(0);
		expect(
			await db.value(`select failures from private.attempts where user_id = $1`, [user.id])
		).toBe(1);
		await db.rows(`select private.forget_failures(private.attempts_of('kit', $1))`, [user.id]);
		expect(
			await db.row('select failures, locked_until from private.attempts where user_id = $1', [
				user.id
			])
		).toEqual({ failures: 0, locked_until: null });
	});
});

test('a token has 256 bits in letters an address takes as they are, and a hash', async ({ db }) => {
	const tokens = await db.rows<{ token: string }>(
		'select private.new_token() as token from generate_series(1, 3)'
	);
	for (const { token } of tokens) expect(token).toMatch(/^[\w-]{43}$/);
	expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
	expect(await db.value(`select private.token_hash('abc')`)).toBe(
		'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
	);
});
