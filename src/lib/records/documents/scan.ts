import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

/** What the virus scanner says of a file: `not_scanned` where the hospital has none. */
export type Scan =
	{ state: 'clean' | 'not_scanned' | 'unreachable' } | { state: 'found'; what: string };

const patience = 30_000;

/**
 * Asks clamd by its INSTREAM protocol: a length before each piece, an empty one at the end. What does not answer has
 * found nothing clean. For an edge function: free of the app's own imports.
 *
 * @param address host:port, or nothing where the hospital has none
 */
export function scan(bytes: Uint8Array, address: string): Promise<Scan> {
	if (!address) return Promise.resolve({ state: 'not_scanned' });
	const { hostname, port } = new URL(`tcp://${address}`);
	return new Promise((resolve) => {
		const socket = connect({ host: hostname, port: Number(port || 3310) });
		let answer = '';
		const end = () => {
			socket.destroy();
			const what = /^stream: (.+) FOUND/.exec(answer)?.[1];
			if (what) resolve({ state: 'found', what });
			else resolve({ state: /^stream: OK/.test(answer) ? 'clean' : 'unreachable' });
		};
		socket.setTimeout(patience, end);
		socket.on('error', end).on('end', end);
		socket.on('data', (piece) => (answer += piece.toString('utf8')));
		socket.on('connect', () => {
			const length = Buffer.alloc(4);
			length.writeUInt32BE(bytes.length);
			socket.write('zINSTREAM\0');
			socket.write(length);
			socket.write(bytes);
			socket.write(Buffer.alloc(4));
		});
	});
}
