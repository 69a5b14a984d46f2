import {
	getCountries,
	isSupportedCountry,
	parsePhoneNumberFromString,
	type NumberType
} from 'libphonenumber-js/max';

/* On the server only: what is known of every country's numbers is larger than a page may be. */

/** A telephone number, as it is kept. */
export interface Phone {
	/** E.164: a plus, the country's code, and digits. */
	number: string;
	/** Digits; empty where there is none. */
	extension: string;
	/** Whether an SMS may reach it: not a landline, nor a line behind a switchboard. */
	sms: boolean;
}

/* Kinds that are told apart for certain. In North America nobody can tell a mobile from a landline. */
const withoutSms: readonly NumberType[] = [
	'FIXED_LINE',
	'PREMIUM_RATE',
	'TOLL_FREE',
	'SHARED_COST',
	'PAGER',
	'UAN',
	'VOICEMAIL'
];

/** ISO 3166-1 codes of the countries whose numbers can be read. */
export const phoneCountries = (): string[] => getCountries();

/**
 * The number somebody wrote; null where it is none. One that does not name its country is of `country`. How long a
 * country's numbers are is checked, and not which are given out: that changes faster than any list of it.
 */
export function readPhone(text: string, country: string): Phone | null {
	const phone = parsePhoneNumberFromString(text.trim(), {
		...(isSupportedCountry(country) && { defaultCountry: country }),
		// All of it is the number, or it is none.
		extract: false
	});
	const extension = phone?.ext ?? '';
	if (!phone?.isPossible() || extension.length > 10) return null;
	return {
		number: phone.number,
		extension,
		sms: extension === '' && !withoutSms.includes(phone.getType())
	};
}
