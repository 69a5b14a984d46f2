import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, bearer, BodyTooLarge, readBody } from '../exchange.ts';
import type { Authorization } from './authorization.ts';
import { record } from './channel.ts';
import type { Identities } from './identity.ts';
import type { Limits } from './limits.ts';
import type { Broadcast } from './protocol.ts';
import { isJson } from './sessions.ts';

interface Parts {
	identities: Identities;
	authorization: Authorization;
	limits: Limits;
	publish(broadcast: Broadcast): void;
}

const mostMessages = 100;
const oneEvent = /^\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/;

/**
 * Broadcasts over HTTP, for those without a socket:
 *
 *   POST /api/broadcast                          {messages: [{topic, event, payload, private}]}
 *   POST /api/broadcast/<topic>/events/<event>   the payload itself; ?private=true
 *
 * Answers 202 once the request is understood, also when policies keep the sender from a topic:
 * whether a topic may be written is not for strangers to find out.
 */
export class BroadcastApi {
	readonly #parts: Parts;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	async handle(
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		url: URL
	): Promise<void> {
		const { identities, authorization, limits, publish } = this.#parts;
		const one = oneEvent.exec(path);
		if (request.method !== 'POST' || (path !== '/api/broadcast' && !one)) {
			return answer(request, response, 404, { message: 'Not found' });
		}
		const credentials = bearer(request) ?? request.headers.apikey;
		const verdict = identities.verify(identities.tokenOf(String(credentials ?? '')));
		if (verdict.error !== undefined) {
			return answer(request, response, 401, { message: 'Unauthorized' });
		}

		let body: Buffer;
		try {
			body = await readBody(request, one ? limits.bodyBytes : mostMessages * limits.bodyBytes);
		} catch (error) {
			if (!(error instanceof BodyTooLarge)) throw error;
			return answer(request, response, 413, { message: 'Payload size exceeds the limit' });
		}
		const type = request.headers['content-type'];
		const broadcasts = one
			? readOne(decoded(one[1] ?? ''), decoded(one[2] ?? ''), {
					private: url.searchParams.get('private') === 'true',
					body,
					encoding: type?.startsWith('application/octet-stream') ? 'binary' : 'json'
				})
			: readMany(body, limits);
		if (typeof broadcasts === 'string') {
			return answer(request, response, 422, { message: broadcasts });
		}

		const asker = { claims: verdict.claims, headers: request.headers };
		const writable = new Map<string, boolean>();
		for (const broadcast of broadcasts) {
			const { topic } = broadcast;
			if (broadcast.private && !writable.has(topic)) {
				const allowed = await authorization.allowed('write', asker, topic, ['broadcast']);
				writable.set(topic, allowed.has('broadcast'));
			}
			if (!broadcast.private || writable.get(topic)) publish(broadcast);
		}
		answer(request, response, 202);
	}
}

/** Undoes percent-encoding; undefined where that cannot be done. */
function decoded(part: string): string | undefined {
	try {
		return decodeURIComponent(part);
	} catch {
		return undefined;
	}
}

/** Policies cannot be asked about what the database cannot keep. */
const isName = (value: unknown): value is string =>
	typeof value === 'string' && value !== '' && !value.includes('\0');

/** A list of one broadcast, or what is wrong with it. */
function readOne(
	topic: string | undefined,
	event: string | undefined,
	rest: Pick<Broadcast, 'private' | 'body' | 'encoding'>
): Broadcast[] | string {
	if (!isName(topic)) return 'topic: must be given';
	if (!isName(event)) return 'event: must be given';
	if (rest.encoding === 'json' && !isJson(rest.body.toString())) return 'The payload is not JSON';
	return [{ topic, event, ...rest }];
}

/** The broadcasts of one request, or what is wrong with it. */
function readMany(body: Buffer, limits: Limits): Broadcast[] | string {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body.toString());
	} catch {
		return 'The body is not JSON';
	}
	const { messages } = record(parsed);
	if (!Array.isArray(messages)) return 'messages: must be a list';
	if (messages.length > mostMessages) return `messages: at most ${mostMessages} at once`;

	const broadcasts: Broadcast[] = [];
	for (const message of messages as unknown[]) {
		const { topic, event, payload, private: isPrivate } = record(message);
		if (!isName(topic)) return 'topic: must be given';
		if (!isName(event)) return 'event: must be given';
		if (payload === undefined) return 'payload: must be given';
		const text = Buffer.from(JSON.stringify(payload));
		if (text.length > limits.bodyBytes) return 'payload: larger than allowed';
		broadcasts.push({ topic, event, private: isPrivate === true, body: text, encoding: 'json' });
	}
	return broadcasts;
}
