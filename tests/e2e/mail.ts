import type { TestStack } from '../support/stack.ts';

interface Message {
	id: string;
	text?: string;
}

/** Waits for a mail to this address and resolves to the first link in it that holds what is said. */
export async function mailedLink(
	stack: TestStack,
	to: string,
	patience = 10_000,
	holding = 'token_hash='
): Promise<string> {
	const until = Date.now() + patience;
	for (;;) {
		const list = await fetch(`${stack.mailUrl}/api/messages?to=${encodeURIComponent(to)}`);
		// Another mail may have come after it.
		for (const { id } of ((await list.json()) as { messages: Message[] }).messages) {
			const answer = await fetch(`${stack.mailUrl}/api/messages/${id}`);
			const links = ((await answer.json()) as Message).text?.match(/https?:\/\/[^\s"<>]+/g) ?? [];
			const link = links.find((one) => one.includes(holding));
			if (link) return link;
		}
		if (Date.now() > until) throw new Error(`No mail with a link came for ${to}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
