import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'notes.templates': m.notes_permission_templates
} satisfies PermissionWords;
