import type { Page } from '@playwright/test';
import type pg from 'pg';
import type { DemoRole } from '../../support/people.ts';
import { expect, test } from '../fixtures.ts';
import { account, freeSlot } from '../people.ts';

/** Names of sixty letters without a place to break them, and the longest numbers there are. */
const given = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis';
const family = 'Uvuvwevwevweonyetenyevweugwemubwemossasmeritaseptemberchefon';
const number = '+883510012345678';

interface Somebody {
	email: string;
	patientId: string;
	wardId: string;
	admissionId: string;
	bedId: string;
}

/** Somebody of that name: with an account, a child, a bed, a visit, a place on the waiting list and a contact. */
async function somebody(
	owner: pg.Pool,
	name = { given, family },
	/** To the visit; two tests that want one time would be in each other's way. */
	days = 9
): Promise<Somebody> {
	const [{ id: userId, email }, slot] = await Promise.all([
		account(owner),
		freeSlot(owner, 5, days)
	]);
	const code = `T${crypto.randomUUID().slice(0, 6).toUpperCase()}`;
	const { rows } = await owner.query<Somebody>(
		`with person as (
			insert into public.patients (given_name, family_name, birth_date, sex, phone, phone_extension, email)
			select $1, $2, birth_date, 'female', $3, '1234567890', $6
			from (values (date '1980-05-17'), (current_date - 900)) as born (birth_date)
			returning id, birth_date
		), ward as (
			insert into public.wards (department_id, code, name)
			select id, $4, 'Test ward ' || $4 from public.departments order by code limit 1 returning id
		), works as (
			insert into public.staff_wards (staff_id, ward_id)
			select staff.id, ward.id from ward, public.staff join public.profiles on profiles.id = staff.user_id
			where profiles.email = 'nurse@lantern.example'
		), room as (
			insert into public.ward_rooms (ward_id, name, position) select id, 'Room 1', 1 from ward returning id, ward_id
		), bed as (
			insert into public.beds (ward_id, room_id, label, kind, position)
			select ward_id, id, $4 || '-1', 'standard', 1 from room returning id, ward_id
		), link as (
			insert into public.portal_links (user_id, patient_id, relationship)
			select $5, id, case when birth_date > '2000-01-01' then 'parent' else 'self' end from person
		), contact as (
			insert into public.patient_contacts (patient_id, name, relationship, phone, phone_extension)
			select id, $1 || $2, 'parent', $3, '1234567890' from person
		), waiting as (
			insert into public.waitlist_entries (patient_id, visit_type_id, doctor_id, earliest_on, latest_on, urgency, joined_at)
			select id, $7, $8, $9, $9, 'urgent', now() - interval '2 years' from person where birth_date < '2000-01-01'
		), visit as (
			insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
			select person.id, $8, type.id, $10::timestamptz, $10::timestamptz + make_interval(mins => duration_minutes + buffer_minutes)
			from person, public.visit_types as type where birth_date < '2000-01-01' and type.id = $7
		), admission as (
			insert into public.admissions (patient_id, ward_id, reason)
			select person.id, ward.id, 'Pneumonia' from person, ward where birth_date < '2000-01-01'
			returning id, patient_id
		), stay as (
			insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
			select bed.id, bed.ward_id, patient_id, admission.id from bed, admission
		)
		select $11 as email, patient_id as "patientId", bed.ward_id as "wardId", admission.id as "admissionId", bed.id as "bedId"
		from admission, bed`,
		[
			name.given,
			name.family,
			number,
			code,
			userId,
			`${name.given.replace(' ', '.')}@example.org`,
			slot.visitTypeId,
			slot.doctorId,
			slot.day,
			slot.startsAt,
			email
		]
	);
	if (!rows[0]) throw new Error('Nobody was made');
	return rows[0];
}

/** By how many pixels a page scrolls sideways, and what long text sticks out of the box it stands in. */
const bursting = (page: Page): Promise<string[]> =>
	page.evaluate(
		(words) => {
			const found: string[] = [];
			const { scrollWidth, clientWidth } = document.documentElement;
			if (scrollWidth > clientWidth) found.push(`the page, by ${scrollWidth - clientWidth} px`);
			const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let text = texts.nextNode(); text; text = texts.nextNode()) {
				if (!words.some((word) => text?.textContent?.includes(word))) continue;
				const range = document.createRange();
				range.selectNodeContents(text);
				const right = Math.max(...[...range.getClientRects()].map((box) => box.right));
				for (let box = text.parentElement; box; box = box.parentElement) {
					const style = getComputedStyle(box);
					// What is cut off or scrolls ends there; what is read out alone is nowhere.
					if (style.overflowX !== 'visible' || style.position === 'absolute') break;
					if (style.display === 'inline' || style.display === 'contents') continue;
					if (right > box.getBoundingClientRect().right + 1) {
						found.push(`${box.localName}.${box.className}: ${text.textContent?.slice(0, 30)}`);
						break;
					}
				}
			}
			return [...new Set(found)];
		},
		[given, family, given.slice(0, 30), '883 510']
	);

