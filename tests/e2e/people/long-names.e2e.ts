import type { Page } from '@playwright/test';
import type pg from 'pg';
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
async function somebody(owner: pg.Pool): Promise<Somebody> {
	const [{ id: userId, email }, slot] = await Promise.all([account(owner), freeSlot(owner, 5, 9)]);
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
			given,
			family,
			number,
			code,
			userId,
			`${given}@example.org`,
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
	const screens = {
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
				if (process.env.SHOTS)
					await page.screenshot({
						path: `${process.env.SHOTS}/${path.replaceAll(/\W/g, '_').slice(0, 60)}.png`,
						fullPage: true
					});
				burst.push(...(await bursting(page)).map((what) => `${path}: ${what}`));
			}
			return burst;
		})
	);
	expect(found.flat()).toEqual([]);
});
