import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
	Agent,
	createServer,
	request as httpRequest,
	type IncomingMessage,
	type OutgoingHttpHeaders,
	type ServerResponse
} from 'node:http';
import { isIP } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { Brake } from '../../src/lib/app/server/brake.ts';
import { addressIn, answer, bearer } from './exchange.ts';
import type { HttpService, Keys, Log, RealtimeService } from './service.ts';
import { createVerifier, signAgain, type TokenKeys } from './tokens.ts';

export interface GatewayOptions {
	host: string;
	port: number;
	keys: Keys;
	tokenKeys: TokenKeys;
	/** Unix socket PostgREST serves on. */
	restSocket: string;
	auth: HttpService;
	realtime: RealtimeService;
	storage: HttpService;
	functions: HttpService;
	/** Requests of strangers from one address in ten seconds; for tests. */
	strangers?: number;
	log: Log;
}

export interface Gateway {
	/** Ends every live connection, as a broken network would; new ones are welcome, and requests go on. */
	dropSockets(): void;
	close(): Promise<void>;
}

type Route = 'auth' | 'rest' | 'realtime' | 'storage' | 'functions';

const cors = {
	'access-control-allow-origin': '*',
	'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
	'access-control-expose-headers':
		'content-range, content-profile, content-disposition, link, location, preference-applied, retry-after, x-total-count, x-supabase-api-version, sb-error-code',
	'access-control-max-age': '3600'
};
/** What supabase-js sends; a preflight that names others gets those. */
const usualHeaders =
	'authorization, apikey, content-type, prefer, range, x-client-info, accept-profile, content-profile, x-supabase-api-version, x-upsert, cache-control';

/** Links in mail and files shared by URL are opened by browsers, which bring no key. */
const keyless: Partial<Record<Route, RegExp>> = {
	auth: /^\/(verify|callback|authorize|\.well-known\/)/,
	storage:
		/^\/(object\/(public|sign|upload\/sign)\/|object\/upload\/sign\/|render\/image\/(public|sign)\/)/,
	// Each function decides by `verify_jwt`.
	functions: /^/
};

const bodyHeaders = ['content-length', 'transfer-encoding', 'expect'];
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];

/** What a request to the API may have. Strangers call a few functions with a few words, or the tokens of some hundred displays. */
const mostBytes = { stranger: 256 * 1024, known: 10 * 1024 * 1024 };

/** So many requests of strangers are taken from one address in ten seconds: a hundred screens on the walls of a hospital. */
const mostStrangers = 1000;

