import { resolve } from '$app/paths';

/** The backbone of who may do what; a person with several roles is the strongest of them. */
export type Kind = 'admin' | 'doctor' | 'staff' | 'patient';

/** Who somebody is and what they may do, as `current_access()` answers. */
export interface Access {
	user_id: string;
	name: string;
	kind: Kind;
	roles: string[];
	permissions: string[];
	staff_id: string | null;
	doctor_id: string | null;
	ward_ids: string[];
	/** Whose visits this person manages: their own record, their children's, those they care for. */
	patient_ids: string[];
	locale: 'en' | 'es';
}

/** Permissions the screens ask about. The database decides; a screen only hides what would be refused. */
export type Permission =
	| 'patients.read'
	| 'patients.manage'
	| 'charts.read'
	| 'allergies.manage'
	| 'appointments.read_all'
	| 'appointments.book_any'
	| 'appointments.manage_any'
	| 'appointments.overbook'
	| 'availability.manage'
	| 'waitlist.manage'
	| 'queue.manage'
	| 'deliveries.read'
	| 'wards.read_all'
	| 'admissions.manage'
	| 'beds.manage'
	| 'beds.assign'
	| 'nursing.record'
	| 'displays.manage'
	| 'reports.wards'
	| 'housekeeping.work'
	| 'directory.manage'
	| 'access.manage'
	| 'audit.read'
	| 'settings.manage';

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
	return access.roles.includes('receptionist') ? resolve('/reception') : resolve('/wards');
}
