import { createHash, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { answer, bearer } from '../exchange.ts';
import { metricsToken } from '../keys.ts';
import type { RealtimeService, ServiceContext } from '../service.ts';
import { Authorization } from './authorization.ts';
import { BroadcastApi } from './broadcast-api.ts';
import { Connection } from './connection.ts';
import { DatabaseFeed } from './database-feed.ts';
import { Identities } from './identity.ts';
import { limitsOf, type Limits } from './limits.ts';
import { MessageLog } from './message-log.ts';
import { decodeMessage, type Broadcast } from './protocol.ts';
import { Sessions } from './sessions.ts';
import { Topics } from './topics.ts';

export interface Realtime extends RealtimeService {
	/** Cuts every connection without a word, as a broken network does. */
	dropSockets(): void;
	counts(): { connections: number; channels: number; topics: number };
}

const partitionsEveryMs = 60 * 60_000;
/** A user's own topic, and the event that says the user's rights have changed; elsewhere, that somebody's on the topic have. */
const userTopic = /^user:(.+)$/;
const accessChanged = 'access_changed';

/**
 * Supabase Realtime for one machine: channels over WebSockets with broadcast and presence,
 * private ones authorised by the policies on realtime.messages; broadcasts also over HTTP and from
 * the database.
 *
 * Resolves once the database's broadcasts are followed.
 */
export async function createRealtime(
	context: ServiceContext,
	options: Partial<Limits> = {}
): Promise<Realtime> {
	const limits = { ...limitsOf(process.env.LANTERN_REALTIME), ...options };
	const log = (message: string) => context.log('realtime', message);
	const databaseUrl = context.databaseUrl('supabase_admin');
	const identities = new Identities(context.keys, context);
	const authorization = new Authorization(databaseUrl, log);
	const messages = new MessageLog(databaseUrl, log);
	const topics = new Topics(limits.messagesPerSecond, (channel) => sessions.endTooBusy(channel));
	const feed = new DatabaseFeed({
		databaseUrl,
		onBroadcast: (broadcast) => {
			if (!limits.loses(broadcast)) publish(broadcast);
		},
		onLost: () => {
			if (!limits.hosted) sessions.interrupt();
		},
		log
	});
	const sessions = new Sessions({
		topics,
		identities,
		authorization,
		feed,
		messages,
		limits,
		log
	});

	function publish(broadcast: Broadcast): void {
		topics.publish(broadcast);
		// Private only: those are written by the database, or by whom its policies let write there.
		if (limits.hosted || !broadcast.private || broadcast.event !== accessChanged) return;
		const user = userTopic.exec(broadcast.topic)?.[1];
		if (user === undefined) sessions.reconsiderTopic(broadcast.topic);
		else sessions.reconsider(user);
	}
	const api = new BroadcastApi({ identities, authorization, limits, publish });

	await authorization.keepPartitions();
	const partitions = setInterval(() => void authorization.keepPartitions(), partitionsEveryMs);
	partitions.unref();
	await feed.open();

	const server = new WebSocketServer({
		noServer: true,
		maxPayload: 2 * limits.bodyBytes,
		perMessageDeflate: false
	});
	const silence = setInterval(() => {
		for (const connection of sessions.connections) {
			if (!connection.heard) connection.drop();
			connection.heard = false;
		}
	}, limits.silenceMs);
	silence.unref();

	function accept(webSocket: WebSocket, socket: Duplex, request: IncomingMessage, url: URL): void {
		const connection = new Connection(webSocket, socket, {
			version: url.searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0',
			token: identities.tokenOf(apiKey(request, url) ?? ''),
			headers: request.headers
		});
		sessions.opened(connection);
		webSocket.on('message', (data, isBinary) => {
			connection.heard = true;
			try {
				sessions.handle(connection, decodeMessage(toBuffer(data), isBinary));
			} catch {
				connection.close(1003, 'Not a message of the Phoenix protocol');
			}
		});
		webSocket.on('error', (error) => log(`a connection failed: ${error.message}`));
		webSocket.on('close', () => sessions.closed(connection));
	}

	function counts() {
		let channels = 0;
		for (const connection of sessions.connections) channels += connection.channels.size;
		return { connections: sessions.connections.size, channels, topics: topics.size };
	}

	return {
		handle(request, response, path, url) {
			if (path !== '/metrics') return api.handle(request, response, path, url);
			// As /metrics of the app, which asks here: to all others there is nothing.
			if (!isEqual(bearer(request) ?? '', metricsToken(context.stateDirectory))) {
				return answer(request, response, 404, { message: 'Not found' });
			}
			answer(request, response, 200, counts());
		},

		upgrade(request, socket, head, url) {
			const key = apiKey(request, url);
			if (key === undefined) return refuse(socket, 401, 'API key is missing');
			const verdict = identities.verify(identities.tokenOf(key));
			if (verdict.error !== undefined) return refuse(socket, 401, verdict.error);
			// Hosted counts who has joined: see there.
			if (!limits.hosted && sessions.connections.size >= limits.connections) {
				return refuse(socket, 429, 'Too many connections');
			}
			server.handleUpgrade(request, socket, head, (webSocket) =>
				accept(webSocket, socket, request, url)
			);
		},

		dropSockets() {
			for (const connection of sessions.connections) connection.drop();
		},

		counts,

		async close() {
			clearInterval(partitions);
			clearInterval(silence);
			for (const connection of sessions.connections) connection.drop();
			await feed.close();
			await messages.close();
			await authorization.close();
		}
	};
}

/** Compared by their hashes, so that how long it takes tells nothing. */
function isEqual(one: string, other: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(one), hash(other));
}

function apiKey(request: IncomingMessage, url: URL): string | undefined {
	const header = request.headers['x-api-key'];
	return (
		(typeof header === 'string' ? header : undefined) ?? url.searchParams.get('apikey') ?? undefined
	);
}

function refuse(socket: Duplex, status: number, error: string): void {
	const body = JSON.stringify({ error });
	socket.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
			'content-type: application/json',
			`content-length: ${Buffer.byteLength(body)}`,
			'connection: close',
			'',
			body
		].join('\r\n')
	);
}

function toBuffer(data: RawData): Buffer {
	if (Buffer.isBuffer(data)) return data;
	return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
