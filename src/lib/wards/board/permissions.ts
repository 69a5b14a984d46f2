import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'wards.read_all': m.wards_permission_wards_read_all,
	'admissions.manage': m.wards_permission_admissions_manage,
	'beds.manage': m.wards_permission_beds_manage,
	'housekeeping.work': m.wards_permission_housekeeping_work,
	'beds.step_back': m.wards_permission_beds_step_back
} satisfies PermissionWords;
