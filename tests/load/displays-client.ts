/**
 * A process full of displays, so that the time they need is not taken from the gateway's. Started by
 * `displays.ts`; speaks with it over the process channel.
 */
import { io } from 'socket.io-client';
import { gatewayPath } from '../../src/lib/wards/displays/protocol.ts';

export interface DisplaysOrder {
	url: string;
	tokens: string[];
}

/** When each change arrived at each display: [since of the bed that changed, arrival]. */
const arrivals: [since: number, at: number][] = [];
const now = () => performance.timeOrigin + performance.now();

function open(url: string, token: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = io(url, {
			path: gatewayPath,
			transports: ['websocket'],
			forceNew: true,
			auth: { token, version: '' }
		});
		socket.on('connect_error', reject);
		socket.on('board', () => resolve());
		socket.on('change', ({ beds }: { beds: { since: string | null }[] }) => {
			for (const { since } of beds) if (since) arrivals.push([Date.parse(since), now()]);
		});
	});
}

process.once('message', ({ url, tokens }: DisplaysOrder) => {
	void (async () => {
		for (let opened = 0; opened < tokens.length; opened += 50) {
			await Promise.all(tokens.slice(opened, opened + 50).map((token) => open(url, token)));
		}
		process.send?.({ type: 'ready' });
	})();
	process.on('message', () => process.send?.({ arrivals: arrivals.splice(0) }));
});
