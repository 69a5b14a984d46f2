import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default { 'messages.answer': m.messages_permission } satisfies PermissionWords;
