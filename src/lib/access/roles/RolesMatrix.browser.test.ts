import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import RolesMatrix from './RolesMatrix.svelte';

const role = (id: string, name: string, ...permission_ids: string[]) => ({
	id,
	name,
	kind: 'staff',
	description: '',
	built_in: false,
	created_at: '2026-11-01T08:00:00Z',
	permission_ids
});

test('each permission stands in its area, in words, with what every role may', async () => {
	const screen = await render(RolesMatrix, {
		roles: [role('porter', 'Porter', 'beds.manage'), role('clerk', 'Clerk', 'patients.read')],
		permissions: [{ id: 'beds.manage' }, { id: 'patients.read' }, { id: 'audit.read' }],
		chosen: 'patients.read'
	});
	const areas = [...screen.container.querySelectorAll('th[scope=rowgroup]')];
	expect(areas.map((area) => area.textContent.trim())).toEqual([
		'Access and settings',
		'Patients and directory',
		'Wards'
	]);
	const cells = (name: string) =>
		screen
			.getByRole('row', { name: new RegExp(name) })
			.getByRole('cell')
			.elements()
			.map((cell) => cell.textContent.trim());
	expect(cells('Set up, close and reopen beds')).toEqual(['Allowed', 'Not allowed']);
	expect(cells('Find patients')).toEqual(['Not allowed', 'Allowed']);
	expect(cells('Read the audit log')).toEqual(['Not allowed', 'Not allowed']);
	await expect
		.element(screen.getByRole('link', { name: 'Find patients and see who they are' }))
		.toHaveAttribute('aria-current', 'true');
	await expect
		.element(screen.getByRole('link', { name: 'Porter' }))
		.toHaveAttribute('href', '/admin/roles/porter');
});
