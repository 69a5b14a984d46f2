import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'beds.assign': m.bed_permission_beds_assign
} satisfies PermissionWords;
