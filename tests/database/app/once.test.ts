import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

/** As PostgREST does it with a request that brings a key. */
async function sent<Answer>(
	db: TestDatabase,
	person: Person,
	key: string,
	path: string,
	run: () => Promise<Answer>
): Promise<Answer> {
	return db.as(person, async () => {
		await db.rows(
			`select set_config('request.headers', $1, true), set_config('request.path', $2, true)`,
			[JSON.stringify({ 'idempotency-key': key }), path]
		);
		return run();
	});
}

const refused = (answer: Promise<unknown>) =>
	answer.then(
		() => ({}),
		(error: unknown) => error
	);

/** One function of each kind of answer; each writes a department, so that doing it twice shows. */
const makers = `
	create function private.once_void(p_code text) returns void language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) $$;
	create function private.once_word(p_code text) returns text language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) returning code || gen_random_uuid() $$;
	create function private.once_row(p_code text) returns public.departments language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) returning * $$;
	create function private.once_rows(p_code text) returns setof public.departments language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) returning * $$;
	create function private.once_ids(p_code text) returns setof uuid language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) returning id $$;
	create function private.once_table(p_code text) returns table (id uuid, made timestamptz, tags text[])
		language sql security definer set search_path = '' as
		$$ insert into public.departments (code, name) values (p_code, p_code) returning id, created_at, '{a,"b c"}'::text[] $$;
	select private.expose(name, '{authenticated}', 'Writes.')
	from unnest('{once_void,once_word,once_row,once_rows,once_ids,once_table}'::text[]) name;
`;

describe('a request that brings a key', () => {
	for (const kind of ['void', 'word', 'row', 'rows', 'ids', 'table']) {
		test(`gets the same answer when it comes again, and is done once: ${kind}`, async ({ db }) => {
			await db.rows(makers);
			const user = await db.createUser();
			const ask = () =>
				sent(db, user, 'k1', `/rpc/once_${kind}`, () =>
					db.rows(`select * from public.once_${kind}('ONCE')`)
				);
			const first = await ask();
			expect(await ask()).toEqual(first);
			expect(
				await db.value(`select count(*)::int from public.departments where code = 'ONCE'`)
			).toBe(1);
		});
	}

	test('may be put right after a wrong try, which was answered so that it counts', async ({
		db
	}) => {
		const user = await db.createUser();
		await db.rows(`
			create function private.once_guess(p_word text) returns boolean language plpgsql security definer set search_path = '' as $$
			begin
				if p_word = 'right' then return true; end if;
				perform private.count_failure(private.attempts_of('link_code', auth.uid()), '1 minute', '1 day');
				return false;
			end $$;
			select private.expose('once_guess', '{authenticated}', 'Guesses.');
		`);
		const ask = (word: string) =>
			sent(db, user, 'k1', '/rpc/once_guess', () =>
				db.value('select public.once_guess($1)', [word])
			);
		expect(await ask('wrong')).toBe(false);
		expect(
			await db.value('select failures from private.attempts where user_id = $1', [user.id])
		).toBe(1);
		expect(await ask('right')).toBe(true);
		expect(await refused(db.undone(() => ask('wrong')))).toMatchObject({ code: 'LN004' });
	});

	test('is refused with another content, and is another’s own with theirs', async ({ db }) => {
		await db.rows(makers);
		const [user, other] = [await db.createUser(), await db.createUser()];
		const ask = (person: Person, code: string) =>
			sent(db, person, 'k1', '/rpc/once_word', () =>
				db.value('select public.once_word($1)', [code])
			);
		await ask(user, 'ONCE');
		expect(await refused(db.undone(() => ask(user, 'ELSE')))).toMatchObject({
			code: 'LN004',
			hint: 'p_idempotency_key'
		});
		await ask(other, 'ELSE');
		expect(
			await db.value(`select count(*)::int from public.departments where code in ('ONCE', 'ELSE')`)
		).toBe(2);
	});

	test('that was refused may be put right and sent with the same key', async ({ db }) => {
		await db.rows(makers);
		const user = await db.createUser();
		const ask = (code: string) =>
			sent(db, user, 'k1', '/rpc/once_row', () =>
				db.row('select * from public.once_row($1)', [code])
			);
		expect(await refused(db.undone(() => ask('no such code!')))).toMatchObject({ code: '23514' });
		expect(await ask('ONCE')).toMatchObject({ code: 'ONCE' });
	});

	test('without one, and with another, is done each time', async ({ db }) => {
		const user = await db.createUser();
		await db.rows(`create function private.once_count() returns bigint language sql security definer set search_path = ''
			as $$ select nextval('private.mrn_serial') $$; select private.expose('once_count', '{authenticated}', 'Counts.')`);
		const ask = (key: string) =>
			sent(db, user, key, '/rpc/once_count', () => db.value('select public.once_count()'));
		expect(
			new Set([await ask(''), await ask(''), await ask('a'), await ask('b'), await ask('b')]).size
		).toBe(4);
	});

	test('keeps no answer anybody could read without it', async ({ db }) => {
		await db.rows(makers);
		const user = await db.createUser();
		await sent(db, user, 'k1', '/rpc/once_row', () =>
			db.row(`select * from public.once_row('ONCE')`)
		);
		const kept = await db.rows('select * from private.answers where kept_at = now()');
		expect(kept).toHaveLength(1);
		expect(JSON.stringify(kept)).not.toContain('k1');
		expect(Buffer.from((kept[0] as { answer: Buffer }).answer).toString()).not.toContain('ONCE');
	});

	test('makes one row of a table that is written to without a command', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const patientId = await db.createPatient();
		const add = (phone: string) =>
			sent(db, desk, 'k1', '/patient_contacts', () =>
				db.rows(
					`insert into public.patient_contacts (patient_id, name, phone) values ($1, 'Luis', $2) returning id`,
					[patientId, phone]
				)
			);
		expect(await add('+34600123456')).toHaveLength(1);
		expect(await add('+34600123456')).toHaveLength(0);
		expect(await refused(db.undone(() => add('+34600123457')))).toMatchObject({ code: 'LN004' });
		expect(
			await db.value('select count(*)::int from public.patient_contacts where patient_id = $1', [
				patientId
			])
		).toBe(1);
	});

	test('registers a patient once', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const register = () =>
			sent(db, desk, 'k1', '/rpc/register_patient', () =>
				db.row<{ mrn: string }>('select * from public.register_patient($1)', [
					JSON.stringify({ given_name: 'Ana', family_name: 'Oncé', birth_date: '1990-04-03' })
				])
			);
		const { mrn } = await register();
		expect((await register()).mrn).toBe(mrn);
		expect(
			await db.value(`select count(*)::int from public.patients where family_name = 'Oncé'`)
		).toBe(1);
	});
});
