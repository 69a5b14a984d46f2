import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'questionnaires.manage': m.questionnaires_permission
} satisfies PermissionWords;
