import { expect, test } from '../fixtures.ts';

test('an administrator sees a backup begin and end without a reload, and sets how often', async ({
	pageAs,
	owner
}) => {
	const page = await pageAs('admin');
	await page.goto('/admin/backups');
	const state = page.getByRole('main').getByRole('status').first();
	await expect(page.getByRole('heading', { level: 1, name: 'Backups' })).toBeVisible();

	// As the command does it, on one connection.
	const command = await owner.connect();
	const { rows } = await command.query<{ id: string }>('select private.begin_backup() as id');
	await expect(state).toContainText('Backup in progress since');
	await command.query('select private.end_backup($1, $2)', [
		rows[0]?.id,
		{ name: 'x', bytes: 2_500_000, rows: 12_345, files: 7, missing: 0, place: 's3.example/kept' }
	]);
	await command.query('select pg_advisory_unlock_all()');
	command.release();
	await expect(state).toContainText('Last backup:');
	const row = page
		.getByRole('listitem')
		.filter({ hasText: '12,345 rows, 7 files, 2.5 MB' })
		.first();
	await expect(row).toContainText('Succeeded');
	await expect(row).toContainText('s3.example/kept');

	await page.getByLabel('Interval (hours)').fill('200');
	await page.getByRole('button', { name: 'Save schedule' }).click();
	await expect(page.getByText('Enter a whole number from 0 to 168.')).toBeVisible();
	await page.getByLabel('Interval (hours)').fill('12');
	await page.getByRole('button', { name: 'Save schedule' }).click();
	await expect(page.getByRole('log').getByText('Schedule saved')).toBeVisible();
	const settings = await owner.query('select backup_hours from public.hospital_settings');
	expect(settings.rows).toEqual([{ backup_hours: 12 }]);
});
