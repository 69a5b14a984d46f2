import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, test, type Person, type TestDatabase } from '../../support/database.ts';

const search = async (db: TestDatabase, actor: Person, query: string) =>
	(
		await db.as(actor, () =>
			db.rows<{ id: string }>('select id from public.search_patients($1, 50)', [query])
		)
	).map(({ id }) => id);

describe('a telephone number', () => {
	for (const table of ['patients', 'patient_contacts'] as const) {
		test(`of ${table} is kept as E.164 has it, whoever writes it`, async ({ db }) => {
			const desk = await db.createStaff('receptionist');
			const patient = await db.createPatient();
			const insert = (phone: string | null, extension: string | null = null) =>
				table === 'patients'
					? db.rows(
							`insert into public.patients (given_name, birth_date, phone, phone_extension)
							values ('Nerea', '1990-01-01', $1, $2)`,
							[phone, extension]
						)
					: db.rows(
							`insert into public.patient_contacts (patient_id, name, phone, phone_extension)
							values ($1, 'Luis', $2, $3)`,
							[patient, phone, extension]
						);
			for (const phone of [
				'612 345 678',
				'612345678',
				'+34 612 345 678',
				'0034612345678',
				'+34612345678 ext 12',
				'+034612345678',
				'+12345',
				'+1234567890123456',
				''
			]) {
				expect((await db.refusal(desk, () => insert(phone))).constraint, phone).toBe(
					`${table}_phone_form`
				);
			}
			for (const extension of ['', 'x12', '12345678901']) {
				expect(
					(await db.refusal(desk, () => insert('+34612345678', extension))).constraint,
					extension
				).toBe(`${table}_phone_extension_form`);
			}
			if (table === 'patients') {
				expect((await db.refusal(desk, () => insert(null, '12'))).constraint).toBe(
					'patients_phone_extension_form'
				);
			}
			await db.as(desk, () => insert('+34612345678', '12'));
		});
	}

	test('finds its patient in whatever form it is typed', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient({ phone: '+442079468877' });
		const missed: string[] = [];
		for (const query of [
			'+442079468877',
			'+44 20 7946 8877',
			'+44 (0)20 7946 8877',
			'0044 20 7946-8877',
			'00 44 (0) 20 7946 8877',
			'442079468877',
			'020 7946 8877',
			'(020) 7946/8877',
			'2079468877',
			'7946 8877',
			'94 68.877',
			'+44 20 794',
			'+44 20 7946 8877 ext. 12',
			'020 7946 8877 x12',
			'02079468877#12'
		]) {
			if (!(await search(db, desk, query)).includes(id)) missed.push(query);
		}
		expect(missed).toEqual([]);
	});

	test('finds its patient as it is dialled in any country, whatever is dialled before it there', async ({
		db
	}) => {
		const desk = await db.createStaff('receptionist');
		const missed: string[] = [];
		for (const country of getCountries()) {
			const phone = getExampleNumber(country, examples);
			// Fewer digits are the end of too many numbers.
			if (!phone || phone.nationalNumber.length < 6) continue;
			await db.rows('update public.hospital_settings set country = $1', [country]);
			const id = await db.createPatient({ phone: phone.number });
			const dialled = phone.formatNational();
			if (!(await search(db, desk, dialled)).includes(id)) missed.push(`${country} ${dialled}`);
		}
		expect(missed).toEqual([]);
	});

	test.for([
		['HU', '+36301234567', '06 30 123 4567'],
		['HU', '+36301234567', '06301234567'],
		['RU', '+79123456789', '8 (912) 345-67-89'],
		['KZ', '+77710009998', '8 771 000 9998'],
		['BY', '+375294911911', '8 029 491-19-11'],
		['LT', '+37061234567', '8 612 34567'],
		['AR', '+5491123456789', '011 15-2345-6789'],
		['AR', '+541123456789', '(011) 2345-6789'],
		['MX', '+522001234567', '200 123 4567'],
		['US', '+12015550123', '1 (201) 555-0123']
	] as const)('in %s, %s is found by %s', async ([country, phone, dialled], { db }) => {
		const desk = await db.createStaff('receptionist');
		await db.rows('update public.hospital_settings set country = $1', [country]);
		const id = await db.createPatient({ phone });
		expect(await search(db, desk, dialled)).toContain(id);
	});

	test('that is new takes the extension of the old one with it', async ({ db }) => {
		const desk = await db.createStaff('receptionist');
		const id = await db.createPatient({ phone: '+34915550123' });
		await db.rows(`update public.patients set phone_extension = '12' where id = $1`, [id]);
		const update = async (change: object) =>
			db.as(desk, async () =>
				db.row(
					`select phone, phone_extension from public.update_patient($1, $2,
						(select updated_at from public.patients where id = $1))`,
					[id, JSON.stringify(change)]
				)
			);
		expect(await update({ city: 'Madrid' })).toEqual({
			phone: '+34915550123',
			phone_extension: '12'
		});
		expect(await update({ phone: '+34915550124' })).toEqual({
			phone: '+34915550124',
			phone_extension: null
		});
		expect(await update({ phone: '+34915550124', phone_extension: '7' })).toEqual({
			phone: '+34915550124',
			phone_extension: '7'
		});
		expect(await update({ phone: null })).toEqual({ phone: null, phone_extension: null });
	});

	for (const [what, change, reached] of [
		['a mobile', {}, true],
		['a landline', { phone_without_sms: '+34612345678' }, false],
		['an extension', { phone_extension: '12' }, false],
		['a number in place of the landline', { phone_without_sms: '+34915550123' }, true]
	] as const) {
		test(`${what}: an SMS ${reached ? 'goes there' : 'is not meant for it'}`, async ({ db }) => {
			const patient = await db.createPatient({ phone: '+34612345678' });
			for (const [column, value] of Object.entries(change)) {
				await db.rows(`update public.patients set ${column} = $2 where id = $1`, [patient, value]);
			}
			expect(await db.value('select phone from private.preferences_of($1)', [patient])).toBe(
				reached ? '+34612345678' : null
			);
		});
	}
});
