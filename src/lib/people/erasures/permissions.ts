import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'patients.erase': m.erasures_permission
} satisfies PermissionWords;
