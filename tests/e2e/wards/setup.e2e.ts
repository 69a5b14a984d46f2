import type { Locator, Page } from '@playwright/test';
import type pg from 'pg';
import { expect, test } from '../fixtures.ts';

const main = (page: Page): Locator => page.getByRole('main');
/** Ends with a letter: "E1-20" would be the beds from 1 to 20. */
const unique = () => `${crypto.randomUUID().slice(0, 6).toUpperCase()}X`;

/** A ward of a test's own with two drawn rooms of two beds each, for the demo's ward manager as well. */
async function drawnWard(owner: pg.Pool): Promise<{ id: string; rooms: [string, string] }> {
	const code = `E${unique()}`;
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.wards (department_id, code, name)
		 select id, $1, 'Test ward ' || $1 from public.departments order by code limit 1 returning id`,
		[code]
	);
	const id = rows[0]?.id ?? '';
	const rooms: string[] = [];
	for (const [index, name] of ['Room 1', 'Room 2'].entries()) {
		const room = await owner.query<{ id: string }>(
			`insert into public.ward_rooms (ward_id, name, position, plan_x, plan_y, plan_width, plan_height)
			 values ($1, $2, $3, $4, 0, 3, 4) returning id`,
			[id, name, index + 1, index * 3]
		);
		const roomId = room.rows[0]?.id ?? '';
		rooms.push(roomId);
		await owner.query(
			`insert into public.beds (ward_id, room_id, label, position)
			 select $1, $2, $3 || n, n from generate_series(1, 2) n`,
			[id, roomId, `${code}-${index + 1}`]
		);
	}
	await owner.query(
		`insert into public.staff_wards (staff_id, ward_id)
		 select s.id, $1 from public.staff s join public.profiles p on p.id = s.user_id
		 where p.email = 'wardmanager@lantern.example'`,
		[id]
	);
	return { id, rooms: rooms as [string, string] };
}

async function plan(owner: pg.Pool, wardId: string): Promise<Record<string, number[] | null>> {
	const { rows } = await owner.query<{ name: string; place: number[] | null }>(
		`select name, case when plan_x is not null then array[plan_x, plan_y, plan_width, plan_height] end as place
		 from public.ward_rooms where ward_id = $1`,
		[wardId]
	);
	return Object.fromEntries(rows.map(({ name, place }) => [name, place]));
}

const drawing = (page: Page) => main(page).getByRole('group', { name: 'Floor plan' });
const drawn = (page: Page, name: string) =>
	drawing(page).getByRole('button', { name: new RegExp(`^${name},`) });

/** Drags a room, or its corner, by so many squares. */
async function drag(page: Page, room: Locator, right: number, down: number, corner = false) {
	await room.scrollIntoViewIfNeeded();
	const box = await room.boundingBox();
	if (!box) throw new Error('the room is not on the plan');
	const [, width = 1] =
		/(\d+) by \d+ squares/.exec((await room.getAttribute('aria-label')) ?? '') ?? [];
	const square = box.width / Number(width);
	const x = corner ? box.x + box.width - 5 : box.x + box.width / 2;
	const y = corner ? box.y + box.height - 5 : box.y + box.height / 2;
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x + (right * square) / 2, y + (down * square) / 2, { steps: 3 });
	await page.mouse.move(x + right * square, y + down * square, { steps: 3 });
	await page.mouse.up();
}

test('a ward is made, filled with rooms and beds, and drawn; its board has them', async ({
	pageAs,
	owner
}) => {
	const code = `E${unique()}`;
	const name = `Oncology ${code}`;
	const admin = await pageAs('admin');
	await admin.goto('/admin/wards?edit=new');
	const screen = main(admin);
	await screen.getByLabel('Name', { exact: true }).fill(name);
	await screen.getByRole('button', { name: 'Save' }).click();
	// Nothing typed is lost, and what is missing is said at its field.
	await expect(screen.getByText('Enter a code of 1 to 12 characters.')).toBeVisible();
	await expect(screen.getByLabel('Name', { exact: true })).toHaveValue(name);
	await screen.getByLabel('Code').fill(code);
	await screen.getByLabel('Department').selectOption({ index: 1 });
	await screen.getByLabel('Floor').fill('-1');
	await screen.getByRole('button', { name: 'Save' }).click();
	await expect(admin.getByRole('log').getByText('Saved.')).toBeVisible();

	await screen.getByRole('link', { name: `Rooms, beds and plan: ${name}` }).click();
	await expect(screen.getByText('This ward has no rooms yet')).toBeVisible();
	for (const room of ['201', '202']) {
		await screen.getByRole('link', { name: 'New room' }).click();
		await screen.getByLabel('Room name').fill(room);
		await screen.getByLabel('Room sharing').selectOption('same');
		await screen.getByRole('button', { name: 'Save', exact: true }).click();
		await expect(screen.getByRole('heading', { name: room, exact: true })).toBeVisible();
	}
	await screen.getByRole('link', { name: 'Add beds to 201' }).click();
	await screen.getByLabel('Labels').fill(`${code}-08-${code}-10`);
	await screen.getByLabel('Oxygen').check();
	await screen.getByRole('button', { name: 'Add beds', exact: true }).click();
	const beds = screen.getByRole('list', { name: 'Beds of 201' });
	await expect(beds.getByRole('listitem')).toHaveCount(3);
	await expect(beds.getByRole('listitem').first()).toContainText('Oxygen');

	await screen.getByRole('link', { name: 'Add beds to 202' }).click();
	await screen.getByLabel('Labels').fill(`${code}-20`);
	await screen.getByRole('button', { name: 'Add beds', exact: true }).click();
	await expect(screen.getByRole('list', { name: 'Beds of 202' })).toContainText(`${code}-20`);

	await screen.getByRole('button', { name: 'Arrange' }).first().click();
	await expect(drawn(admin, '201')).toHaveAccessibleName(/column 0, row 0, 5 by 4 squares/);
	await drag(admin, drawn(admin, '201'), 4, 1);
	await expect(drawn(admin, '201')).toHaveAccessibleName(/column 4, row 1/);
	await drag(admin, drawn(admin, '201'), 2, 0, true);
	await expect(drawn(admin, '201')).toHaveAccessibleName(/7 by 4 squares/);
	await screen.getByRole('button', { name: 'Undo' }).click();
	await expect(drawn(admin, '201')).toHaveAccessibleName(/5 by 4 squares/);
	await screen.getByRole('button', { name: 'Save plan' }).click();
	await expect(screen.getByText('Not saved yet')).toBeHidden();
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.wards where code = $1',
		[code]
	);
	const id = rows[0]?.id ?? '';
	expect(await plan(owner, id)).toEqual({ '201': [4, 1, 5, 4], '202': [0, 6, 3, 4] });

	await screen.getByRole('link', { name: 'Board', exact: true }).click();
	await screen.getByRole('link', { name: 'Floor plan', exact: true }).click();
	const onBoard = screen.getByRole('group', { name: `Floor plan of ${name}` });
	const room = (number: string) => onBoard.getByRole('group', { name: `Beds in ${number}` });
	await expect(room('201')).toContainText(`${code}-08`);
	const [first, second] = await Promise.all([room('201').boundingBox(), room('202').boundingBox()]);
	// To the right of the other room, and above it, as it was drawn.
	expect(first?.x).toBeGreaterThan(second?.x ?? Infinity);
	expect(first?.y).toBeLessThan(second?.y ?? 0);
});

test('a room is moved and resized by the keyboard, and each step is told', async ({
	pageAs,
	owner
}) => {
	const { id } = await drawnWard(owner);
	const manager = await pageAs('ward_manager');
	await manager.goto(`/wards/${id}/setup`);
	const room = drawn(manager, 'Room 1');
	await expect(room).toHaveAccessibleName(/column 0, row 0, 3 by 4 squares, 2 beds/);
	await room.focus();
	await manager.keyboard.press('ArrowRight');
	// It lies on its neighbour, and says so.
	await expect(room).toHaveAccessibleName(/column 1, row 0.*overlaps another room/);
	const told = main(manager).locator('#plan').getByRole('status');
	await expect(told).toHaveText(/Room 1, column 1, row 0.*overlaps another room/);
	await main(manager).getByRole('button', { name: 'Save plan' }).click();
	await expect(main(manager).getByText('This room overlaps another one.').first()).toBeVisible();
	expect(await plan(owner, id)).toEqual({ 'Room 1': [0, 0, 3, 4], 'Room 2': [3, 0, 3, 4] });

	await room.focus();
	for (let step = 0; step < 4; step += 1) await manager.keyboard.press('ArrowDown');
	await manager.keyboard.press('Shift+ArrowRight');
	await expect(room).toHaveAccessibleName(/column 1, row 4, 4 by 4 squares, 2 beds$/);
	await manager.keyboard.press('Control+z');
	await expect(room).toHaveAccessibleName(/column 1, row 4, 3 by 4 squares/);
	await manager.keyboard.press('Control+y');
	await expect(room).toHaveAccessibleName(/4 by 4 squares/);
	await main(manager).getByRole('button', { name: 'Save plan' }).click();
	await expect(main(manager).getByText('Not saved yet')).toBeHidden();
	expect(await plan(owner, id)).toEqual({ 'Room 1': [1, 4, 4, 4], 'Room 2': [3, 0, 3, 4] });
});

test('a plan somebody else has saved meanwhile is not written over; what was drawn stays', async ({
	pageAs,
	owner
}) => {
	const { id } = await drawnWard(owner);
	const [manager, admin] = await Promise.all([pageAs('ward_manager'), pageAs('admin')]);
	// The news does not come: saving is what finds out.
	await manager.routeWebSocket(/realtime/, () => {});
	await Promise.all([manager, admin].map((page) => page.goto(`/wards/${id}/setup`)));
	await drawn(manager, 'Room 1').focus();
	for (let step = 0; step < 5; step += 1) await manager.keyboard.press('ArrowDown');

	await drawn(admin, 'Room 2').focus();
	await admin.keyboard.press('ArrowRight');
	await main(admin).getByRole('button', { name: 'Save plan' }).click();
	await expect(main(admin).getByText('Not saved yet')).toBeHidden();

	await main(manager).getByRole('button', { name: 'Save plan' }).click();
	const notice = main(manager)
		.getByRole('alert')
		.filter({ hasText: 'another plan in the meantime' });
	await expect(notice).toBeVisible();
	await expect(drawn(manager, 'Room 1')).toHaveAccessibleName(/column 0, row 5/);
	expect(await plan(owner, id)).toEqual({ 'Room 1': [0, 0, 3, 4], 'Room 2': [4, 0, 3, 4] });

	await notice.getByRole('button', { name: 'Save mine anyway' }).click();
	await expect(main(manager).getByText('Not saved yet')).toBeHidden();
	expect(await plan(owner, id)).toEqual({ 'Room 1': [0, 5, 3, 4], 'Room 2': [3, 0, 3, 4] });
	// The other one hears of it without loading the page.
	await expect(drawn(admin, 'Room 1')).toHaveAccessibleName(/column 0, row 5/);
});

test('without a script rooms, beds and the plan are set up all the same', async ({
	pageAs,
	owner
}) => {
	const { id, rooms } = await drawnWard(owner);
	const manager = await pageAs('ward_manager', { javaScriptEnabled: false });
	await manager.goto(`/wards/${id}/setup`);
	const screen = main(manager);
	await screen.getByText('Plan coordinates').click();
	await screen.getByLabel('Column of Room 2').fill('1');
	await screen.getByRole('button', { name: 'Save plan' }).click();
	await expect(screen.getByText('This room overlaps another one.').first()).toBeVisible();
	await expect(screen.getByLabel('Column of Room 2')).toHaveValue('1');
	await screen.getByLabel('Column of Room 2').fill('8');
	await screen.getByRole('button', { name: 'Save plan' }).click();
	await expect(screen.getByText('Saved.')).toBeVisible();
	expect(await plan(owner, id)).toEqual({ 'Room 1': [0, 0, 3, 4], 'Room 2': [8, 0, 3, 4] });

	await screen.getByRole('button', { name: 'Move Room 2 up' }).click();
	await expect(screen.getByRole('heading', { level: 3 }).first()).toHaveText('Room 2');
	await screen.getByRole('link', { name: 'Edit Room 1' }).click();
	await screen.locator('summary', { hasText: 'Remove Room 1' }).click();
	await screen.getByRole('button', { name: 'Remove Room 1' }).click();
	await expect(screen.getByText('Removed: it was never used.')).toBeVisible();
	const { rows } = await owner.query<{ id: string }>(
		'select id from public.ward_rooms where ward_id = $1',
		[id]
	);
	expect(rows).toEqual([{ id: rooms[1] }]);
	// Who works here is for others to say.
	await expect(screen.getByRole('region', { name: 'Ward staff' })).toBeVisible();
	await expect(screen.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
});
