import type { Authorization, Extension } from './authorization.ts';
import { Channel, readChannelConfig, record } from './channel.ts';
import type { Connection } from './connection.ts';
import type { DatabaseFeed } from './database-feed.ts';
import type { Identities } from './identity.ts';
import { perSecond, type Limits } from './limits.ts';
import type { MessageLog } from './message-log.ts';
import { channelName, encodeBroadcast, type Broadcast, type Message } from './protocol.ts';
import { sendPresence, type Topics } from './topics.ts';

interface Parts {
	topics: Topics;
	identities: Identities;
	authorization: Authorization;
	feed: DatabaseFeed;
	messages: Pick<MessageLog, 'since'>;
	limits: Limits;
	log(message: string): void;
}

/** Timers cannot be set further than this, and a sleeping machine's run late: look in between. */
const longestTimerMs = 5 * 60_000;

/** What clients may do over their connections: join, leave, send, be present, renew their token. */
export class Sessions {
	readonly #parts: Parts;
	readonly #connections = new Set<Connection>();
	readonly #mayJoin: () => boolean;
	readonly #mayBePresent: () => boolean;

	constructor(parts: Parts) {
		this.#parts = parts;
		this.#mayJoin = perSecond(parts.limits.joinsPerSecond);
		this.#mayBePresent = perSecond(parts.limits.presencesPerSecond);
	}

	get connections(): ReadonlySet<Connection> {
		return this.#connections;
	}

	opened(connection: Connection): void {
		this.#connections.add(connection);
	}

	closed(connection: Connection): void {
		this.#connections.delete(connection);
		for (const channel of [...connection.channels.values()]) this.#forget(channel);
	}

	handle(connection: Connection, message: Message): void {
		if (message.topic === 'phoenix') {
			if (message.event === 'heartbeat') connection.reply(message, 'ok');
			return;
		}
		const channel = connection.channels.get(message.topic);
		// The common case must not wait, and nobody is overtaken while nothing is queued.
		if (
			message.event === 'broadcast' &&
			channel?.may.writeBroadcast !== undefined &&
			connection.idle
		) {
			this.#broadcast(channel, message);
			return;
		}
		connection.enqueue(
			() => this.#handleInTurn(connection, message),
			(error) => {
				this.#parts.log(`${message.event} on ${message.topic} failed: ${String(error)}`);
				connection.reply(message, 'error', { reason: 'Unknown Error on Channel' });
			}
		);
	}

	/**
	 * Asks the policies again about every private channel of one user, and closes those that are
	 * no longer allowed. Hosted decides anew only when a client renews its token; here a change of
	 * someone's roles takes effect at once. `realtime/README.md` says how clients match that.
	 */
	reconsider(userId: string): void {
		for (const connection of this.#connections) {
			for (const channel of connection.channels.values()) {
				if (channel.private && channel.claims.sub === userId) this.#reconsider(channel);
			}
		}
	}

	/** The same of everybody who listens to one topic. */
	reconsiderTopic(name: string): void {
		for (const channel of this.#parts.topics.find(name, true)?.channels ?? []) {
			this.#reconsider(channel);
		}
	}

