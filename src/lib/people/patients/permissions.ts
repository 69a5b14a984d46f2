import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'patients.read': m.patients_permission_patients_read,
	'patients.manage': m.patients_permission_patients_manage,
	'charts.read': m.patients_permission_charts_read,
	'allergies.manage': m.patients_permission_allergies_manage,
	'team.manage': m.patients_permission_team_manage
} satisfies PermissionWords;
