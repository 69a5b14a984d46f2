import { resolve } from '$app/paths';
import type { Permission } from '$lib/app/supabase/database.types';

/** The backbone of who may do what; a person with several roles is the strongest of them. */
export type Kind = 'admin' | 'doctor' | 'staff' | 'patient';

/** Who somebody is and what they may do, as `current_access()` answers. */
export interface Access {
	user_id: string;
	name: string;
	email: string;
	/** What a colleague works as, of the directory's positions; null for who does not work here. */
	position: string | null;
	kind: Kind;
	roles: string[];
	permissions: string[];
	staff_id: string | null;
	doctor_id: string | null;
	ward_ids: string[];
	/** Whose visits this person manages: their own record, their children's, those they care for. */
	patient_ids: string[];
	locale: 'en' | 'es';
	/** What the session needs before it gives anything: to be unlocked, a code, a second factor. */
	lacks: 'locked' | 'code' | 'enrol' | null;
}

export type { Permission };

/** What a room calls its permissions, in its `permissions.ts`; a test asks that each permission has words. */
export type PermissionWords = Partial<Record<Permission, () => string>>;

/** Whether somebody holds a permission. The database decides; a screen only hides what would be refused. */
export function may(access: Access | null, permission: Permission): boolean {
	return access?.permissions.includes(permission) ?? false;
}

/** Where somebody's day begins: `/` and a finished sign-in lead here. */
export function homeOf(access: Access): string {
	if (access.kind === 'admin') return resolve('/wards');
	if (access.doctor_id !== null) return resolve('/today');
	if (access.kind === 'patient') {
		return access.patient_ids.length > 0 ? resolve('/portal') : resolve('/portal/welcome');
	}
	if (may(access, 'appointments.book_any')) return resolve('/reception');
	// Who cleans beds and has none to assign needs no board.
	if (
		may(access, 'housekeeping.work') &&
		!may(access, 'patients.read') &&
		!may(access, 'wards.read_all')
	)
		return resolve('/housekeeping');
	const [ward, another] = access.ward_ids;
	return ward && !another && !may(access, 'wards.read_all')
		? resolve('/(clinic)/wards/[ward=uuid]', { ward })
		: resolve('/wards');
}
