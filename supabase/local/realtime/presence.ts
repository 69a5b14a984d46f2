import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

/** What a client says about itself, with the reference Phoenix clients tell its versions apart by. */
export type PresenceMeta = Record<string, unknown> & { phx_ref: string; phx_ref_prev?: string };

/** Present ones by key; one key may be there several times (two tabs of one person). */
export type PresenceEntries = Record<string, { metas: PresenceMeta[] }>;

export interface PresenceDiff {
	joins: PresenceEntries;
	leaves: PresenceEntries;
}

/** Who is present on one topic. `Member` is whatever identifies a subscriber. */
export class Presence<Member> {
	readonly #members = new Map<Member, { key: string; said: object; meta: PresenceMeta }>();

	/** Everybody present, as a subscriber is told when it joins. */
	state(): PresenceEntries {
		const entries: PresenceEntries = {};
		for (const { key, meta } of this.#members.values()) {
			(entries[key] ??= { metas: [] }).metas.push(meta);
		}
		return entries;
	}

	/** Says who `member` is, or says it anew. Undefined when that changed nothing. */
	track(member: Member, key: string, said: object): PresenceDiff | undefined {
		const before = this.#members.get(member);
		if (before && isDeepStrictEqual(before.said, said)) return undefined;
		const meta: PresenceMeta = {
			...said,
			phx_ref: randomBytes(8).toString('base64url'),
			...(before && { phx_ref_prev: before.meta.phx_ref })
		};
		this.#members.set(member, { key, said, meta });
		return {
			joins: { [key]: { metas: [meta] } },
			leaves: before ? { [key]: { metas: [before.meta] } } : {}
		};
	}

	/** Takes `member` off. Undefined when it was not there. */
	untrack(member: Member): PresenceDiff | undefined {
		const before = this.#members.get(member);
		if (!before) return undefined;
		this.#members.delete(member);
		return { joins: {}, leaves: { [before.key]: { metas: [before.meta] } } };
	}
}
