import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'reports.wards': m.ward_permission_reports_wards
} satisfies PermissionWords;
