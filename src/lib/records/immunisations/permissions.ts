import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'immunisations.record': m.immunisations_permission_record
} satisfies PermissionWords;
