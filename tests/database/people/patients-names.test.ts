import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

interface Found {
	id: string;
	given_name: string;
	family_name: string;
	score: number;
}

/** A name no other test or demo patient has, so that a search finds only what a test made. */
const only = 'Quetzalcoatlzin';

const search = (db: TestDatabase, actor: Person, query: string) =>
	db.as(actor, () => db.rows<Found>('select * from public.search_patients($1, 20)', [query]));

describe('somebody of one name', () => {
	for (const [given_name, family_name] of [
		[only, ''],
		['', only]
	] as const) {
		const which = given_name ? 'given' : 'family';

		test(`a ${which} name, is registered, found, named and corrected`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			const patient = await db.as(desk, () =>
				db.row<{ id: string; full_name: string; initials: string; updated_at: string }>(
					'select *, updated_at::text from public.register_patient($1)',
					[JSON.stringify({ given_name, family_name, birth_date: '1990-02-28' })]
				)
			);
			expect(patient).toMatchObject({ given_name, family_name, full_name: only, initials: 'Q.' });
			for (const query of [only, only.slice(0, 9), only.replace('tz', 'zt')]) {
				expect((await search(db, desk, query)).map(({ id }) => id)).toEqual([patient.id]);
			}
			expect((await search(db, desk, only))[0]?.score).toBe(1);
			// The other way about, and on the day: whoever registers them again is shown them.
			const likely = await db.as(desk, () =>
				db.rows<Found>('select * from public.likely_patients($1, $2, $3)', [
					family_name,
					given_name,
					'1990-02-28'
				])
			);
			expect(likely.map(({ id }) => id)).toEqual([patient.id]);

			const update = (change: object) =>
				db.row('select full_name from public.update_patient($1, $2, $3)', [
					patient.id,
					JSON.stringify(change),
					patient.updated_at
				]);
			expect(
				await db.refusal(desk, () => update({ given_name: null, family_name: '' }))
			).toMatchObject({ constraint: 'patients_named' });
			expect(await db.as(desk, () => update({ given_name: 'Ana', family_name: null }))).toEqual({
				full_name: 'Ana'
			});
		});
	}

	test('makes a record of their own, which one that fits is noted for', async ({ db }) => {
		const before = await db.createPatient({
			givenName: '',
			familyName: only,
			birthDate: '1999-12-31'
		});
		const user = await db.createUser();
		const own = await db.as(user, () =>
			db.row<{ id: string; full_name: string }>(
				'select * from public.create_own_patient($1, $2, $3)',
				[only, null, '1999-12-31']
			)
		);
		expect(own.full_name).toBe(only);
		expect(
			await db.rows(
				'select existing_patient_id from public.link_requests where registered_patient_id = $1',
				[own.id]
			)
		).toEqual([{ existing_patient_id: before }]);
	});

	test('is sorted among the others by that name', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		for (const [givenName, familyName] of [
			['Zz', `Aa ${only}`],
			[`Mm ${only}`, ''],
			['Aa', `Zz ${only}`]
		] as const)
			await db.createPatient({ givenName, familyName });
		const found = await search(db, desk, only);
		const alike = found.filter(({ score }) => score === found[1]?.score);
		expect(alike.map(({ given_name }) => given_name)).toEqual(
			['Zz', `Mm ${only}`, 'Aa'].filter((name) => alike.some((one) => one.given_name === name))
		);
	});

	test('has one: no name at all is refused, whoever writes it', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const insert = (given_name: string, family_name: string) =>
			db.rows(
				`insert into public.patients (given_name, family_name, birth_date) values ($1, $2, '1990-01-01')`,
				[given_name, family_name]
			);
		expect(await db.refusal(desk, () => insert(' ', ''))).toMatchObject({
			constraint: 'patients_named'
		});
		expect(await db.refusal(desk, () => insert('a'.repeat(101), ''))).toMatchObject({
			constraint: 'patients_given_name_length'
		});
	});
});

