import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/app/ui/types';
import type { DeliveryChannel, DeliveryKind, DeliveryStatus } from './delivery';

export const kindWords: Record<DeliveryKind, () => string> = {
	visit_booked: m.deliveries_kind_visit_booked,
	visit_moved: m.deliveries_kind_visit_moved,
	visit_cancelled: m.deliveries_kind_visit_cancelled,
	visit_reminder: m.deliveries_kind_visit_reminder,
	waitlist_offer: m.deliveries_kind_waitlist_offer,
	follow_up_due: m.deliveries_kind_follow_up_due,
	document_released: m.deliveries_kind_document_released,
	letter_released: m.deliveries_kind_letter_released,
	letter_link: m.deliveries_kind_letter_link,
	letter_to_other: m.deliveries_kind_letter_to_other,
	message_waiting: m.deliveries_kind_message_waiting,
	link_code: m.deliveries_kind_link_code,
	address_check: m.deliveries_kind_address_check
};

export const channelWords: Record<DeliveryChannel, () => string> = {
	email: m.deliveries_channel_email,
	sms: m.deliveries_channel_sms
};

export const statusWords: Record<DeliveryStatus, () => string> = {
	pending: m.deliveries_status_pending,
	sending: m.deliveries_status_sending,
	uncertain: m.deliveries_status_uncertain,
	sent: m.deliveries_status_sent,
	delivered: m.deliveries_status_delivered,
	failed: m.deliveries_status_failed,
	gave_up: m.deliveries_status_gave_up,
	cancelled: m.deliveries_status_cancelled
};

export const statusTones: Record<DeliveryStatus, Tone> = {
	pending: 'neutral',
	sending: 'primary',
	uncertain: 'warning',
	sent: 'success',
	delivered: 'success',
	failed: 'error',
	gave_up: 'error',
	cancelled: 'neutral'
};

/** The database's own words for why something was not sent; a provider's are shown as they are. */
const reasons: Record<string, () => string> = {
	expired: m.deliveries_reason_expired,
	archived: m.deliveries_reason_archived,
	deceased: m.deliveries_reason_deceased,
	switched_off: m.deliveries_reason_switched_off,
	not_consented: m.deliveries_reason_not_consented,
	no_address: m.deliveries_reason_no_address,
	too_many: m.deliveries_reason_too_many,
	overtaken: m.deliveries_reason_overtaken,
	not_prepared: m.deliveries_reason_not_prepared
};

/** Why it was not sent, or not yet; null when there is nothing to say. */
export function reasonOf(status: DeliveryStatus, error: string | null): string | null {
	if (status === 'uncertain') return m.deliveries_reason_uncertain();
	if (!error) return null;
	return reasons[error]?.() ?? m.deliveries_reason_provider({ said: error });
}
