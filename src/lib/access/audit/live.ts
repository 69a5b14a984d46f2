import { liveKey } from '$lib/app/live/keys';

/** What was written to the audit log. */
export const auditKey = liveKey('audit');
