import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'insurance.manage': m.particulars_permission_insurance_manage,
	'consents.record': m.particulars_permission_consents_record
} satisfies PermissionWords;
