import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'medicines.give': m.administration_permission
} satisfies PermissionWords;
