import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'encounters.write': m.encounters_permission_write
} satisfies PermissionWords;
