import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'patients.merge': m.merges_permission_patients_merge
} satisfies PermissionWords;
