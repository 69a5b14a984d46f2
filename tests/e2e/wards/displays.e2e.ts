import type { Page } from '@playwright/test';
import type pg from 'pg';
import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from '../fixtures.ts';
import { patient } from '../people.ts';

/** A ward of a test's own with four beds, on which the demo's nurse and ward manager work. */
async function ward(owner: pg.Pool): Promise<{ id: string; beds: string[]; code: string }> {
	const code = `D${randomUUID().slice(0, 6).toUpperCase()}`;
	const { rows } = await owner.query<{ id: string; room: string }>(
		`with ward as (
			insert into public.wards (department_id, code, name)
			select id, $1, 'Display ward ' || $1 from public.departments order by code limit 1 returning id
		), room as (
			insert into public.ward_rooms (ward_id, name) select id, 'Room 1' from ward returning id, ward_id
		), people as (
			insert into public.staff_wards (staff_id, ward_id)
			select staff.id, ward.id from ward, public.staff
			join public.profiles on profiles.id = staff.user_id
			where profiles.email in ('nurse@lantern.example', 'wardmanager@lantern.example')
		)
		select ward_id as id, id as room from room`,
		[code]
	);
	const [made] = rows;
	const beds: string[] = [];
	for (let bed = 1; bed <= 4; bed++) {
		const { rows: ids } = await owner.query<{ id: string }>(
			`insert into public.beds (ward_id, room_id, label, position) values ($1, $2, $3, $4) returning id`,
			[made?.id, made?.room, `${code}-${bed}`, bed]
		);
		beds.push(ids[0]?.id ?? '');
	}
	return { id: made?.id ?? '', beds, code };
}

/** Somebody in the ward's first bed; gives the admission. */
async function admitted(owner: pg.Pool, wardId: string, bedId: string, patientId: string) {
	const { rows } = await owner.query<{ id: string }>(
		`with admission as (
			insert into public.admissions (patient_id, ward_id, reason)
			values ($3, $1, 'Pneumonia') returning id, patient_id
		), stay as (
			insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
			select $2, $1, patient_id, id from admission
		)
		select id from admission`,
		[wardId, bedId, patientId]
	);
	return rows[0]?.id ?? '';
}

const closeBed = (owner: pg.Pool, wardId: string, bedId: string | undefined) =>
	owner.query(`insert into public.bed_closures (bed_id, ward_id, reason) values ($2, $1, 'C')`, [
		wardId,
		bedId
	]);

/** Makes the page a display that was paired before. */
async function isPaired(page: Page, owner: pg.Pool, wardId: string) {
	const token = randomUUID();
	await owner.query(
		`insert into public.displays (ward_id, name, token_hash) values ($1, 'Hall', $2)`,
		[wardId, createHash('sha256').update(token).digest('hex')]
	);
	await page.addInitScript(
		([token, ward_id]) =>
			localStorage.setItem('lantern-display', JSON.stringify({ token, ward_id })),
		[token, wardId]
	);
}

const bed = (page: Page, label: string) => page.getByRole('listitem').filter({ hasText: label });

test('a television is paired by its code, follows the ward without a name, and goes dark when revoked', async ({
	pageAs,
	clientAs,
	visitor: tv,
	owner
}) => {
	const { id, beds, code: ward_code } = await ward(owner);
	const person = await patient(owner, 'Eufemia');
	const admission = await admitted(owner, id, beds[0] ?? '', person.id);
	const manager = await pageAs('ward_manager');
	await manager.goto(`/wards/${id}/displays`);
	const main = manager.getByRole('main');
	await expect(main.getByText('No display yet')).toBeVisible();

	await tv.goto('/display');
	const shown = tv.getByRole('img', { name: /^(\d ){5}\d$/ });
	const code = ((await shown.getAttribute('aria-label')) ?? '').replaceAll(' ', '');
	const wrong = code === '000000' ? '111111' : '000000';
	await main.getByLabel('Code on the screen').fill(wrong);
	await main.getByLabel('Screen location').fill('Hall');
	await main.getByRole('button', { name: 'Pair', exact: true }).click();
	await expect(main.getByText('That code is not on any screen')).toBeVisible();
	await expect(main.getByLabel('Screen location')).toHaveValue('Hall');
	await main.getByLabel('Code on the screen').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
	await main.getByRole('button', { name: 'Pair', exact: true }).click();

	await expect(tv).toHaveURL(new RegExp(`/display/${id}$`));
	await expect(tv.getByText(/^Live since/)).toBeVisible();
	await expect(tv.getByRole('heading', { level: 1 })).toHaveText(`Display ward ${ward_code}`);
	await expect(bed(tv, `${ward_code}-1`)).toContainText('Occupied');
	await expect(main.getByText('On now')).toBeVisible();

	const nurse = await clientAs('nurse');
	const moved = await nurse.rpc('transfer_patient', {
		p_admission_id: admission,
		p_bed_id: beds[1] ?? ''
	});
	expect(moved.error).toBeNull();
	await expect(bed(tv, `${ward_code}-2`)).toContainText('Occupied');
	await expect(bed(tv, `${ward_code}-1`)).toContainText('Needs cleaning');
	const content = await tv.content();
	for (const secret of [person.name, 'Eufemia', person.id, 'Pneumonia']) {
		expect(content).not.toContain(secret);
	}

	// Read anew, it is a display still.
	await tv.goto('/display');
	await expect(bed(tv, `${ward_code}-2`)).toContainText('Occupied');
	await main.getByLabel('Revoke Hall').click();
	await main.getByRole('button', { name: 'Revoke Hall' }).click();
	await expect(tv.getByText('This screen is no longer paired')).toBeVisible();
	await expect(tv.getByText(`${ward_code}-2`)).toHaveCount(0);
	await expect(main.getByText('No display yet')).toBeVisible();
	await tv.reload();
	await expect(tv.getByRole('img', { name: /^(\d ){5}\d$/ })).toBeVisible();
});

test('a display behind a proxy that lets no WebSocket through follows all the same', async ({
	visitor: tv,
	owner
}) => {
	const { id, beds, code } = await ward(owner);
	await isPaired(tv, owner, id);
	const opened: string[] = [];
	await tv.routeWebSocket(/displays\/live/, (socket) => {
		opened.push(socket.url());
		void socket.close();
	});
	await tv.goto(`/display/${id}?lang=es`);
	await expect(tv.getByText(/^En directo desde las/)).toBeVisible();
	await closeBed(owner, id, beds[0]);
	await expect(bed(tv, `${code}-1`)).toContainText('Cerrada');
	expect(opened.length).toBeGreaterThan(0);
});

test('a display that was offline says so, and is right as soon as it is back', async ({
	visitor: tv,
	owner
}) => {
	const { id, beds, code } = await ward(owner);
	await isPaired(tv, owner, id);
	await tv.goto(`/display/${id}`);
	await expect(tv.getByText(/^Live since/)).toBeVisible();
	await tv.context().setOffline(true);
	await expect(tv.getByText(/^Not live since/)).toBeVisible({ timeout: 15_000 });
	await closeBed(owner, id, beds[2]);
	await expect(bed(tv, `${code}-3`)).toContainText('Free');
	await tv.context().setOffline(false);
	await expect(bed(tv, `${code}-3`)).toContainText('Closed');
	await expect(tv.getByText(/^Live since/)).toBeVisible();
	await expect(tv.getByText(/^Not live since/)).toHaveCount(0);
});
