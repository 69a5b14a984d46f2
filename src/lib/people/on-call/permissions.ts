import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'directory.on_call': m.on_call_permission_directory_on_call
} satisfies PermissionWords;
