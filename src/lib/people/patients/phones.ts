import { formatPhone } from '$lib/app/phone/format';
import type { Phone } from '$lib/app/phone/read.server';

/** A telephone as the database has it, with whom or without. */
export interface StoredPhone {
	/** E.164. */
	phone: string | null;
	phone_extension: string | null;
	/** The number again, where it is known that no SMS reaches it. */
	phone_without_sms: string | null;
}

/** A number that was read, as it is stored. */
export const storedPhone = (phone: Phone | null): StoredPhone => ({
	phone: phone?.number ?? null,
	phone_extension: phone?.extension || null,
	phone_without_sms: phone && !phone.sms ? phone.number : null
});

/** A stored number as people read it; empty where there is none. */
export const shownPhone = ({
	phone,
	phone_extension
}: Pick<StoredPhone, 'phone' | 'phone_extension'>): string =>
	phone ? formatPhone(phone, phone_extension) : '';

/** Whether an SMS is meant for a number, or why not. As `private.preferences_of` has it. */
export function smsReach(stored: StoredPhone): 'mobile' | 'landline' | 'extension' | 'none' {
	if (!stored.phone) return 'none';
	if (stored.phone_extension) return 'extension';
	return stored.phone === stored.phone_without_sms ? 'landline' : 'mobile';
}
