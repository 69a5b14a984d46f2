import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'prescriptions.write': m.prescriptions_permission
} satisfies PermissionWords;
