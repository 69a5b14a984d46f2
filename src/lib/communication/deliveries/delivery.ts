export const kinds = [
	'visit_booked',
	'visit_moved',
	'visit_cancelled',
	'visit_reminder',
	'waitlist_offer',
	'follow_up_due',
	'document_released',
	'letter_released',
	'letter_link',
	'letter_to_other',
	'message_waiting',
	'link_code',
	'address_check'
] as const;
export type DeliveryKind = (typeof kinds)[number];

export const channels = ['email', 'sms'] as const;
export type DeliveryChannel = (typeof channels)[number];

export const statuses = [
	'pending',
	'sending',
	'uncertain',
	'sent',
	'delivered',
	'failed',
	'gave_up',
	'cancelled'
] as const;
export type DeliveryStatus = (typeof statuses)[number];

/** The value if it is one of those that are known, else null: what an address says is anybody's guess. */
export const known = <Value extends string>(values: readonly Value[], text: string | null) =>
	values.find((value) => value === text) ?? null;

/** Those that somebody may have sent again. */
export const isRetryable = (status: DeliveryStatus) =>
	status === 'failed' || status === 'gave_up' || status === 'uncertain';
