import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'directory.manage': m.directory_permission_directory_manage
} satisfies PermissionWords;
