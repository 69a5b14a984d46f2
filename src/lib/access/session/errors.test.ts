import { afterEach, expect, test } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { explainAuth, explainLink } from './errors';

afterEach(() => {
	overwriteGetLocale(() => 'en');
});

const refusal = (message: string, status = 400) => ({
	code: status === 400 ? 'invalid_credentials' : 'over_request_rate_limit',
	status,
	message
});

test.each([
	['en', 'Too many wrong passwords. Try again in 1 s.', 'Wait 1 second and try again.'],
	['en', 'Too many wrong passwords. Try again in 64 s.', 'Wait 64 seconds and try again.'],
	['en', 'Too many wrong passwords. Try again in 900 s.', 'Wait 15 minutes and try again.'],
	['es', 'Too many wrong passwords. Try again in 1 s.', 'Espere 1 segundo y vuelva a intentarlo.'],
	[
		'es',
		'Too many wrong passwords. Try again in 899 s.',
		'Espere 15 minutos y vuelva a intentarlo.'
	]
] as const)('in %s “%s” ends with “%s”', (locale, message, words) => {
	overwriteGetLocale(() => locale);
	const explained = explainAuth(refusal(message));
	expect(explained.status).toBe(429);
	expect(explained.message.endsWith(words)).toBe(true);
});

test('a wrong password without a wait is only wrong', () => {
	overwriteGetLocale(() => 'en');
	expect(explainAuth(refusal('Invalid login credentials'))).toEqual({
		status: 400,
		message: 'Wrong email or password.'
	});
});

test('a limit that names no time is a minute', () => {
	overwriteGetLocale(() => 'en');
	expect(explainAuth(refusal('Request rate limit reached', 429))).toEqual({
		status: 429,
		message: 'Too many attempts. Wait 60 seconds and try again.'
	});
});

test('a link is over only when the service says so; at a limit it is good in a while', () => {
	overwriteGetLocale(() => 'en');
	const over = explainLink({ code: 'otp_expired', status: 403, message: 'Token has expired' });
	expect(over.status).toBe(410);
	expect(explainLink(refusal('Request rate limit reached. Try again in 20 s.', 429))).toEqual({
		status: 429,
		message: 'Too many attempts. Wait 20 seconds and try again.'
	});
	expect(explainLink({ status: 0, message: 'fetch failed' }).status).toBe(503);
	expect(explainLink({ status: 500, message: 'Internal error' }).status).toBe(500);
});
