import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'history.write': m.history_permission_write
} satisfies PermissionWords;
