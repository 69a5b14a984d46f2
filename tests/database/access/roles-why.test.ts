import {
	describe,
	expect,
	staffRoles,
	testApart as test,
	type Actor,
	type Person,
	type TestDatabase
} from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

interface Answer {
	person: { name: string; active: boolean | null; working: boolean; shut_out: boolean };
	permission: {
		may: boolean;
		roles: { id: string; held_since: string | null; given_by: string | null }[];
	};
	record: null | {
		sees: boolean;
		in_care: boolean;
		linked: boolean;
		reads_charts: boolean;
		care: { reason: string; since?: string; until?: string; ward?: string | null }[];
		links: { relationship: string; since: string }[];
	};
}

const why = (
	db: TestDatabase,
	who: Actor,
	about: Person,
	permission: string,
	patient: string | null = null
) =>
	db.as(who, () =>
		db.value<Answer>('select public.explain_access($1, $2, $3)', [about.id, permission, patient])
	);

const directly = (db: TestDatabase, who: Person, sql: string, value: string) =>
	db.as(who, () => db.value<boolean>(`select ${sql}`, [value]));

describe('the answer is the guards’', () => {
	test('for every role and permission, and for who has none', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const people: Person[] = [
			await db.createUser(),
			await db.createStaff('nurse', { active: false })
		];
		for (const role of staffRoles) people.push(await db.createStaff(role));
		const permissions = await db.rows<{ id: string }>('select id from public.permissions');
		let [yes, no] = [0, 0];
		for (const person of people) {
			for (const { id } of permissions) {
				const { may, roles } = (await why(db, admin, person, id)).permission;
				const said = await directly(db, person, 'private.has_permission($1)', id);
				expect([person.name, id, may]).toEqual([person.name, id, said]);
				// Whoever may does so by a role that is named.
				if (may) expect(roles.some(({ held_since }) => held_since !== null)).toBe(true);
				if (may) yes++;
				else no++;
			}
		}
		expect(Math.min(yes, no)).toBeGreaterThan(50);
	});

	test('and changes with them: nothing here decides a second time', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const patient = await db.createPatient();
		await db.as(admin, () => admit(db, patient, ward.id, ward.beds[0] ?? null));
		const asked = () => why(db, admin, nurse, 'nursing.record', patient);
		expect(await asked()).toMatchObject({
			permission: { may: true },
			record: { sees: true, in_care: true }
		});
		// Guards and a policy of another mind about this one person.
		await db.rows(`create or replace function private.care_patient_ids(p_at timestamptz default now())
			returns setof uuid language plpgsql stable security definer rows 100 set search_path = ''
			as $$ begin return; end $$`);
		await db.rows(`create or replace function private.has_permission(p_permission text) returns boolean
			language plpgsql stable security definer set search_path = '' as $$ begin
			return auth.uid() <> '${nurse.id}' and exists (
				select from private.permission_holdings where user_id = auth.uid() and permission_id = p_permission);
			end $$`);
		expect(await asked()).toMatchObject({
			permission: { may: false },
			record: { sees: false, in_care: false }
		});
		await db.rows(`alter policy patients_select_own_or_reader on public.patients using (true)`);
		expect(await asked()).toMatchObject({ record: { sees: true, in_care: false } });
	});
});

describe('by what', () => {
	test('role, since when, and who gave it', async ({ db }) => {
		const admin = await db.createStaff('admin', { name: 'Ada Admin' });
		const clerk = await db.createStaff('cashier');
		await db.as(admin, () => db.rows(`select public.grant_role($1, 'receptionist')`, [clerk.id]));
		const { permission } = await why(db, admin, clerk, 'queue.manage');
		expect(permission.may).toBe(true);
		const held = permission.roles.filter(({ held_since }) => held_since);
		expect(held).toMatchObject([{ id: 'receptionist', given_by: 'Ada Admin' }]);
		// And by which it would be, for whom it is wanting.
		expect(permission.roles.map(({ id }) => id).sort()).toEqual([
			'admin',
			'nurse',
			'receptionist',
			'ward_manager'
		]);
	});

	test('ward, membership and visit, since and until; and not once that is over', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const doctor = await db.createDoctor();
		const patient = await db.createPatient();
		const stay = await db.as(admin, () => admit(db, patient, ward.id, ward.beds[0] ?? null));
		const record = async (who: Person) =>
			(await why(db, admin, who, 'charts.read', patient)).record;
		expect(await record(nurse)).toMatchObject({
			in_care: true,
			care: [{ reason: 'admitted', ward: 'Test ward' }]
		});
		expect(await record(doctor)).toMatchObject({ in_care: false, reads_charts: true, care: [] });
		await db.rows(
			`insert into public.care_team_members (patient_id, staff_id, role, until)
			 values ($1, $2, 'consultant', now() + interval '2 days')`,
			[patient, doctor.staffId]
		);
		expect(await record(doctor)).toMatchObject({
			in_care: true,
			care: [{ reason: 'assigned', ward: null }]
		});
		await db.rows('delete from public.staff_wards where staff_id = $1', [nurse.staffId]);
		expect(await record(nurse)).toMatchObject({ in_care: false, care: [] });
		// Who reads no charts has nobody in their care, whatever ward they work on: both are told.
		const cleaner = await createWardStaff(db, 'housekeeper', ward);
		expect(await record(cleaner)).toMatchObject({
			in_care: false,
			reads_charts: false,
			care: [{ reason: 'admitted' }]
		});
		expect(stay.private).toBe(false);
	});

	test('a portal’s link', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const person = await db.createPortalPerson();
		expect(await why(db, admin, person, 'charts.read', person.patientId)).toMatchObject({
			person: { active: null, working: false },
			permission: { may: false },
			record: { sees: true, linked: true, in_care: false, links: [{ relationship: 'self' }] }
		});
	});

	test('who has left, or was shut out, and still has the role', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse', { active: false });
		await db.rows(`update auth.users set banned_until = now() + interval '1 day' where id = $1`, [
			nurse.id
		]);
		const { person, permission } = await why(db, admin, nurse, 'nursing.record');
		expect(person).toMatchObject({ active: false, working: false, shut_out: true });
		expect(permission.may).toBe(false);
		expect(permission.roles.filter(({ held_since }) => held_since).map(({ id }) => id)).toEqual([
			'nurse'
		]);
	});
});

