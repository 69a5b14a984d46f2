import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'letters.write': m.letters_permission_write,
	'letters.templates': m.letters_permission_templates
} satisfies PermissionWords;