/**
 * The one address clients know. It checks API keys, turns the short keys into role tokens where a
 * request brings no user's token, answers CORS, proxies REST and hands the rest to its service.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
	const { keys, log } = options;
	const verify = createVerifier(options.tokenKeys);
	// The newest connection is used first, so that idle ones age and close.
	const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'lifo', timeout: 20_000 });
	const upgraded = new Set<Duplex>();

	/** The role token a key stands for; undefined if it is no key of this stack. */
	const roleToken = (key: string): string | undefined => {
		if (key === keys.publishable) return keys.anonToken;
		if (key === keys.secret) return keys.serviceToken;
		const role = verify(key).claims?.role;
		return role === 'anon' || role === 'service_role' ? key : undefined;
	};

	const strangers = new Brake(options.strangers ?? mostStrangers, () =>
		log('gateway', 'an address that asks too often as nobody waits')
	);

	const handle = (request: IncomingMessage, response: ServerResponse): void => {
		const url = addressIn(request);
		if (!url) return sendJson(response, 400, { message: 'The address cannot be read' });
		// It would be answered with what was asked, headers and all.
		if (request.method === 'TRACE') {
			return sendJson(response, 405, { message: 'This method is not allowed' });
		}
		// Functions answer for themselves, as on hosted: one that forgets to must fail here, too.
		if (request.method === 'OPTIONS' && routeOf(url.pathname)?.route !== 'functions') {
			return answerPreflight(request, response);
		}

		const target = routeOf(url.pathname);
		// What a service says of its own files counts; all else is somebody's, and taken for nothing but what it is.
		if (target?.route !== 'functions') {
			response.setHeader('x-content-type-options', 'nosniff');
			response.setHeader('cache-control', 'no-store');
		}
		if (url.pathname === '/health') return sendJson(response, 200, { status: 'ok' });
		if (!target) {
			return sendJson(response, 404, { message: 'no Route matched with those values' });
		}
		const { route, path } = target;
		const key = apiKey(request, url);
		const token = key === undefined ? undefined : roleToken(key);
		if (!token && !keyless[route]?.test(path)) return refuse(response, key);

		forwardedFor(request);
		request.headers['x-request-id'] = requestId(request);
		if (token && !bringsToken(request)) request.headers.authorization = `Bearer ${token}`;
		const role = verify(bearer(request) ?? '').claims?.role;
		if (role !== 'authenticated' && role !== 'service_role') {
			const seconds = strangers.secondsToWait(String(request.headers['x-forwarded-for']));
			if (seconds > 0) {
				response.setHeader('retry-after', String(seconds));
				return sendJson(response, 429, { message: 'Too many requests' });
			}
		}
		if (route === 'rest') {
			if (touchesEveryRow(request.method, path, url)) {
				const message = `${request.method === 'PATCH' ? 'UPDATE' : 'DELETE'} requires a WHERE clause`;
				return sendJson(response, 400, { code: '21000', details: null, hint: null, message });
			}
			return proxyRest(request, response, path + url.search);
		}
		if (route !== 'functions') {
			for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
		}
		const served = async () => options[route].handle(request, response, path, url);
		served().catch((error: unknown) => {
			log('gateway', `${route} failed: ${error instanceof Error ? error.message : String(error)}`);
			if (response.headersSent) response.destroy();
			else sendJson(response, 500, { message: 'Internal server error' });
		});
	};

	/** What was complained of last, and when: while the database is away, everybody is told the same. */
	let [complaint, complained] = ['', 0];
	/** Notes a fault of PostgREST with the address alone: parameters and what it said may name people. */
	const complain = (fault: string, { method, headers }: IncomingMessage, path: string): void => {
		if (fault === complaint && Date.now() - complained < 10_000) return;
		[complaint, complained] = [fault, Date.now()];
		log(
			'gateway',
			`rest ${fault} to ${method} ${path.split('?')[0]}, request ${headers['x-request-id']}`
		);
	};

	/** Who was refused what of late, each once a minute: who tries without end fills no log. */
	const refusals = new Map<string, number>();
	/** Notes a refusal of the database to somebody who has signed in: who, and what was asked for, without its parameters. */
	const noteRefusal = (status: number, request: IncomingMessage, path: string): void => {
		const { sub } = verify(bearer(request) ?? '').claims ?? {};
		const asked = `${request.method} ${path.split('?')[0]}`;
		const key = `${sub} ${status} ${asked}`;
		if (!sub || (refusals.get(key) ?? 0) > Date.now() - 60_000) return;
		if (refusals.size >= 1000) refusals.clear();
		refusals.set(key, Date.now());
		log(
			'gateway',
			`rest refused ${asked} to ${sub} (${status}), request ${request.headers['x-request-id']}`
		);
	};

	const isStranger = (request: IncomingMessage): boolean =>
		verify(bearer(request) ?? '').claims?.role === 'anon';

	/**
	 * PostgREST 12 remembers no signature, and one of ES256 takes it a millisecond at each request. What has
	 * been verified here goes on under the secret; all else as it came, to be refused in PostgREST's words.
	 */
	const cheaperToken = (request: IncomingMessage): OutgoingHttpHeaders => {
		const token = bearer(request);
		if (token === undefined || !verify(token).claims) return {};
		return { authorization: `Bearer ${signAgain(options.tokenKeys.jwtSecret, token)}` };
	};

	const proxyRest = (request: IncomingMessage, response: ServerResponse, path: string): void => {
		const role = verify(bearer(request) ?? '').claims?.role;
		const most = role && role !== 'anon' ? mostBytes.known : mostBytes.stranger;
		const tooLarge = (): void =>
			sendJson(response, 413, { message: `A request has at most ${most} bytes` });
		if (Number(request.headers['content-length'] ?? 0) > most) return tooLarge();
		// PostgREST hands headers on to the database, which keeps UTF-8 only, and would call it its own fault.
		if (!request.rawHeaders.every(isUtf8Header)) {
			return sendJson(response, 400, { message: 'A header is not UTF-8' });
		}
		// Nobody reads the body of a reading request, and an unread one costs the connection it came on.
		const reads = request.method === 'GET' || request.method === 'HEAD';
		const dropped = ['host', 'apikey', 'connection', ...(reads ? bodyHeaders : [])];
		const headers = { ...without(request.headers, dropped), ...cheaperToken(request) };
		let refused = false;
		const send = (again: boolean): void => {
			const upstream = httpRequest(
				{ agent, socketPath: options.restSocket, method: request.method, path, headers },
				(reply) => passOn(request, response, path, reply)
			);
			upstream.on('error', ({ code }: NodeJS.ErrnoException) => {
				if (refused) return;
				if (response.headersSent || response.destroyed) return response.destroy();
				// A kept connection may be closed from the other side just as it is used again.
				if (reads && upstream.reusedSocket && !again) return send(true);
				complain(`did not answer (${code})`, request, path);
				response.setHeader('retry-after', '1');
				sendJson(response, 503, {
					code: 'PGRST001',
					message: 'The REST server is not there at the moment. Try again.',
					details: null,
					hint: null
				});
			});
			response.on('close', () => {
				if (!response.writableFinished) upstream.destroy();
			});
			if (reads) return void upstream.end();
			let size = 0;
			request.on('data', (chunk: Buffer) => {
				size += chunk.length;
				if (refused || size <= most) return;
				refused = true;
				upstream.destroy();
				tooLarge();
			});
			request.pipe(upstream);
		};
		if (reads) request.resume();
		send(false);
	};

	/** What PostgREST answers, as it comes. */
	const passOn = (
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		reply: IncomingMessage
	): void => {
		const status = reply.statusCode ?? 502;
		const kept = without(reply.headers, hopByHop);
		if (status === 401 || status === 403) noteRefusal(status, request, path);
		if (status < 500 && (status < 400 || !isStranger(request))) {
			response.writeHead(status, { ...kept, ...cors });
			// One that breaks off must not leave its reader waiting for the rest.
			pipeline(reply, response, () => undefined);
			return;
		}
		readError(reply).then(
			({ text, code }) => {
				if (status >= 500) complain(`answered ${status} (${code})`, request, path);
				const told = isStranger(request) ? withoutHint(text) : text;
				response
					.writeHead(status, { ...kept, ...cors, 'content-length': Buffer.byteLength(told) })
					.end(told);
			},
			() => response.destroy()
		);
	};

	const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		// An unheard 'error' would end the process; the close that follows is what matters.
		socket.on('error', () => socket.destroy());
		const url = addressIn(request);
		if (!url) return rejectUpgrade(socket, 400, 'Bad Request');
		if (url.pathname !== '/realtime/v1/websocket') return rejectUpgrade(socket, 404, 'Not Found');
		const key = apiKey(request, url);
		if (!key || !roleToken(key)) return rejectUpgrade(socket, 401, 'Unauthorized');
		upgraded.add(socket);
		socket.once('close', () => upgraded.delete(socket));
		forwardedFor(request);
		options.realtime.upgrade(request, socket, head, url);
	};

	const server = createServer(handle);
	server.on('upgrade', upgrade);
	// Longer than a browser or proxy keeps an idle connection, so that they close it first.
	server.keepAliveTimeout = 65_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, options.host, resolve);
	});

	const dropSockets = () => {
		for (const socket of upgraded) socket.destroy();
	};
	return {
		dropSockets,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			dropSockets();
			server.closeAllConnections();
			agent.destroy();
			await closed;
		}
	};
}

