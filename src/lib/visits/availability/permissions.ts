import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'availability.manage': m.availability_permission_availability_manage
} satisfies PermissionWords;