	#reconsider(channel: Channel): void {
		channel.connection.enqueue(
			() => this.#decideAgain(channel),
			(error) => this.#parts.log(String(error))
		);
	}

	/**
	 * Sends away everybody who listens, because messages of the database were or will be missed.
	 * Clients connect again by themselves; each join then waits until the database is followed, and
	 * an application reloads what it shows on each join. So nobody stays on stale data unknowingly.
	 */
	interrupt(): void {
		for (const connection of this.#connections) {
			// 1012, "service restart"; connections without channels have nothing to miss.
			if (connection.channels.size > 0) connection.close(1012, 'The database was interrupted');
		}
	}

	async #handleInTurn(connection: Connection, message: Message): Promise<void> {
		if (message.event === 'phx_join') return this.#join(connection, message);

		const channel = connection.channels.get(message.topic);
		if (message.event === 'phx_leave') {
			connection.reply(message, 'ok');
			if (channel) this.#close(channel);
			return;
		}
		if (!channel) return connection.reply(message, 'error', { reason: 'unmatched topic' });
		if (message.event === 'access_token') return this.#renewToken(channel, message);
		if (message.event === 'presence') return this.#presence(channel, message);
		if (message.event === 'broadcast') {
			await this.#askToWrite(channel);
			this.#broadcast(channel, message);
		}
	}

	async #join(connection: Connection, message: Message): Promise<void> {
		const { identities, limits, topics } = this.#parts;
		const refuse = (reason: string) => connection.reply(message, 'error', { reason });

		const name = channelName(message.topic);
		if (name === undefined) return refuse('unmatched topic');
		if (name === '') return refuse('TopicNameRequired: You must provide a topic name');
		if (!this.#mayJoin()) {
			refuse('ClientJoinRateLimitReached: Too many joins per second');
			return connection.close(1000, '');
		}
		if (limits.hosted && this.#othersJoined(connection) >= limits.connections) {
			return refuse('ConnectionRateLimitReached: Too many connected users');
		}
		const previous = connection.channels.get(message.topic);
		if (previous) this.#close(previous);
		if (connection.channels.size >= limits.channelsPerConnection) {
			return refuse('ChannelRateLimitReached: Too many channels');
		}

		const { access_token: given } = record(message.payload);
		// A key instead of a token means "the one I connected with".
		const token = typeof given === 'string' && !given.startsWith('sb_') ? given : connection.token;
		const verdict = identities.verify(token);
		if (verdict.error !== undefined) return refuse(`${verdict.code}: ${verdict.error}`);

		const config = readChannelConfig(message.payload);
		if (!config.private && !limits.publicChannels) {
			return refuse('PrivateOnly: This project only allows private channels');
		}
		// Who is present says whose account it is, whatever the client would like to be called.
		if (config.private && verdict.claims.sub) config.presenceKey = verdict.claims.sub;
		const joinRef = message.joinRef ?? message.ref;
		const channel = new Channel(
			connection,
			{ topic: message.topic, name, joinRef, config },
			{ token, claims: verdict.claims }
		);
		if (!limits.hosted && !(await this.#databaseFollowed())) {
			return refuse('DatabaseConnectionIssue: The database is not available. Try again.');
		}
		await this.#askToRead(channel);
		if (!channel.may.readBroadcast && !channel.may.readPresence) {
			return refuse(`Unauthorized: ${notPermitted(name)}`);
		}
		if (!connection.open) return;

		const topic = topics.enter(channel);
		connection.channels.set(channel.topic, channel);
		this.#watchExpiry(channel);
		connection.reply(message, 'ok', {
			postgres_changes: config.postgresChanges.map((change, index) => ({
				...change,
				id: index + 1
			}))
		});
		if (config.postgresChanges.length > 0) {
			const advice = 'postgres_changes is not served here: listen to broadcasts from the database';
			channel.notify('error', advice, 'postgres_changes');
		}
		if (config.announceReplication) void this.#announceReplication(channel);
		if (config.presence && channel.may.readPresence) {
			channel.push('presence_state', topic.presence.state());
		}
		await this.#replay(channel);
	}

	/** After the channel is entered: what is sent meanwhile comes by itself, and at worst comes twice. */
	async #replay(channel: Channel): Promise<void> {
		const { config, connection, may, name } = channel;
		if (!config.replay || !may.readBroadcast) return;
		for (const broadcast of await this.#parts.messages.since(name, config.replay)) {
			const frame = encodeBroadcast(connection.version, broadcast);
			if (frame) connection.writeFrame(frame);
		}
	}

	#broadcast(channel: Channel, message: Message): void {
		const { connection, config } = channel;
		// Silence, as on hosted: a client that asked for an answer sees its send time out.
		if (!channel.may.writeBroadcast) return;

		const sent = readClientBroadcast(message);
		if (typeof sent === 'string' || sent.body.length > this.#parts.limits.bodyBytes) {
			const reason = typeof sent === 'string' ? sent : 'payload_size_exceeded';
			if (config.acknowledge) connection.reply(message, 'error', { reason });
			return;
		}
		this.#parts.topics.publish(
			{ ...sent, topic: channel.name, private: channel.private },
			config.echo ? undefined : channel
		);
		if (config.acknowledge) connection.reply(message, 'ok');
	}

	async #presence(channel: Channel, message: Message): Promise<void> {
		const { connection } = channel;
		const { limits, topics } = this.#parts;
		if (tooManyPresenceCalls(channel, limits)) {
			return this.#shutDown(channel, 'Client presence rate limit exceeded');
		}
		if (!this.#mayBePresent()) {
			return this.#shutDown(channel, 'Too many presence messages per second');
		}
		const payload = record(message.payload);
		const topic = topics.find(channel.name, channel.private);
		const action = String(payload.event).toLowerCase();
		if (action === 'untrack') {
			const diff = topic?.presence.untrack(channel);
			if (topic && diff) sendPresence(topic, diff);
			return connection.reply(message, 'ok');
		}
		if (action !== 'track') return connection.reply(message, 'error');

		const said = payload.payload ?? {};
		if (typeof said !== 'object' || Array.isArray(said)) {
			const reason = 'Presence track payload must be a map';
			return connection.reply(message, 'error', { reason });
		}
		if (Buffer.byteLength(JSON.stringify(said)) > limits.bodyBytes) {
			return connection.reply(message, 'error', { reason: 'payload_size_exceeded' });
		}
		if (!channel.config.presence) {
			// Whoever tracks without having asked for presence gets it, if it may.
			channel.config.presence = true;
			channel.may.writePresence = channel.private ? undefined : true;
			await this.#askToRead(channel);
		}
		await this.#askToWrite(channel);
		if (!channel.may.writePresence) return connection.reply(message, 'error');
		const diff = topic?.presence.track(channel, channel.config.presenceKey, said);
		if (topic && diff) sendPresence(topic, diff);
		connection.reply(message, 'ok');
	}

	async #renewToken(channel: Channel, message: Message): Promise<void> {
		const { access_token: token } = record(message.payload);
		if (typeof token !== 'string' || token.startsWith('sb_') || token === channel.token) return;
		const verdict = this.#parts.identities.verify(token);
		if (verdict.error !== undefined) return this.#shutDown(channel, verdict.error);
		channel.token = token;
		channel.claims = verdict.claims;
		this.#watchExpiry(channel);
		await this.#decideAgain(channel);
	}

	async #decideAgain(channel: Channel): Promise<void> {
		if (!channel.private || !this.#joined(channel)) return;
		const before = channel.may;
		try {
			await this.#askToRead(channel);
		} catch (error) {
			// Undecided is not allowed. On this event, unlike on a close, clients join again.
			this.#forget(channel);
			channel.push('phx_error', {}, channel.joinRef);
			throw error;
		}
		const lost =
			(before.readBroadcast && !channel.may.readBroadcast) ||
			(before.readPresence && !channel.may.readPresence);
		if (lost) this.#shutDown(channel, notPermitted(channel.name));
	}

	/** Asks what a channel may receive; public ones may receive everything. */
	async #askToRead(channel: Channel): Promise<void> {
		if (!channel.private) return;
		const allowed = await this.#allowed('read', channel);
		channel.may = {
			writeBroadcast: undefined,
			writePresence: undefined,
			readBroadcast: allowed.has('broadcast'),
			readPresence: allowed.has('presence')
		};
	}

	/** Asks what a channel may send, the first time it matters under its present token. */
	async #askToWrite(channel: Channel): Promise<void> {
		const { may } = channel;
		if (may.writeBroadcast !== undefined && may.writePresence !== undefined) return;
		const allowed = await this.#allowed('write', channel);
		may.writeBroadcast = allowed.has('broadcast');
		may.writePresence = allowed.has('presence');
	}

	#allowed(action: 'read' | 'write', channel: Channel): Promise<ReadonlySet<Extension>> {
		const { claims, name, config, connection } = channel;
		const extensions: Extension[] = config.presence ? ['broadcast', 'presence'] : ['broadcast'];
		const asker = { claims, headers: connection.headers };
		return this.#parts.authorization.allowed(action, asker, name, extensions);
	}

	/** Says when broadcasts of the database flow: at once, unless the join was not made to wait for it. */
	async #announceReplication(channel: Channel): Promise<void> {
		await this.#parts.feed.ready();
		if (this.#joined(channel)) channel.notify('ok', 'Replication connection established');
	}

	async #databaseFollowed(): Promise<boolean> {
		const { feed, limits } = this.#parts;
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<false>((resolve) => {
			timer = setTimeout(() => resolve(false), limits.databaseWaitMs);
		});
		try {
			return await Promise.race([feed.ready().then(() => true), late]);
		} finally {
			clearTimeout(timer);
		}
	}

	#watchExpiry(channel: Channel): void {
		clearTimeout(channel.expiry);
		const left = (channel.claims.exp ?? 0) * 1000 - Date.now();
		channel.expiry = setTimeout(
			() => {
				const verdict = this.#parts.identities.verify(channel.token);
				if (verdict.error !== undefined) this.#shutDown(channel, verdict.error);
				else this.#watchExpiry(channel);
			},
			Math.min(longestTimerMs, Math.max(0, left) + 20)
		);
		channel.expiry.unref();
	}

	#othersJoined(connection: Connection): number {
		return [...this.#connections].filter((one) => one !== connection && one.channels.size > 0)
			.length;
	}

	/** Ends a channel whose message was one more than the plan has in a second. */
	endTooBusy(channel: Channel): void {
		this.#shutDown(channel, 'Too many messages per second');
	}

	/** Ends a channel and says why. */
	#shutDown(channel: Channel, reason: string): void {
		if (!this.#joined(channel)) return;
		channel.notify('error', reason);
		this.#close(channel);
	}

	#close(channel: Channel): void {
		this.#forget(channel);
		// Clients take a close for theirs only if it bears the reference of their join.
		channel.push('phx_close', {}, channel.joinRef);
	}

	#forget(channel: Channel): void {
		clearTimeout(channel.expiry);
		this.#parts.topics.leave(channel);
		if (this.#joined(channel)) channel.connection.channels.delete(channel.topic);
	}

	#joined(channel: Channel): boolean {
		return channel.connection.channels.get(channel.topic) === channel;
	}
}

const notPermitted = (name: string) =>
	`You do not have permissions to read from this Channel topic: ${name}`;

function tooManyPresenceCalls(channel: Channel, limits: Limits): boolean {
	const calls = channel.presenceCalls;
	const now = Date.now();
	if (now > calls.windowEndsAt) {
		calls.count = 0;
		calls.windowEndsAt = now + limits.presenceWindowMs;
	}
	return ++calls.count > limits.presenceCalls;
}

/** The broadcast in a client's message, or what is wrong with it. */
function readClientBroadcast(
	message: Message
): Pick<Broadcast, 'event' | 'body' | 'encoding'> | string {
	if (message.broadcast) {
		const { body, encoding } = message.broadcast;
		// Others will parse this as JSON: what is none must not reach them.
		if (encoding === 'json' && !isJson(body.toString())) return 'The payload is not JSON';
		return message.broadcast;
	}
	const { event, payload } = record(message.payload);
	if (typeof event !== 'string') return 'The broadcast has no event';
	return { event, body: Buffer.from(JSON.stringify(payload ?? {})), encoding: 'json' };
}

export function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