/** An error of PostgREST, and its code. */
async function readError(reply: IncomingMessage): Promise<{ text: string; code: string }> {
	const chunks: Buffer[] = [];
	for await (const chunk of reply) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString();
	return { text, code: /"code":"(\w+)"/.exec(text)?.[1] ?? 'no code' };
}

/**
 * An error of PostgREST without what it suggests instead ("Perhaps you meant …"): the names of tables and
 * functions are not for strangers. Hints of the database's own, which come with a SQLSTATE, stay.
 */
function withoutHint(text: string): string {
	try {
		const error = JSON.parse(text) as { code?: unknown; hint?: unknown };
		if (!String(error.code).startsWith('PGRST') || typeof error.hint !== 'string') return text;
		return JSON.stringify({ ...error, hint: null });
	} catch {
		return text;
	}
}

function routeOf(pathname: string): { route: Route; path: string } | undefined {
	const match = /^\/(auth|rest|realtime|storage|functions)\/v1(\/.*)?$/.exec(pathname);
	return match ? { route: match[1] as Route, path: match[2] ?? '/' } : undefined;
}

function apiKey(request: IncomingMessage, url: URL): string | undefined {
	const header = request.headers.apikey;
	if (typeof header === 'string' && header) return header;
	return url.searchParams.get('apikey') ?? undefined;
}

