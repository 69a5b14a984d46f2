import { m } from '$lib/paraglide/messages.js';
import type { PermissionWords } from './access';

export default {
	'access.manage': m.access_permission_access_manage,
	'audit.read': m.access_permission_audit_read,
	'settings.manage': m.access_permission_settings_manage
} satisfies PermissionWords;
