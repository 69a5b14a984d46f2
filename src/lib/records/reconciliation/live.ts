import { liveKey } from '$lib/app/live/keys';

/** Stays whose medicines are still to be reconciled. */
export const reconciliationKey = liveKey('reconciliation');
