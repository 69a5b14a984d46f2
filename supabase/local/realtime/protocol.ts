/**
 * The wire format of Supabase Realtime: Phoenix channel messages in protocol 1.0.0 (objects) and
 * 2.0.0 (arrays), and the binary broadcast frames of 2.0.0.
 *
 *   client broadcast: 3, lengths of join_ref, ref, topic, event, metadata (a byte each), encoding,
 *                     then those strings, then the body
 *   server broadcast: 4, lengths of topic, event, metadata, encoding, then those strings, the body
 */

export type Version = '1.0.0' | '2.0.0';

/** How a broadcast's body is to be read: JSON text, or bytes that only the receivers understand. */
export type Encoding = 'json' | 'binary';

export interface Message {
	joinRef: string | null;
	ref: string | null;
	topic: string;
	event: string;
	payload: unknown;
	/** Set when the message came as a binary broadcast frame; `payload` is then empty. */
	broadcast?: { event: string; body: Buffer; encoding: Encoding };
}

/** A broadcast on its way to every subscriber of a topic. */
export interface Broadcast {
	/** The name without `realtime:`, as applications and policies know it. */
	topic: string;
	private: boolean;
	event: string;
	body: Buffer;
	encoding: Encoding;
	/** Id of the row in realtime.messages, for broadcasts sent by the database. */
	id?: string;
	/** Told again to one who joins late. */
	replayed?: boolean;
}

export class ProtocolError extends Error {}

const clientBroadcast = 3;
const serverBroadcast = 4;
const jsonEncoding = 1;
const topicPrefix = 'realtime:';

/** The name an application gave its channel, or undefined if this is no channel's topic. */
export function channelName(topic: string): string | undefined {
	return topic.startsWith(topicPrefix) ? topic.slice(topicPrefix.length) : undefined;
}

/** Reads one message of either protocol version. Throws ProtocolError when it is none. */
export function decodeMessage(data: Buffer, isBinary: boolean): Message {
	return isBinary ? decodeBinary(data) : decodeText(data.toString());
}

function decodeText(text: string): Message {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		throw new ProtocolError('The message is not JSON');
	}
	if (typeof parsed !== 'object' || parsed === null) {
		throw new ProtocolError('The message is neither an array nor an object');
	}
	const fields = parsed as Record<string, unknown>;
	const [joinRef, ref, topic, event, payload] = Array.isArray(parsed)
		? (parsed as unknown[])
		: [fields.join_ref, fields.ref, fields.topic, fields.event, fields.payload];
	if (typeof topic !== 'string' || typeof event !== 'string') {
		throw new ProtocolError('The message has no topic or no event');
	}
	return { joinRef: reference(joinRef), ref: reference(ref), topic, event, payload };
}

const reference = (value: unknown) =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : null;

function decodeBinary(data: Buffer): Message {
	if (data.length < 7 || data[0] !== clientBroadcast) {
		throw new ProtocolError('The binary message is not a broadcast');
	}
	let offset = 7;
	const [joinRef = '', ref = '', topic = '', event = ''] = [1, 2, 3, 4, 5].map((position) => {
		const start = offset;
		offset += data.readUInt8(position);
		return data.toString('utf8', start, offset);
	});
	if (offset > data.length) throw new ProtocolError('The binary message is cut short');
	return {
		joinRef: joinRef || null,
		ref: ref || null,
		topic,
		event: 'broadcast',
		payload: {},
		broadcast: {
			event,
			body: data.subarray(offset),
			encoding: data.readUInt8(6) === jsonEncoding ? 'json' : 'binary'
		}
	};
}

/** Writes a control message (reply, system notice, presence) as text. */
export function encodeMessage(version: Version, message: Omit<Message, 'broadcast'>): string {
	const { joinRef, ref, topic, event, payload } = message;
	return version === '2.0.0'
		? JSON.stringify([joinRef, ref, topic, event, payload])
		: JSON.stringify({ topic, event, payload, ref, join_ref: joinRef });
}

/**
 * A broadcast as one whole WebSocket frame, ready to be written to any number of sockets.
 * Undefined when the version cannot carry it: 1.0.0 has no binary bodies.
 */
export function encodeBroadcast(version: Version, broadcast: Broadcast): Buffer | undefined {
	const topic = topicPrefix + broadcast.topic;
	const { id, replayed } = broadcast;
	const meta = id === undefined ? '' : JSON.stringify({ id, ...(replayed && { replayed }) });
	if (version === '2.0.0') {
		const strings = [topic, broadcast.event, meta].map((text) => Buffer.from(text));
		// The lengths are single bytes; what does not fit travels as text, which 2.0.0 reads too.
		if (strings.every((text) => text.length <= 255)) {
			const lengths = strings.map((text) => text.length);
			const encoding = broadcast.encoding === 'json' ? jsonEncoding : 0;
			const head = Buffer.from([serverBroadcast, ...lengths, encoding]);
			return webSocketFrame('binary', Buffer.concat([head, ...strings, broadcast.body]));
		}
	}
	if (broadcast.encoding === 'binary') return undefined;

	// The body is JSON already: splicing it in spares a parse and a stringify per message.
	const payload = [
		`{"event":${JSON.stringify(broadcast.event)}`,
		`"payload":${broadcast.body.toString()}`,
		...(meta ? [`"meta":${meta}`] : []),
		'"type":"broadcast"}'
	].join(',');
	const text =
		version === '2.0.0'
			? `[null,null,${JSON.stringify(topic)},"broadcast",${payload}]`
			: `{"topic":${JSON.stringify(topic)},"event":"broadcast","payload":${payload},"ref":null}`;
	return webSocketFrame('text', Buffer.from(text));
}

/** An unmasked, unfragmented frame (RFC 6455, section 5.2), as a server sends it. */
function webSocketFrame(kind: 'text' | 'binary', payload: Buffer): Buffer {
	const final = 0x80;
	const first = final | (kind === 'text' ? 1 : 2);
	if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload]);
	if (payload.length < 65_536) {
		const head = Buffer.from([first, 126, 0, 0]);
		head.writeUInt16BE(payload.length, 2);
		return Buffer.concat([head, payload]);
	}
	const head = Buffer.alloc(10);
	head.writeUInt8(first, 0);
	head.writeUInt8(127, 1);
	head.writeBigUInt64BE(BigInt(payload.length), 2);
	return Buffer.concat([head, payload]);
}
