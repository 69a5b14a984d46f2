import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'displays.manage': m.displays_permission_displays_manage
} satisfies PermissionWords;