test('the longest names and numbers burst no screen of a telephone', async ({ pageAs, owner }) => {
	test.slow();
	const { email, patientId, wardId, admissionId, bedId } = await somebody(owner);
	const search = encodeURIComponent(given.slice(0, 12));
	await owner.query(
		`with twin as (
			insert into public.patients (given_name, family_name, birth_date, sex, phone)
			select family_name, given_name, birth_date, sex, phone from public.patients where id = $1 returning id
		)
		insert into private.duplicate_pairs (one_id, other_id, score, reasons)
		select least(id, $1), greatest(id, $1), 1, '{swapped_names,same_birth_date,same_phone}' from twin`,
		[patientId]
	);
	const screens = {
		admin: ['/patients/duplicates'],
		receptionist: [
			`/patients?q=${search}`,
			`/patients?patient=${patientId}`,
			`/patients/${patientId}`,
			`/patients/${patientId}?edit`,
			`/patients/${patientId}?contact`,
			`/reception?q=${search}`,
			`/reception?patient=${patientId}`,
			'/waitlist'
		],
		bed_manager: [`/wards/${wardId}`, `/wards/${wardId}?bed=${bedId}`, '/bed-requests'],
		nurse: [
			`/admissions/${admissionId}`,
			`/wards/${wardId}/observations`,
			`/wards/${wardId}/tasks`,
			`/wards/${wardId}/handover`
		],
		portal: [
			'/portal',
			'/portal/family',
			'/portal/preferences',
			'/portal/book',
			'/portal/history',
			'/portal/waitlist'
		]
	} as const;
	const viewport = { width: 390, height: 844 };
	const found = await Promise.all(
		Object.entries(screens).map(async ([who, paths]) => {
			const page = await pageAs(who === 'portal' ? { email } : (who as 'receptionist'), {
				viewport
			});
			const burst: string[] = [];
			for (const path of paths) {
				expect((await page.goto(path))?.ok(), path).toBe(true);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				burst.push(...(await bursting(page)).map((what) => `${path}: ${what}`));
			}
			return burst;
		})
	);
	expect(found.flat()).toEqual([]);
});

/**
 * Which of the names stand on a screen cut off: by an ellipsis, after so many lines, or by the edge of their box. What
 * scrolls shows them.
 */
const cut = (page: Page, names: string[]): Promise<string[]> =>
	page.evaluate((names) => {
		const found: string[] = [];
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let text = texts.nextNode(); text; text = texts.nextNode()) {
			const parent = text.parentElement;
			if (!parent?.checkVisibility()) continue;
			const words = text.textContent ?? '';
			for (const name of names) {
				const at = words.indexOf(name);
				if (at < 0) continue;
				const range = document.createRange();
				range.setStart(text, at);
				range.setEnd(text, at + name.length);
				const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
				for (let box: HTMLElement | null = parent; box; box = box.parentElement) {
					const { overflowX, overflowY, position } = getComputedStyle(box);
					const edge = box.getBoundingClientRect();
					// What is only read out is a pixel wide.
					if (position === 'absolute' && edge.width < 2) break;
					const hides = [overflowX, overflowY].some((way) => /hidden|clip/.test(way));
					const out = lines.some(
						({ right, bottom }) => right > edge.right + 1 || bottom > edge.bottom + 3
					);
					if (hides && out) found.push(name);
				}
			}
		}
		return [...new Set(found)];
	}, names);

test('no list of a small desk cuts a name of 25 letters', async ({ pageAs, owner }) => {
	test.slow();
	const { patientId, wardId, admissionId, bedId } = await somebody(
		owner,
		{ given: 'Bartholomea Wil', family: 'Castellan' },
		16
	);
	const { rows: people } = await owner.query<{ name: string }>(
		`select distinct name from (
			select given_name || ' ' || family_name as name from public.patients
			union all select full_name from public.staff
			union all select name from public.doctors
		) as everybody where length(name) between 8 and 25`
	);
	const names = people.map(({ name }) => name);
	const { rows: wards } = await owner.query<{ id: string }>(
		`select ward.id from public.wards ward join public.beds bed on bed.ward_id = ward.id
		 join public.staff_wards works on works.ward_id = ward.id join public.staff on staff.id = works.staff_id
		 join public.profiles on profiles.id = staff.user_id
		 where ward.active and bed.active and profiles.email = 'nurse@lantern.example'
		 group by ward.id order by count(*) desc limit 1`
	);
	const full = wards[0]?.id ?? '';
	const { rows: charts } = await owner.query<{ id: string }>(
		`select admission_id as id from public.observations join public.bed_stays stay using (admission_id)
		 where stay.ward_id = $1 and upper_inf(stay.period) group by admission_id order by count(*) desc limit 1`,
		[full]
	);
	const screens: Partial<Record<DemoRole, string[]>> = {
		receptionist: [
			'/reception',
			`/reception?patient=${patientId}`,
			'/visits',
			'/patients?q=a',
			'/queue',
			'/waitlist',
			'/follow-ups',
			'/deliveries'
		],
		doctor: ['/today', '/queue', '/follow-ups', '/visits', '/bed-requests', '/notifications'],
		nurse: [
			`/wards/${wardId}`,
			`/wards/${wardId}?bed=${bedId}`,
			`/wards/${full}`,
			`/wards/${full}?view=roomy`,
			`/wards/${full}/observations`,
			`/wards/${full}/tasks`,
			`/wards/${full}/handover`,
			`/admissions/${charts[0]?.id}`,
			`/admissions/${admissionId}/care`
		],
		bed_manager: ['/wards/all', '/bed-requests', '/bed-requests?more'],
		admin: ['/admin/people', '/admin/invitations'],
		patient: ['/portal', '/portal/history', '/portal/family', '/portal/doctors']
	};
	const found = await Promise.all(
		Object.entries(screens).map(async ([who, paths]) => {
			const page = await pageAs(who as DemoRole, { viewport: { width: 1280, height: 720 } });
			const hidden: string[] = [];
			for (const path of paths) {
				expect((await page.goto(path))?.ok(), path).toBe(true);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				hidden.push(...(await cut(page, names)).map((name) => `${path}: ${name}`));
			}
			return hidden;
		})
	);
	expect(found.flat()).toEqual([]);
});
