import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { scan } from './scan';

/** A scanner that takes what clamd takes, and finds a virus in what says so. */
async function scanner(answer: (content: string) => string | null) {
	const server = createServer((socket) => {
		let heard = Buffer.alloc(0);
		socket.on('data', (piece) => {
			heard = Buffer.concat([heard, piece]);
			const command = 'zINSTREAM\0';
			if (heard.length < command.length + 4) return;
			const length = heard.readUInt32BE(command.length);
			if (heard.length < command.length + 8 + length) return;
			const said = answer(
				heard.subarray(command.length + 4, command.length + 4 + length).toString()
			);
			socket.end(said === null ? '' : `stream: ${said}\0`);
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		[Symbol.asyncDispose]: async () => {
			server.close();
			await once(server, 'close');
		}
	};
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the virus scanner', () => {
	test('is asked the whole file, and says what it found', async () => {
		await using clamd = await scanner((content) =>
			content.includes('EICAR') ? 'Eicar-Signature FOUND' : 'OK'
		);
		expect(await scan(bytes('x'.repeat(300_000)), clamd.address)).toEqual({ state: 'clean' });
		expect(await scan(bytes(`${'x'.repeat(300_000)}EICAR`), clamd.address)).toEqual({
			state: 'found',
			what: 'Eicar-Signature'
		});
	});

	test('that fails, hangs up or is not there has found nothing clean', async () => {
		await using failing = await scanner(() => 'INSTREAM size limit exceeded. ERROR');
		await using silent = await scanner(() => null);
		const gone = await scanner(() => 'OK');
		await gone[Symbol.asyncDispose]();
		for (const { address } of [failing, silent, gone])
			expect(await scan(bytes('x'), address)).toEqual({ state: 'unreachable' });
	});

	test('a hospital has none is said', async () => {
		expect(await scan(bytes('x'), '')).toEqual({ state: 'not_scanned' });
	});
});
