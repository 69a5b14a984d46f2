/**
 * A process full of sockets that listen, so that the time they need is not taken from the server's
 * process. Started by `fanout.ts`; speaks with it over the process channel.
 */
import WebSocket from 'ws';
import { reconnectAfterMs } from '../../src/lib/app/supabase/patience.ts';

export interface ListenersOrder {
	kind: 'realtime' | 'bare';
	count: number;
	url: string;
	topic: string;
	token: string;
}

/**
 * What the parent may ask for; the answer to `report` is a list of [message id, arrival] pairs and of the
 * instants at which sockets that were killed had joined again.
 */
export type ListenersRequest = { type: 'report' } | { type: 'exit' };

const rejoined: number[] = [];
const arrivals: [id: string, at: number][] = [];
const now = () => performance.timeOrigin + performance.now();

/** What tells messages apart in a server broadcast frame (realtime protocol 2, binary, kind 4). */
function messageId(frame: Buffer): string {
	const [, topic = 0, event = 0, metadata = 0] = frame;
	const payload = frame.subarray(5 + topic + event + metadata).toString();
	const { appointment_id, mark } = JSON.parse(payload) as Record<string, unknown>;
	return String(appointment_id ?? mark);
}

function open(order: ListenersOrder, tries = 0): Promise<void> {
	let joined = false;
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(order.url, { perMessageDeflate: false });
		socket.on('error', reject);
		socket.on('close', () => void again(order, joined ? 1 : tries + 1));
		socket.on('open', () => {
			if (order.kind === 'bare') return resolve();
			const join = {
				config: {
					private: true,
					broadcast: { ack: false, self: false },
					presence: { enabled: false },
					postgres_changes: []
				},
				access_token: order.token
			};
			socket.send(JSON.stringify(['1', '1', `realtime:${order.topic}`, 'phx_join', join]));
		});
		socket.on('message', (data: Buffer, binary: boolean) => {
			if (binary) {
				arrivals.push([messageId(data), now()]);
				return;
			}
			const [, , , event, reply] = JSON.parse(data.toString()) as [
				string,
				string,
				string,
				string,
				{ status?: string }
			];
			if (event !== 'phx_reply') return;
			if (reply.status === 'ok') {
				joined = true;
				resolve();
			} else reject(new Error(`The channel was refused: ${data.toString()}`));
		});
	});
}

/** Comes back as the app does, with its pauses. A try that fails closes its socket, and so leads here again. */
async function again(order: ListenersOrder, tries: number): Promise<void> {
	await new Promise((wait) => setTimeout(wait, reconnectAfterMs(tries)));
	await open(order, tries).then(
		() => rejoined.push(now()),
		() => {}
	);
}

process.once('message', (order: ListenersOrder) => {
	void (async () => {
		for (let opened = 0; opened < order.count; opened += 50) {
			const batch = Math.min(50, order.count - opened);
			await Promise.all(Array.from({ length: batch }, () => open(order)));
		}
		process.send?.({ type: 'ready' });
	})();
	process.on('message', (request: ListenersRequest) => {
		if (request.type === 'exit') process.exit(0);
		process.send?.({ type: 'report', arrivals: arrivals.splice(0), rejoined: rejoined.splice(0) });
	});
});
