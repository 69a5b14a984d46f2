import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'measurements.record': m.measurements_permission_record
} satisfies PermissionWords;
