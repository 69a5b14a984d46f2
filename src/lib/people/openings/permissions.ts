import type { PermissionWords } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

export default {
	'charts.break_glass': m.openings_permission_charts_break_glass,
	'charts.review': m.openings_permission_charts_review
} satisfies PermissionWords;
