import { expect, test } from 'vitest';
import { asRead } from './as-read';
import { roleForm } from './role-form';

const role = { name: 'Porter', description: '', permission_ids: ['beds.manage', 'charts.read'] };

function formOf(fields: Record<string, string>, ticked: string[]): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries({ was: asRead(role), ...fields })) {
		form.set(name, value);
	}
	for (const id of ticked) form.append('permission_ids', id);
	return form;
}
const { read, schema } = roleForm('porter');
const changeOf = (fields: Record<string, string>, ticked: string[]) =>
	schema.safeParse(read(formOf(fields, ticked)));

test('says what is different from what was read, and nothing else', () => {
	expect(
		changeOf({ name: ' Porters ', description: 'Beds' }, ['charts.read', 'queue.manage']).data
	).toEqual({
		do: 'change_role',
		role_id: 'porter',
		name: 'Porters',
		description: 'Beds',
		add: ['queue.manage'],
		remove: ['beds.manage']
	});
	expect(changeOf({ name: 'Porter' }, role.permission_ids).data).toEqual({
		do: 'change_role',
		role_id: 'porter',
		add: [],
		remove: []
	});
	// A built-in role has no field for its name.
	expect(changeOf({}, role.permission_ids).data).not.toHaveProperty('name');
});

test('refuses what is no form of a role', () => {
	expect(changeOf({ name: '  ' }, []).success).toBe(false);
	expect(changeOf({ description: 'x'.repeat(301) }, []).success).toBe(false);
	expect(changeOf({ was: '{' }, []).success).toBe(false);
});
