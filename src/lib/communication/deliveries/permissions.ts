import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'deliveries.read': m.deliveries_permission_deliveries_read
} satisfies PermissionWords;