describe('asking', () => {
	test('is in the audit log, and leaves the asker who they are', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nurse = await db.createStaff('nurse');
		const patient = await db.createPatient();
		const after = await db.as(admin, async () => {
			await db.rows('select public.explain_access($1, $2, $3)', [nurse.id, 'charts.read', patient]);
			return db.value('select auth.uid()');
		});
		expect(after).toBe(admin.id);
		expect(
			await db.row(
				`select patient_id, after ->> 'user_id' as about, after ->> 'permission_id' as what
				 from audit.events where table_name = 'access_questions' and actor_id = $1`,
				[admin.id]
			)
		).toEqual({ patient_id: patient, about: nurse.id, what: 'charts.read' });
	});

	test('about a record is for who reads the log and sees the patient', async ({ db }) => {
		const keeper = await db.createStaff('cashier');
		const nurse = await db.createStaff('nurse');
		const patient = await db.createPatient();
		const allow = (permission: string) =>
			db.rows(
				`insert into public.role_permissions (role_id, permission_id) values ('cashier', $1)`,
				[permission]
			);
		const refused = async (id: string | null) => {
			const { code, hint } = await db.refusal(keeper, () =>
				why(db, keeper, nurse, 'charts.read', id)
			);
			return [code, hint];
		};
		expect(await refused(null)).toEqual(['42501', 'access.manage']);
		await allow('access.manage');
		expect((await why(db, keeper, nurse, 'charts.read')).permission.may).toBe(true);
		expect(await refused(patient)).toEqual(['42501', 'audit.read']);
		await allow('audit.read');
		expect((await why(db, keeper, nurse, 'charts.read', patient)).record?.sees).toBe(true);
		await db.rows(
			`delete from public.role_permissions where role_id = 'cashier' and permission_id = 'patients.read'`
		);
		// As if there were none.
		expect(await refused(patient)).toEqual(['PT404', 'p_patient_id']);
		expect(await refused('00000000-0000-0000-0000-000000000001')).toEqual([
			'PT404',
			'p_patient_id'
		]);
	});

	test('tells of a private stay neither ward nor times', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const ward = await createWard(db);
		const nurse = await createWardStaff(db, 'nurse', ward);
		const patient = await db.createPatient();
		const { id } = await db.as(admin, () => admit(db, patient, ward.id, ward.beds[0] ?? null));
		await db.rows('update public.admissions set private = true where id = $1', [id]);
		const { record } = await why(db, admin, nurse, 'charts.read', patient);
		expect(record).toMatchObject({ in_care: true, care: [{ reason: 'private' }] });
		expect(JSON.stringify(record)).not.toContain('Test ward');
		// Nor to whom it does not concern.
		const other = await db.createStaff('nurse');
		expect((await why(db, admin, other, 'charts.read', patient)).record).toMatchObject({
			in_care: false,
			care: []
		});
	});

	test('about nobody, or about nothing, says what is not there', async ({ db }) => {
		const admin = await db.createStaff('admin');
		const nobody = { ...admin, id: '00000000-0000-0000-0000-000000000001' };
		expect(await db.refusal(admin, () => why(db, admin, nobody, 'charts.read'))).toMatchObject({
			code: 'PT404',
			hint: 'p_user_id'
		});
		expect(await db.refusal(admin, () => why(db, admin, admin, 'world.rule'))).toMatchObject({
			code: 'PT404',
			hint: 'p_permission'
		});
	});
});
