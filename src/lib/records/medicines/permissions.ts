import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'medicines.manage': m.medicines_permission
} satisfies PermissionWords;
