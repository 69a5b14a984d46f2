import type { Channel } from './channel.ts';
import { perSecond } from './limits.ts';
import { Presence, type PresenceDiff } from './presence.ts';
import { encodeBroadcast, type Broadcast, type Version } from './protocol.ts';

/** One topic's subscribers. A private and a public topic of the same name are two topics. */
export interface Topic {
	readonly channels: Set<Channel>;
	readonly presence: Presence<Channel>;
}

/** Every topic somebody is subscribed to. */
export class Topics {
	readonly #topics = new Map<string, Topic>();
	readonly #mayMore: () => boolean;
	readonly #onTooMany: (channel: Channel) => void;

	/** @param onTooMany is told whose message was more than all clients together may be sent in a second */
	constructor(messagesPerSecond: number, onTooMany: (channel: Channel) => void) {
		this.#mayMore = perSecond(messagesPerSecond);
		this.#onTooMany = onTooMany;
	}

	get size(): number {
		return this.#topics.size;
	}

	find(name: string, isPrivate: boolean): Topic | undefined {
		return this.#topics.get(key(name, isPrivate));
	}

	enter(channel: Channel): Topic {
		const id = key(channel.name, channel.private);
		let topic = this.#topics.get(id);
		if (!topic) {
			topic = { channels: new Set(), presence: new Presence() };
			this.#topics.set(id, topic);
		}
		topic.channels.add(channel);
		return topic;
	}

	leave(channel: Channel): void {
		const id = key(channel.name, channel.private);
		const topic = this.#topics.get(id);
		if (!topic?.channels.delete(channel)) return;
		const diff = topic.presence.untrack(channel);
		if (topic.channels.size === 0) this.#topics.delete(id);
		else if (diff) sendPresence(topic, diff);
	}

	/**
	 * Hands a broadcast to every subscriber who may read it, `except` the one who sent it. It is
	 * encoded once per protocol version, whatever the number of subscribers.
	 */
	publish(broadcast: Broadcast, except?: Channel): void {
		const topic = this.find(broadcast.topic, broadcast.private);
		if (!topic) return;
		const frames = new Map<Version, Buffer | undefined>();
		const tooMany: Channel[] = [];
		for (const channel of topic.channels) {
			if (channel === except || !channel.may.readBroadcast) continue;
			const { version } = channel.connection;
			let frame = frames.get(version);
			if (!frame) {
				frame = encodeBroadcast(version, broadcast);
				if (!frame) continue;
				frames.set(version, frame);
			}
			channel.connection.writeFrame(frame);
			if (!this.#mayMore()) tooMany.push(channel);
		}
		for (const channel of tooMany) this.#onTooMany(channel);
	}
}

/** Tells everybody on a topic who may know who came and went. */
export function sendPresence(topic: Topic, diff: PresenceDiff): void {
	for (const channel of topic.channels) {
		if (channel.may.readPresence) channel.push('presence_diff', diff);
	}
}

const key = (name: string, isPrivate: boolean) => `${isPrivate ? 'private' : 'public'}:${name}`;
