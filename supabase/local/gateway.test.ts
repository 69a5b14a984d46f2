import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGateway, type Gateway } from './gateway.ts';
import { localKeys } from './keys.ts';
import { freePort } from './ports.ts';
import { makeSigningKey, signToken } from './tokens.ts';

/* The gateway alone, before a PostgREST that does as the test says. */
let folder: string;
let rest: Server;
let gateway: Gateway;
let url: string;
let answers: RequestListener;
let log: string[];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-gate-'));
	const restSocket = join(folder, 'rest');
	rest = createServer((request, response) => answers(request, response));
	await new Promise<void>((resolve) => rest.listen(restSocket, resolve));
	const port = await freePort();
	const other = { handle: () => undefined, upgrade: () => undefined, close: async () => undefined };
	log = [];
	gateway = await openGateway({
		host: '127.0.0.1',
		port,
		keys: localKeys(),
		tokenKeys: { jwtSecret: 'secret', signingKey: makeSigningKey() },
		restSocket,
		auth: other,
		realtime: other,
		storage: other,
		functions: other,
		strangers: 20,
		log: (service, message) => log.push(`${service}: ${message}`)
	});
	url = `http://127.0.0.1:${port}/rest/v1`;
});

afterEach(async () => {
	await gateway.close();
	rest.closeAllConnections();
	rest.close();
	rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, init?: RequestInit) =>
	fetch(url + path, {
		...init,
		headers: { apikey: localKeys().publishable, 'x-request-id': 'request-1' },
		signal: AbortSignal.timeout(3000)
	});

test('nothing is answered to TRACE, which would say what was asked', async () => {
	answers = (_request, response) => response.end('[]');
	const status = await new Promise((resolve) => {
		const asked = request(`${url}/patients`, { method: 'TRACE' }, (reply) => {
			resolve(reply.resume().statusCode);
		});
		asked.end();
	});
	expect(status).toBe(405);
});

test('no answer is kept by a cache, or taken for anything but what it says it is', async () => {
	answers = (request, response) => {
		response.statusCode = request.url === '/patients' ? 200 : 404;
		response.end('[]');
	};
	for (const path of ['/rest/v1/patients', '/rest/v1/nothing', '/nothing', '/health']) {
		const { headers } = await fetch(new URL(path, url), {
			headers: { apikey: localKeys().publishable }
		});
		expect(Object.fromEntries(headers), path).toMatchObject({
			'x-content-type-options': 'nosniff',
			'cache-control': 'no-store'
		});
	}
});

test('a refusal to somebody who has signed in is noted, once a minute for each thing that is asked', async () => {
	answers = (_request, response) => response.writeHead(403).end('{"code":"42501"}');
	const somebody = (sub: string) => `Bearer ${signToken('secret', { sub, role: 'authenticated' })}`;
	const asks = (path: string, authorization: string) =>
		fetch(url + path, {
			method: 'POST',
			headers: {
				apikey: localKeys().publishable,
				'x-request-id': 'request-1',
				authorization
			}
		}).then((answer) => answer.text());
	for (let nth = 0; nth < 5; nth++) await asks(`/rpc/grant_role?p=${nth}`, somebody('ada'));
	await asks('/rpc/grant_role', somebody('ben'));
	await asks('/rpc/revoke_role', somebody('ada'));
	expect(log).toEqual([
		'gateway: rest refused POST /rpc/grant_role to ada (403), request request-1',
		'gateway: rest refused POST /rpc/grant_role to ben (403), request request-1',
		'gateway: rest refused POST /rpc/revoke_role to ada (403), request request-1'
	]);
	// Of strangers nobody knows who they were.
	expect((await ask('/patients')).status).toBe(403);
	expect(log).toHaveLength(3);
});

test('an answer that PostgREST breaks off breaks off for whoever waits for it', async () => {
	answers = (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' }).write('[{"id":1},');
		setTimeout(() => response.destroy(), 20);
	};
	const answer = await ask('/patients');
	expect(answer.status).toBe(200);
	await expect(answer.text()).rejects.toThrow('terminated');
	expect((await ask('/patients').catch(() => ({ status: 0 }))).status).toBe(200);
});

test('what PostgREST calls its own fault is noted, but not what was asked or answered', async () => {
	const body = JSON.stringify({ code: 'PGRST002', message: 'of Ada', details: null, hint: null });
	answers = (_request, response) => response.writeHead(503).end(body);
	const answer = await ask('/rpc/find?p_name=Ada', { method: 'POST' });
	expect([answer.status, await answer.text()]).toEqual([503, body]);
	await ask('/rpc/find?p_name=Ben', { method: 'POST' });
	const said = ['gateway: rest answered 503 (PGRST002) to POST /rpc/find, request request-1'];
	expect(log).toEqual(said);
	answers = (request) => request.socket.destroy();
	expect(await (await ask('/patients?id=eq.1')).json()).toMatchObject({ code: 'PGRST001' });
	expect(log).toEqual([
		...said,
		'gateway: rest did not answer (ECONNRESET) to GET /patients, request request-1'
	]);
});

test('what it refuses is not', async () => {
	answers = (_request, response) => response.writeHead(404).end('{"code":"PGRST205"}');
	expect(await (await ask('/patients')).json()).toEqual({ code: 'PGRST205' });
	expect(log).toEqual([]);
});

test('when the live connections are broken, who waits for an answer gets it', async () => {
	answers = (_request, response) => {
		gateway.dropSockets();
		setTimeout(() => response.end('[]'), 50);
	};
	expect(await (await ask('/rpc/current_access', { method: 'POST' })).text()).toBe('[]');
});

test('a stranger sends no more than a few words, told or untold, and is answered', async () => {
	let [reached, read] = [0, 0];
	answers = (request, response) => {
		reached++;
		request.on('data', (chunk: Buffer) => (read += chunk.length));
		request.on('end', () => response.writeHead(200).end('{}'));
	};
	const body = 'x'.repeat(8 * 1024 * 1024);
	expect((await ask('/rpc/find', { method: 'POST', body })).status).toBe(413);
	expect(reached).toBe(0);
	// Without a length, a piece at a time.
	const pieces = new ReadableStream({
		start(stream) {
			for (let at = 0; at < body.length; at += 16_384) {
				stream.enqueue(new TextEncoder().encode(body.slice(at, at + 16_384)));
			}
			stream.close();
		}
	});
	const untold = { method: 'POST', body: pieces, duplex: 'half' } as RequestInit;
	expect((await ask('/rpc/find', untold)).status).toBe(413);
	expect(read).toBeLessThan(600_000);
	expect((await ask('/rpc/find', { method: 'POST', body: '{}' })).status).toBe(200);
	expect(log).toEqual([]);
});

test('a stranger who asks without end waits, and nobody else does', async () => {
	answers = (_request, response) => response.writeHead(200).end('[]');
	const from = async (address: string, times: number, key = localKeys().publishable) => {
		const statuses: number[] = [];
		for (let n = 0; n < times; n++) {
			const answer = await fetch(`${url}/rpc/anything`, {
				headers: { apikey: key, 'x-forwarded-for': address }
			});
			await answer.text();
			statuses.push(answer.status);
			if (answer.status === 429)
				expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		}
		return statuses;
	};
	expect(await from('192.0.2.9', 22)).toEqual([...Array<number>(20).fill(200), 429, 429]);
	expect(log).toEqual(['gateway: an address that asks too often as nobody waits']);
	// Whatever a stranger puts before it, what the proxy added counts.
	expect(await from('203.0.113.1, 192.0.2.9', 1)).toEqual([429]);
	expect(await from('192.0.2.10', 1)).toEqual([200]);
	expect(await from('127.0.0.1', 30)).toEqual(Array<number>(30).fill(200));
});

test('a request keeps the id the app gave it, and gets one where it has none', async () => {
	const ids: unknown[] = [];
	answers = (request, response) => {
		ids.push(request.headers['x-request-id']);
		response.writeHead(500).end('{"code":"XX000"}');
	};
	for (const id of ['8f14e45f-ceea', 'not an id']) {
		await (
			await fetch(`${url}/wards`, {
				headers: { apikey: localKeys().publishable, 'x-request-id': id }
			})
		).text();
	}
	expect(ids[0]).toBe('8f14e45f-ceea');
	expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
	expect(log[0]).toContain('request 8f14e45f-ceea');
});
