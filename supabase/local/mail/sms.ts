import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../service.ts';
import { answer, BodyTooLarge, readBody } from '../exchange.ts';
import { listen } from './http.ts';
import type { MessageStore } from './messages.ts';

/** A message as Twilio's REST API (2010-04-01) describes it. */
interface SmsResource {
	sid: string;
	account_sid: string;
	api_version: string;
	body: string;
	date_created: string;
	date_sent: string | null;
	date_updated: string;
	direction: 'outbound-api';
	error_code: null;
	error_message: null;
	from: string | null;
	messaging_service_sid: string | null;
	num_media: string;
	num_segments: string;
	price: null;
	price_unit: 'USD';
	status: 'queued' | 'sent' | 'delivered';
	to: string;
	uri: string;
}

interface Credentials {
	user: string;
	password: string;
}

/** Refusals, with the provider's own numbers, since callers tell a bad number from a bad setup by them. */
class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: number,
		message: string
	) {
		super(message);
	}
}

const version = '2010-04-01';
const messagesPath = new RegExp(`^/${version}/Accounts/([^/]+)/Messages(?:/([^/]+))?\\.json$`);
const remembered = 2000;
const largestForm = 1024 * 1024;

/**
 * Stands in for Twilio's HTTP API: takes messages as the real one does, reports their delivery to
 * `StatusCallback`, and sends nothing. Any account and token are accepted, but they must be there.
 */
export async function listenForSms(port: number, store: MessageStore, log: Log) {
	const sent = new Map<string, SmsResource>();

	async function serve(request: IncomingMessage, response: ServerResponse, url: URL) {
		const [, account, sid] = messagesPath.exec(url.pathname) ?? [];
		if (!account) throw new Refusal(404, 20404, 'The requested resource was not found');
		const credentials = readCredentials(request, account);

		if (request.method === 'GET' && !sid) {
			const to = url.searchParams.get('To');
			const messages = [...sent.values()].filter((message) => to === null || message.to === to);
			return answer(request, response, 200, { messages: messages.reverse() });
		}
		if (request.method === 'GET' && sid) {
			const known = sent.get(sid);
			if (!known) throw new Refusal(404, 20404, 'The requested resource was not found');
			return answer(request, response, 200, known);
		}
		if (request.method !== 'POST' || sid) throw new Refusal(405, 20004, 'Method not allowed');

		const form = new URLSearchParams(await readForm(request));
		const message = accept(account, form);
		sent.set(message.sid, message);
		for (const oldest of sent.keys()) {
			if (sent.size <= remembered) break;
			sent.delete(oldest);
		}
		store.add({
			kind: 'sms',
			from: message.from ?? message.messaging_service_sid ?? '',
			to: [message.to],
			subject: '',
			text: message.body,
			html: null,
			messageId: null,
			attachments: []
		});
		answer(request, response, 201, message);

		const callback = form.get('StatusCallback');
		void report(message, callback, credentials).catch((error: unknown) =>
			log('sms', `status callback to ${callback} failed: ${String(error)}`)
		);
	}

	return listen(port, (request, response, url) => {
		serve(request, response, url).catch((error: unknown) => {
			if (!(error instanceof Refusal)) log('sms', String(error));
			const { status, code, message } =
				error instanceof Refusal ? error : new Refusal(500, 20500, 'Internal server error');
			answer(request, response, status, {
				code,
				message,
				more_info: `https://www.twilio.com/docs/errors/${code}`,
				status
			});
		});
	});
}

async function readForm(request: IncomingMessage): Promise<string> {
	try {
		return (await readBody(request, largestForm)).toString();
	} catch (error) {
		throw error instanceof BodyTooLarge ? new Refusal(413, 20413, 'Too large') : error;
	}
}

function readCredentials(request: IncomingMessage, account: string): Credentials {
	const encoded = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
	const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
	const password = rest.join(':');
	// An API key (SK…) may act for an account; an account only for itself.
	if (!password || (user !== account && !user.startsWith('SK'))) {
		throw new Refusal(401, 20003, 'Authenticate');
	}
	return { user, password };
}

function accept(account: string, form: URLSearchParams): SmsResource {
	const to = form.get('To');
	const from = form.get('From');
	const service = form.get('MessagingServiceSid');
	const body = form.get('Body');
	if (!to) throw new Refusal(400, 21604, "A 'To' phone number is required.");
	if (!/^\+[1-9]\d{6,14}$/.test(to)) {
		throw new Refusal(400, 21211, `Invalid 'To' Phone Number: ${to}`);
	}
	if (!from && !service) throw new Refusal(400, 21603, "A 'From' phone number is required.");
	if (!body) throw new Refusal(400, 21602, 'Message body is required.');
	if (body.length > 1600) {
		throw new Refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
	}
	const sid = `SM${randomBytes(16).toString('hex')}`;
	const now = new Date().toUTCString();
	return {
		sid,
		account_sid: account,
		api_version: version,
		body,
		date_created: now,
		date_sent: null,
		date_updated: now,
		direction: 'outbound-api',
		error_code: null,
		error_message: null,
		from,
		messaging_service_sid: service,
		num_media: '0',
		num_segments: String(countSegments(body)),
		price: null,
		price_unit: 'USD',
		status: 'queued',
		to,
		uri: `/${version}/Accounts/${account}/Messages/${sid}.json`
	};
}

/** How many text messages a body is billed as: GSM-7 holds 160 (153 when split), UCS-2 70 (67). */
function countSegments(body: string): number {
	// The letters of the GSM 03.38 basic set and its extension; anything else forces UCS-2.
	const gsm =
		/^[A-Za-z0-9 \r\n@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~\]|€]*$/;
	const [single, split] = gsm.test(body) ? [160, 153] : [70, 67];
	return body.length <= single ? 1 : Math.ceil(body.length / split);
}

/** Walks the message through `sent` and `delivered`, telling `callback` of each step. */
async function report(message: SmsResource, callback: string | null, credentials: Credentials) {
	for (const status of ['sent', 'delivered'] as const) {
		message.status = status;
		message.date_updated = new Date().toUTCString();
		message.date_sent ??= message.date_updated;
		if (!callback) continue;
		const form = {
			AccountSid: message.account_sid,
			ApiVersion: version,
			From: message.from ?? '',
			MessageSid: message.sid,
			MessageStatus: status,
			SmsSid: message.sid,
			SmsStatus: status,
			To: message.to
		};
		const heard = await fetch(callback, {
			method: 'POST',
			headers: { 'x-twilio-signature': signCallback(credentials.password, callback, form) },
			body: new URLSearchParams(form),
			signal: AbortSignal.timeout(10_000)
		});
		await heard.arrayBuffer();
		if (!heard.ok) throw new Error(`answered ${heard.status}`);
	}
}

/** `X-Twilio-Signature`: HMAC-SHA1 over the URL and the sorted form fields, in Base64. */
export function signCallback(token: string, url: string, form: Record<string, string>): string {
	const fields = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1));
	return createHmac('sha1', token)
		.update(url + fields.flat().join(''))
		.digest('base64');
}