/** Parameters that say how rows are answered, not which ones are meant. */
const notFilters = new Set(['select', 'columns', 'order', 'offset', 'on_conflict', 'apikey']);

/**
 * Whether a change names no rows. Hosted loads the extension safeupdate for PostgREST's connections, which
 * refuses those; no package of Postgres for npm has it.
 */
function touchesEveryRow(method: string | undefined, path: string, url: URL): boolean {
	if (method !== 'PATCH' && method !== 'DELETE') return false;
	if (path.startsWith('/rpc/')) return false;
	return [...url.searchParams.keys()].every((name) => notFilters.has(name));
}

/** Node reads headers as Latin-1, byte by byte. */
function isUtf8Header(text: string): boolean {
	return isUtf8(Buffer.from(text, 'latin1'));
}

/** The app's id of the request, which stands in its log; else one of our own. */
function requestId(request: IncomingMessage): string {
	const given = String(request.headers['x-request-id'] ?? '');
	return /^[0-9a-zA-Z-]{8,64}$/.test(given) ? given : randomUUID();
}

/** supabase-js repeats a short key as bearer; that is no token. */
function bringsToken(request: IncomingMessage): boolean {
	const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
	return bearer !== undefined && !bearer.startsWith('sb_');
}

/**
 * The one address the services behind read, for their limits and the audit trail. Only a proxy on this machine is
 * believed, and only what it added itself, the last: anybody can send a header that begins with what they like.
 */
function forwardedFor(request: IncomingMessage): void {
	const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
	const told = String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.at(-1)
		?.trim()
		.replace(/^::ffff:/, '');
	const believed = (peer === '::1' || peer.startsWith('127.')) && told && isIP(told) !== 0;
	request.headers['x-forwarded-for'] = believed ? told : peer;
}

function refuse(response: ServerResponse, key: string | undefined): void {
	sendJson(
		response,
		401,
		key === undefined
			? {
					message: 'No API key found in request',
					hint: 'No `apikey` request header or url param was found.'
				}
			: { message: 'Invalid API key', hint: 'Double check your API key.' }
	);
}

function rejectUpgrade(socket: Duplex, status: number, reason: string): void {
	socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
	const asked = request.headers['access-control-request-headers'];
	response.writeHead(204, { ...cors, 'access-control-allow-headers': asked ?? usualHeaders }).end();
}

/** The gateway's own answers, readable from any page like all others. */
function sendJson(response: ServerResponse, status: number, body: unknown): void {
	answer(response.req, response, status, body, cors);
}

function without(headers: OutgoingHttpHeaders, names: string[]): OutgoingHttpHeaders {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
