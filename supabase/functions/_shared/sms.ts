import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isSettled, required, wordsOf, type Finding, type Outcome } from './outcome.ts';

const patienceMs = 20_000;

/** The messages of our account at the provider, which speaks Twilio's API of 2010-04-01. */
function messagesUrl(): URL {
	const base = Deno.env.get('SMS_API_URL') ?? 'https://api.twilio.com';
	return new URL(`${base}/2010-04-01/Accounts/${required('SMS_ACCOUNT_SID')}/Messages.json`);
}

/** An account signs in with its token, or with an API key of its own (`SMS_API_KEY`, `SMS_API_SECRET`). */
function credentials(): string {
	const key = Deno.env.get('SMS_API_KEY');
	const pair = key
		? `${key}:${required('SMS_API_SECRET')}`
		: `${required('SMS_ACCOUNT_SID')}:${required('SMS_AUTH_TOKEN')}`;
	return `Basic ${btoa(pair)}`;
}

/** Where the provider reports; it signs this address, so both sides must know it alike. */
export function statusUrl(search: string): string {
	const address =
		Deno.env.get('SMS_STATUS_URL') ?? `${required('SUPABASE_URL')}/functions/v1/sms-status`;
	return address + search;
}

/**
 * What tells one text from all others: the token in its link, which survives what providers do to a text
 * (prefixes, other signs for rare ones); without a link, the whole text.
 */
export function fingerprint(text: string): string {
	const token = /\/(?:visit|offer)\/([\w-]{40,})/.exec(text)?.[1];
	return createHash('sha256')
		.update(token ?? text)
		.digest('hex');
}

/** Sends one text. @param id the row; the provider's reports name it */
export async function sendSms(to: string, text: string, id: string): Promise<Outcome> {
	const service = Deno.env.get('SMS_MESSAGING_SERVICE_SID');
	const form = new URLSearchParams({
		To: to,
		Body: text,
		StatusCallback: statusUrl(`?id=${id}`),
		...(service ? { MessagingServiceSid: service } : { From: required('SMS_FROM') })
	});
	let answer: Response;
	try {
		answer = await fetch(messagesUrl(), {
			method: 'POST',
			headers: { authorization: credentials() },
			body: form,
			signal: AbortSignal.timeout(patienceMs)
		});
	} catch (error) {
		// Deno's words for a connection that was never made.
		const never = wordsOf(error).includes('client error (Connect)');
		return never
			? { kind: 'refused', error: wordsOf(error), permanent: false }
			: { kind: 'unknown', error: wordsOf(error) };
	}
	try {
		const said = (await answer.json()) as { sid?: string; code?: number; message?: string };
		if (answer.ok && said.sid) return { kind: 'accepted', providerId: said.sid };
		const error = `${answer.status} ${said.code ?? ''} ${said.message ?? ''}`.trim();
		if (answer.ok || answer.status >= 500) return { kind: 'unknown', error };
		// 400 is about this text or number; the others (401, 429, …) are about us, and pass.
		return { kind: 'refused', error, permanent: answer.status === 400 };
	} catch (error) {
		return { kind: 'unknown', error: wordsOf(error) };
	}
}

interface Listed {
	sid: string;
	body: string;
	date_created: string;
}

/** Looks through what the provider has for a number since then, for a text with this fingerprint. */
export async function findSms(to: string, print: string, since: string): Promise<Finding> {
	if (!isSettled(since, 'SMS_STATUS_AFTER_SECONDS', 60)) return { kind: 'early' };
	const url = messagesUrl();
	url.searchParams.set('To', to);
	url.searchParams.set('PageSize', '200');
	// Their clock and ours may differ.
	const earliest = Date.parse(since) - 120_000;
	try {
		const answer = await fetch(url, {
			headers: { authorization: credentials() },
			signal: AbortSignal.timeout(patienceMs)
		});
		if (!answer.ok) throw new Error(`The provider answered ${answer.status}`);
		const { messages } = (await answer.json()) as { messages: Listed[] };
		const found = messages.find(
			(message) =>
				Date.parse(message.date_created) >= earliest && fingerprint(message.body) === print
		);
		return found ? { kind: 'found', providerId: found.sid } : { kind: 'missing' };
	} catch (error) {
		return { kind: 'unknown', error: wordsOf(error) };
	}
}

/** Whether `X-Twilio-Signature` is the account's: HMAC-SHA1 over the address and the sorted fields. */
export function isSigned(url: string, form: URLSearchParams, signature: string | null): boolean {
	const fields = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	const expected = createHmac('sha1', required('SMS_AUTH_TOKEN'))
		.update(url + fields.flat().join(''))
		.digest();
	const given = new Uint8Array(
		/^[A-Za-z0-9+/]{27}=$/.test(signature ?? '')
			? [...atob(signature ?? '')].map((letter) => letter.charCodeAt(0))
			: []
	);
	return given.length === expected.length && timingSafeEqual(given, expected);
}
