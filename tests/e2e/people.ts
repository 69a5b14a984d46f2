import type pg from 'pg';
import { demoPassword, demoPeople, type DemoRole } from '../support/people.ts';

/** Somebody with an account and a record of their own, made for one test. */
export interface PortalPatient {
	email: string;
	patientId: string;
	name: string;
}

/** An account with the demo's password, as the auth service would leave it after confirmation. */
export async function account(
	owner: pg.Pool,
	password = demoPassword
): Promise<{ id: string; email: string }> {
	const email = `e2e-${crypto.randomUUID().slice(0, 8)}@example.org`;
	const { rows } = await owner.query<{ id: string }>(
		`insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
			confirmation_token, recovery_token, email_change, email_change_token_new)
		 values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1,
		         extensions.crypt($2, extensions.gen_salt('bf', 4)), now(), '{"provider":"email","providers":["email"]}', '{}', '', '', '', '')
		 returning id`,
		[email, password]
	);
	const id = rows[0]?.id ?? '';
	await owner.query(
		`insert into auth.identities (provider_id, user_id, identity_data, provider)
		 values ($1::text, $1::uuid, jsonb_build_object('sub', $1::text, 'email', $2::text), 'email')`,
		[id, email]
	);
	return { id, email };
}

/**
 * Somebody of the staff with the roles and the position of one of the demo's. What undoes one's last step is one's own:
 * where two tests are one person, the step of either is the last.
 */
export async function colleague(owner: pg.Pool, as: DemoRole): Promise<{ email: string }> {
	const { id, email } = await account(owner);
	await owner.query(
		`with model as (select id from public.profiles where email = $2), works as (
			insert into public.staff (user_id, full_name, position, department_id)
			select $1::uuid, $3, position, department_id
			from public.staff where user_id = (select id from model)
		)
		insert into public.user_roles (user_id, role_id)
		select $1::uuid, role_id from public.user_roles where user_id = (select id from model)`,
		[id, demoPeople[as], `Test ${id.slice(0, 8)}`]
	);
	return { email };
}

/** A record in the register, without an account. */
export async function patient(
	owner: pg.Pool,
	givenName: string
): Promise<{ id: string; name: string }> {
	const familyName = `Prueba ${crypto.randomUUID().slice(0, 6)}`;
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date, sex)
		 values ($1, $2, '1980-05-17', 'female') returning id`,
		[givenName, familyName]
	);
	return { id: rows[0]?.id ?? '', name: `${givenName} ${familyName}` };
}

export async function portalPatient(owner: pg.Pool, givenName: string): Promise<PortalPatient> {
	const [{ id: userId, email }, { id: patientId, name }] = await Promise.all([
		account(owner),
		patient(owner, givenName)
	]);
	await owner.query(
		`insert into public.portal_links (user_id, patient_id, relationship) values ($1, $2, 'self')`,
		[userId, patientId]
	);
	return { email, patientId, name };
}

/** A slot of one of the demo's doctors, far enough ahead that only one test wants it. */
export interface FreeSlot {
	doctorId: string;
	doctorName: string;
	doctorEmail: string;
	visitTypeId: string;
	startsAt: Date;
	/** In the hospital's time zone. */
	day: string;
	time: string;
}

/**
 * A free slot of the `nth` doctor of the demo, at least `days` days ahead. Tests that run at the same
 * time take different doctors or days.
 */
export async function freeSlot(owner: pg.Pool, nth: number, days = 2): Promise<FreeSlot> {
	const { rows } = await owner.query<FreeSlot>(
		`with doctor as (
			select d.id, d.name, p.email, d.specialty_id
			from public.doctors d join public.staff s using (id) join public.profiles p on p.id = s.user_id
			where d.active and d.accepts_patients and p.email like '%@lantern.example'
			order by p.email <> 'doctor@lantern.example', p.email offset $1 limit 1
		), type as (
			select v.id from public.visit_types v, doctor
			where v.active and v.bookable_by_patient and not v.requires_confirmation
			  and (v.specialty_id is null or v.specialty_id = doctor.specialty_id)
			order by v.specialty_id nulls first, v.name limit 1
		)
		select doctor.id as "doctorId", doctor.name as "doctorName", doctor.email as "doctorEmail",
		       type.id as "visitTypeId", slot.starts_at as "startsAt",
		       to_char(slot.starts_at at time zone h.time_zone, 'YYYY-MM-DD') as day,
		       to_char(slot.starts_at at time zone h.time_zone, 'HH24:MI') as time
		from doctor, type, public.hospital_settings h,
		     lateral public.free_slots(array[doctor.id], now() + make_interval(days => $2), now() + make_interval(days => $2 + 30), type.id) slot
		order by slot.starts_at limit 1`,
		[nth, days]
	);
	const slot = rows[0];
	if (!slot) throw new Error(`Doctor ${nth} of the demo has no free slot`);
	return slot;
}

/** Where the portal's booking stands when this slot has been chosen. */
export function bookingAddress(slot: FreeSlot): string {
	const query = new URLSearchParams({
		doctor: slot.doctorId,
		type: slot.visitTypeId,
		slot: `${slot.startsAt.toISOString()}~${slot.doctorId}`
	});
	return `/portal/book?${query.toString()}`;
}
