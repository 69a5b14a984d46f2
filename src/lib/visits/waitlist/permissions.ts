import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'waitlist.manage': m.waitlist_permission_waitlist_manage
} satisfies PermissionWords;
