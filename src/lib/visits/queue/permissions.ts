import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'queue.manage': m.queue_permission_queue_manage,
	'queue.step_back': m.queue_permission_queue_step_back
} satisfies PermissionWords;
