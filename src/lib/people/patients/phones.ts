/** Whether an SMS can go to a number: it has to name its country. As `private.international_phone` has it. */
export function takesSms(phone: string): boolean {
	const digits = phone.replace(/\D/g, '').replace(/^00/, '');
	return /^\s*(\+|00)/.test(phone) && /^[1-9]\d{6,14}$/.test(digits);
}
