import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'documents.file': m.documents_permission_file,
	'documents.release': m.documents_permission_release,
	'documents.restricted': m.documents_permission_restricted
} satisfies PermissionWords;