describe('particles of a name', () => {
	/** As it is stored, and every way somebody may type it. */
	for (const [stored, ...queries] of [
		['Al-Rashid', 'alrashid', 'al rashid', 'AL-RASHID', 'al  rash', 'rashid', 'alrashdi'],
		['Alrashid', 'al-rashid', 'al rashid', 'alrash'],
		['de la Cruz', 'delacruz', 'dela cruz', 'de la cruz', 'la cruz', 'lacruz', 'cruz', 'de la c'],
		['Delacruz', 'de la cruz', 'dela cruz', 'de la Cruzz'],
		['van der Berg', 'vanderberg', 'van derberg', 'vander berg', 'van der', 'der berg', 'berg'],
		['Vanderberg', 'van der berg', 'vander berg'],
		['MacDonald', 'mac donald', 'Mac Donald', 'macdon'],
		['Mac Donald', 'macdonald', 'mac donald', 'donald'],
		['McDonald', 'mc donald', 'mcdonald'],
		['O’Brien', 'obrien', 'o brien', "o'brien"],
		['O Brien', 'obrien', 'o’brien', 'brien'],
		['bin Laith', 'binlaith', 'bin-laith', 'laith'],
		['Ibn Sina', 'ibnsina', 'ibn sina', 'sina'],
		['Abd al-Rahman', 'abdalrahman', 'abd alrahman', 'abd al rahman', 'al-rahman', 'rahman'],
		['del Río', 'delrio', 'del rio', 'rio']
	] as const) {
		test(`${stored}: parted, joined or left out`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			const id = await db.createPatient({ givenName: only, familyName: stored });
			const missed: string[] = [];
			for (const query of queries) {
				for (const typed of [`${only} ${query}`, `${query} ${only}`]) {
					const found = await search(db, desk, typed);
					if (!found.some((one) => one.id === id)) missed.push(typed);
				}
			}
			expect(missed).toEqual([]);
		});
	}

	test('one way is as exact as the other, however many others come before', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		await db.rows(
			`insert into public.patients (given_name, family_name, birth_date)
			select 'Aa' || i || ' Noor', 'de la ' || $1, '1990-01-01' from generate_series(1, 60) i`,
			[only]
		);
		await db.createPatient({ givenName: 'Noor', familyName: `de la ${only}` });
		await db.createPatient({ givenName: 'Noor', familyName: `Dela${only}` });
		for (const query of [`noor dela${only}`, `de la ${only}, noor`]) {
			const best = (await search(db, desk, query)).slice(0, 2);
			expect(best.map(({ given_name, score }) => [given_name, score])).toEqual([
				['Noor', 1],
				['Noor', 1]
			]);
		}
	});

	test('a name that only looks like one is found in any order', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const ids = [
			await db.createPatient({ givenName: `Ben Carlos ${only}`, familyName: 'Affleck' }),
			await db.createPatient({ givenName: 'Van', familyName: `Nguyen ${only}` })
		];
		for (const [query, id] of [
			[`ben affleck ${only}`, ids[0]],
			[`affleck ben ${only}`, ids[0]],
			[`nguyen van ${only}`, ids[1]],
			[`van ${only} nguyen`, ids[1]]
		] as const) {
			expect((await search(db, desk, query)).map((found) => found.id)).toContain(id);
		}
	});

	test('the same person with the particle joined is likely here already', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient({
			givenName: 'Noor',
			familyName: `al-${only}`,
			birthDate: '1999-12-31'
		});
		const likely = await db.as(desk, () =>
			db.rows<Found>('select * from public.likely_patients($1, $2, $3)', [
				'Noor',
				`Al${only}`,
				'1999-12-31'
			])
		);
		expect(likely.map((found) => found.id)).toContain(id);
	});

	test('a record made by oneself is noted for the one with the particle parted', async ({ db }) => {
		const before = await db.createPatient({
			givenName: 'Noor',
			familyName: `al ${only}`,
			birthDate: '1999-12-31'
		});
		const user = await db.createUser();
		await db.as(user, () =>
			db.row('select * from public.create_own_patient($1, $2, $3)', [
				'Noor',
				`Al${only}`,
				'1999-12-31'
			])
		);
		expect(
			await db.rows('select existing_patient_id from public.link_requests where user_id = $1', [
				user.id
			])
		).toEqual([{ existing_patient_id: before }]);
	});

	test('a change of name leaves no entry behind', async ({ db }) => {
		const id = await db.createPatient({ givenName: 'Ana', familyName: `de la ${only}` });
		const entries = () =>
			db.rows<{ token: string }>(
				'select token from private.patient_name_entries where patient_id = $1 order by token',
				[id]
			);
		expect((await entries()).map(({ token }) => token)).toEqual(
			['ana', `dela${only}`, `la${only}`, only].map((word) => word.toLowerCase())
		);
		await db.rows(`update public.patients set family_name = 'Ruiz' where id = $1`, [id]);
		expect((await entries()).map(({ token }) => token)).toEqual(['ana', 'ruiz']);
	});
});

test('a search for a name reads by indexes alone, whatever is typed', async ({ db }) => {
	const desk = await db.createStaff('receptionist');
	await db.rows(
		`insert into public.patients (given_name, family_name, birth_date)
		select 'Noor' || i % 20, 'de la ' || $1, '1990-01-01'
		from generate_series(1, 1000) i`,
		[only]
	);
	await db.rows('analyze public.patients, private.patient_name_entries, private.name_tokens');
	const scans = () =>
		db.rows(
			`select relname, seq_scan from pg_stat_xact_user_tables
			where relname in ('patient_name_entries', 'name_tokens', 'name_token_variants')
			order by relname`
		);
	const before = await scans();
	for (const query of [
		'Noor7',
		`noor7 dela${only}`,
		`de la ${only.replace('tz', 'zt')} noor`,
		'de la'
	]) {
		await search(db, desk, query);
	}
	expect(await scans()).toEqual(before);
});

describe('a name that is a message', () => {
	const named = (db: TestDatabase, actor: Person, given: string) =>
		db.as(actor, () =>
			db.rows(`select public.create_own_patient($1, 'Lovelace', '1990-02-28')`, [given])
		);

	for (const name of [
		'Ada\nYour account is closed, call 900 123 456',
		'Win a prize at https://evil.example/x',
		'Look at www.evil',
		'evil.com',
		'evil.co/now',
		'ada@evil.example',
		'Ada <b>now</b>'
	]) {
		test(`is refused: ${JSON.stringify(name)}`, async ({ db }) => {
			const stranger = await db.createUser();
			expect(await db.refusal(stranger, () => named(db, stranger, name))).toMatchObject({
				code: '23514',
				constraint: 'patients_name_plain'
			});
		});
	}

	test('and names of all kinds are none', async ({ db }) => {
		for (const name of [
			'Mª Carmen',
			'J.R.',
			'St. John',
			'MA.CARMEN',
			'Ravi s/o Kumar',
			'O’Brien-D’Arcy',
			'李小龍',
			'Łukasz (Luk)'
		]) {
			await named(db, await db.createUser(), name);
		}
	});

	test('greets nobody: what is longer or more than letters is left out of a message', async ({
		db
	}) => {
		const greeting = (name: string) => db.value<string>('select private.greeting_name($1)', [name]);
		expect(await greeting('Mª Carmen')).toBe('Mª Carmen');
		expect(await greeting('CALL 900 123 456 NOW')).toBe('');
		expect(await greeting('EVIL.COM')).toBe('');
		expect(await greeting('a'.repeat(41))).toBe('');
	});
});
