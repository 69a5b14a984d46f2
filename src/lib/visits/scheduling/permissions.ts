import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'appointments.read_all': m.scheduling_permission_appointments_read_all,
	'appointments.book_any': m.scheduling_permission_appointments_book_any,
	'appointments.manage_any': m.scheduling_permission_appointments_manage_any,
	'appointments.overbook': m.scheduling_permission_appointments_overbook,
	'appointments.step_back': m.scheduling_permission_appointments_step_back
} satisfies PermissionWords;
