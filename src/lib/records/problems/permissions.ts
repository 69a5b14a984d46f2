import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'problems.write': m.problems_permission_write
} satisfies PermissionWords;
