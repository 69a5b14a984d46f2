import { randomUUID } from 'node:crypto';
import type { Claims } from '../tokens.ts';
import type { Connection } from './connection.ts';
import { mostReplayed, type Replay } from './message-log.ts';

/** What a client asks for when it joins. */
export interface ChannelConfig {
	private: boolean;
	/** Answer each broadcast. */
	acknowledge: boolean;
	/** Send the client its own broadcasts too. */
	echo: boolean;
	presence: boolean;
	presenceKey: string;
	/** Send a system message once broadcasts from the database flow. */
	announceReplication: boolean;
	/** What was sent since then is sent again on joining: private channels only. */
	replay: Replay | undefined;
	/** Listeners for table changes. Lantern has none: they are refused with a system message. */
	postgresChanges: object[];
}

/** What the policies said. Undefined: not asked yet, since most clients never send. */
export interface Permissions {
	readBroadcast: boolean;
	readPresence: boolean;
	writeBroadcast: boolean | undefined;
	writePresence: boolean | undefined;
}

/** One subscription of one connection to one topic. */
export class Channel {
	readonly connection: Connection;
	/** As the protocol names it, `realtime:<name>`. */
	readonly topic: string;
	readonly name: string;
	readonly joinRef: string | null;
	readonly config: ChannelConfig;
	token: string;
	claims: Claims;
	may: Permissions = {
		readBroadcast: true,
		readPresence: true,
		writeBroadcast: true,
		writePresence: true
	};
	/** Runs out when the token does. */
	expiry: NodeJS.Timeout | undefined;
	/** Presence calls in the running window; see `Limits`. */
	presenceCalls = { count: 0, windowEndsAt: 0 };

	constructor(
		connection: Connection,
		join: { topic: string; name: string; joinRef: string | null; config: ChannelConfig },
		identity: { token: string; claims: Claims }
	) {
		this.connection = connection;
		this.topic = join.topic;
		this.name = join.name;
		this.joinRef = join.joinRef;
		this.config = join.config;
		this.token = identity.token;
		this.claims = identity.claims;
	}

	get private(): boolean {
		return this.config.private;
	}

	/** Sends this subscriber an event of the protocol's own. */
	push(event: string, payload: unknown, ref: string | null = null): void {
		this.connection.send({ joinRef: this.joinRef, ref, topic: this.topic, event, payload });
	}

	/** Sends a notice in the shape the client's `system` listeners know. */
	notify(status: 'ok' | 'error', message: string, extension = 'system'): void {
		this.push('system', { extension, status, message, channel: this.name });
	}
}

/** Reads the join payload, which clients of many versions write with booleans or strings. */
export function readChannelConfig(payload: unknown): ChannelConfig {
	const config = record(record(payload).config);
	const broadcast = record(config.broadcast);
	const presence = record(config.presence);
	const changes: unknown[] = Array.isArray(config.postgres_changes) ? config.postgres_changes : [];
	return {
		private: flag(config.private),
		acknowledge: flag(broadcast.ack),
		echo: flag(broadcast.self),
		presence: flag(presence.enabled),
		presenceKey:
			typeof presence.key === 'string' && presence.key !== '' ? presence.key : randomUUID(),
		announceReplication: flag(broadcast.replication_ready),
		replay: flag(config.private) ? readReplay(record(broadcast.replay)) : undefined,
		postgresChanges: changes.filter(
			(change): change is object => typeof change === 'object' && change !== null
		)
	};
}

function readReplay({ since, limit = mostReplayed }: Record<string, unknown>): Replay | undefined {
	if (typeof since !== 'number' || !Number.isFinite(since)) return undefined;
	const most = typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : mostReplayed;
	return { since, limit: Math.min(most, mostReplayed) };
}

/** Any JSON value as an object; what is none has no fields. */
export function record(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const flag = (value: unknown) => value === true || value === 'true';
