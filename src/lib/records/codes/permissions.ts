import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'codes.manage': m.codes_permission_manage
} satisfies PermissionWords;
