import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default { 'inbox.hand_over': m.inbox_permission } satisfies PermissionWords;
