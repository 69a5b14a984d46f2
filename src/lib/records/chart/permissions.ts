import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'alerts.manage': m.chart_permission_alerts,
	'resuscitation.decide': m.chart_permission_resuscitation
} satisfies PermissionWords;
