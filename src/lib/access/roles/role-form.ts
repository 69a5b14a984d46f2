import { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import type { Change } from './change';

/** The form of a role: what is ticked, and what was there when it was opened. */
const typed = z.object({
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.roles_error_name() })
		.max(80, { error: () => m.roles_error_name() })
		.nullable(),
	description: z
		.string()
		.trim()
		.max(300, { error: () => m.roles_error_description() }),
	permission_ids: z.array(z.string().max(80)).max(1000),
	was: z.object({ name: z.string(), description: z.string(), permission_ids: z.array(z.string()) })
});

/**
 * Reads a role's form as what shall be different from what was read: what a colleague has changed besides stays as they
 * left it.
 */
export const roleForm = (roleId: string) => ({
	read: (form: FormData) => ({
		name: form.get('name'),
		description: form.get('description') ?? '',
		permission_ids: form.getAll('permission_ids'),
		was: parsed(form.get('was'))
	}),
	schema: typed.transform(({ name, description, permission_ids, was }): Change => {
		const beyond = (these: string[], those: string[]) => these.filter((id) => !those.includes(id));
		return {
			do: 'change_role',
			role_id: roleId,
			...(name !== null && name !== was.name ? { name } : {}),
			...(description !== was.description ? { description } : {}),
			add: beyond(permission_ids, was.permission_ids),
			remove: beyond(was.permission_ids, permission_ids)
		};
	})
});

function parsed(text: FormDataEntryValue | null): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return null;
	}
}
