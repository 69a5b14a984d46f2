import { expect, test } from '../fixtures.ts';

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('who is put on call is on a colleague’s open list at once, and off it when it ends', async ({
	pageAs,
	owner
}) => {
	const name = `Otto Oncall ${crypto.randomUUID().slice(0, 6)}`;
	await owner.query(`insert into public.staff (full_name, position) values ($1, 'doctor')`, [name]);
	const [manager, nurse] = await Promise.all([pageAs('ward_manager'), pageAs('nurse')]);
	await nurse.goto('/on-call');
	const seen = nurse.getByRole('region', { name: 'On call now' }).getByText(name);
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	await expect(nurse.getByRole('link', { name: 'Add to the list' })).toHaveCount(0);

	await manager.goto('/on-call');
	await manager.getByRole('link', { name: 'Add to the list' }).click();
	await manager.getByLabel('Staff member').selectOption({ label: `${name} · Doctor` });
	await manager.getByLabel('From').fill(`${day(-1)}T00:00`);
	await manager.getByLabel('Until').fill(`${day(-2)}T00:00`);
	await manager.getByLabel('How to reach them').fill('Pager 77');
	await manager.getByRole('button', { name: 'Add to the list' }).click();
	// What is wrong is said at the field, and nothing typed is lost.
	await expect(manager.getByText('The end comes after the beginning.')).toBeVisible();
	await expect(manager.getByLabel('How to reach them')).toHaveValue('Pager 77');
	await manager.getByLabel('Until').fill(`${day(1)}T00:00`);
	await manager.getByRole('button', { name: 'Add to the list' }).click();
	await expect(seen).toBeVisible();

	const shift = manager.getByRole('listitem').filter({ hasText: name });
	await shift.getByText('End now').click();
	await manager.getByRole('button', { name: 'End it now' }).click();
	await expect(seen).toBeHidden();
});
