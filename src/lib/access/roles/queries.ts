import type { SupabaseClient } from '@supabase/supabase-js';
import { everyRow } from '$lib/app/lists/every-row';
import type { Database } from '$lib/app/supabase/database.types';
import { roleStateSchema } from './history';

type Client = SupabaseClient<Database>;

const roleColumns =
	'id, kind, name, description, built_in, created_at, permissions:role_permissions(permission_id)';

/** What colleagues can be, in the order they came; a patient's role allows nothing and is nobody's to give. */
export async function roles(client: Client) {
	const { data } = await client
		.from('roles')
		.select(roleColumns)
		.neq('kind', 'patient')
		.order('created_at')
		.order('id')
		.throwOnError();
	return data.map(({ permissions, ...role }) => ({
		...role,
		permission_ids: permissions.map(({ permission_id }) => permission_id)
	}));
}
export type Role = Awaited<ReturnType<typeof roles>>[number];

export async function permissions(client: Client): Promise<{ id: string }[]> {
	const { data } = await client.from('permissions').select('id').order('id').throwOnError();
	return data;
}

/** Who has these roles: by name, and since when. Whoever has left keeps their roles and may do nothing. */
export async function holders(client: Client, roleIds: readonly string[]) {
	const rows = await everyRow(
		client
			.from('user_roles')
			.select(
				`role_id, user_id, granted_at,
				person:profiles!user_roles_user_id_fkey(full_name, email, staff(id, full_name, active))`
			)
			.in('role_id', roleIds),
		['role_id', 'user_id']
	);
	return rows
		.map(({ role_id, user_id, granted_at, person }) => ({
			role_id,
			user_id,
			granted_at,
			staff_id: person.staff?.id ?? null,
			name: person.staff?.full_name ?? (person.full_name || (person.email ?? '')),
			active: person.staff?.active !== false
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}
export type Holder = Awaited<ReturnType<typeof holders>>[number];

/** The roles of one account, with when and by whom each was given. */
export async function rolesHeld(client: Client, userId: string) {
	const { data } = await client
		.from('user_roles')
		.select(
			`role_id, granted_at, role:roles!inner(${roleColumns}),
			giver:profiles!user_roles_granted_by_fkey(full_name, email, staff(full_name))`
		)
		.eq('user_id', userId)
		.neq('role.kind', 'patient')
		.order('granted_at')
		.throwOnError();
	return data.map(({ granted_at, role: { permissions, ...role }, giver }) => ({
		...role,
		permission_ids: permissions.map(({ permission_id }) => permission_id),
		granted_at,
		given_by: nameOf(giver)
	}));
}
export type HeldRole = Awaited<ReturnType<typeof rolesHeld>>[number];

const maker = 'maker:profiles!role_changes_made_by_fkey(full_name, email, staff(full_name))';

interface Maker {
	full_name: string;
	email: string | null;
	staff: { full_name: string } | null;
}
const nameOf = (who: Maker | null) => who && (who.staff?.full_name ?? (who.full_name || who.email));

/** What was done to a role, or to all of them, the latest first. */
export async function roleChanges(client: Client, roleId: string | null, limit = 20) {
	const query = client
		.from('role_changes')
		.select(`id, role_id, made_at, made_by, before, after, undone_at, ${maker}`)
		.is('user_id', null)
		.order('made_at', { ascending: false })
		.order('id')
		.limit(limit);
	const { data } = await (roleId ? query.eq('role_id', roleId) : query).throwOnError();
	return data.map(({ maker: who, before, after, ...change }) => ({
		...change,
		before: roleStateSchema.nullable().parse(before),
		after: roleStateSchema.nullable().parse(after),
		made_by_name: nameOf(who)
	}));
}
export type RoleChange = Awaited<ReturnType<typeof roleChanges>>[number];

/** Which roles somebody was given and lost, the latest first. */
export async function personChanges(client: Client, userId: string) {
	const { data } = await client
		.from('role_changes')
		.select(`id, role_id, given, made_at, made_by, undone_at, ${maker}`)
		.eq('user_id', userId)
		.order('made_at', { ascending: false })
		.order('id')
		.limit(20)
		.throwOnError();
	return data.map(({ maker: who, ...change }) => ({ ...change, made_by_name: nameOf(who) }));
}
export type PersonChange = Awaited<ReturnType<typeof personChanges>>[number];
