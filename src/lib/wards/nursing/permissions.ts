import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'nursing.record': m.nursing_permission_nursing_record
} satisfies PermissionWords;
