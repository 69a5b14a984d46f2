import { m } from '$lib/paraglide/messages.js';
import type { Line, Thread } from './queries';

const relationships: Record<string, () => string> = {
	parent: m.messages_as_parent,
	guardian: m.messages_as_guardian,
	carer: m.messages_as_carer
};

/** Who wrote a line, and in whose place. */
export function senderWords({ sender_name, relationship, for_name }: Line): string {
	const as = relationship ? relationships[relationship] : undefined;
	if (as) return m.messages_as({ sender: sender_name, relationship: as() });
	return for_name ? m.messages_for({ sender: sender_name, name: for_name }) : sender_name;
}

/** Who answers while whom it is with is away; null while they are here. */
export function awayWords({ away, staff_name, cover_name }: Thread): string | null {
	if (!away || !staff_name) return null;
	return cover_name
		? m.messages_with_cover({ name: staff_name, cover: cover_name })
		: m.messages_with_away({ name: staff_name });
}

/** Those of the other side, or colleagues, who had a line on their screen. */
export const readersOf = (
	line: Pick<Line, 'sent_at' | 'sent_by'>,
	reads: Thread['reads']
): string[] =>
	reads
		.filter(({ user_id, read_at }) => user_id !== line.sent_by && read_at >= line.sent_at)
		.map(({ name }) => name);
