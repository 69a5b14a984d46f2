import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	createClient,
	type SupabaseClient,
	type SupabaseClientOptions
} from '@supabase/supabase-js';
import pg from 'pg';
import ws from 'ws';
import { clusterWith } from './clusters.ts';
import { freePort } from './ports.ts';
import { removeData, startDatabase } from './postgres.ts';
import type { HttpService, Keys, RealtimeService, ServiceContext } from './service.ts';
import { createSigner, makeSigningKey, signToken, type Claims } from './tokens.ts';

/** One service's surroundings in a test: a bare database and an address, without a gateway. */
export interface Bench {
	context: ServiceContext;
	/** What the services logged, newest last. */
	log: string[];
	/** Runs SQL as `postgres`, the role migrations have. */
	sql: pg.Pool;
	/** Serves a service under its usual prefix, such as `/storage/v1`. */
	mount(prefix: string, service: HttpService | RealtimeService): void;
	/** A supabase-js client of the stock kind; with a user id it acts as that signed-in user. */
	client(userId?: string, options?: SupabaseClientOptions<'public'>): SupabaseClient;
	/** A client with the secret key. */
	admin(): SupabaseClient;
	/** The access token of a signed-in user. */
	userToken(userId: string, claims?: Claims): string;
	close(): Promise<void>;
}

const tenYears = 10 * 365 * 24 * 60 * 60;

/** Starts a database of its own in a temporary folder and listens on a free port. */
export async function openBench(): Promise<Bench> {
	const stateDirectory = mkdtempSync(join(tmpdir(), 'lantern-bench-'));
	// Under root the server is another user, who must get at its data.
	chmodSync(stateDirectory, 0o755);
	const projectDirectory = join(stateDirectory, 'project');
	mkdirSync(projectDirectory);
	const database = await startDatabase({
		stateDirectory,
		port: await freePort(),
		fsync: false,
		copyOf: await clusterWith('bootstrapped')
	});
	const sql = new pg.Pool({ connectionString: database.databaseUrl('postgres'), max: 4 });
	// The server's end reaches idle connections before they have said goodbye.
	sql.on('error', () => {});
	// A connection that is still closing when the server stops says so; nobody needs to know.
	sql.on('connect', (client) => client.on('error', () => undefined));
	const services = new Map<string, HttpService | RealtimeService>();

	const jwtSecret = randomUUID();
	const signingKey = makeSigningKey();
	const inForce = (claims: Claims): Claims => {
		const now = Math.floor(Date.now() / 1000);
		return { iat: now, exp: now + tenYears, ...claims };
	};
	const token = (role: string) => signToken(jwtSecret, inForce({ role }));
	const signUsers = createSigner(signingKey);
	const keys: Keys = {
		publishable: 'sb_publishable_bench',
		secret: 'sb_secret_bench',
		anonToken: token('anon'),
		serviceToken: token('service_role')
	};

	const server = createServer((request, response) => {
		const { service, path, url } = route(request);
		if (service) void Promise.resolve(forward(service, request, response, path, url));
		else response.writeHead(404).end();
	});
	server.on('upgrade', (request, socket, head) => {
		const { service, url } = route(request);
		if (service && 'upgrade' in service) service.upgrade(request, socket, head, url);
		else socket.destroy();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	function route(request: IncomingMessage) {
		const url = new URL(request.url ?? '/', apiUrl);
		const [, prefix = '', path = '/'] = /^(\/[a-z]+\/v1)(\/[^?]*)?/.exec(request.url ?? '') ?? [];
		return { service: services.get(prefix), path, url };
	}

	/** What the gateway does: a key without a token stands for its role's token. */
	async function forward(
		service: HttpService,
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		url: URL
	): Promise<void> {
		const given = request.headers.authorization?.replace(/^Bearer /, '');
		const key = given === undefined || given.startsWith('sb_') ? request.headers.apikey : undefined;
		if (key === keys.publishable) request.headers.authorization = `Bearer ${keys.anonToken}`;
		if (key === keys.secret) request.headers.authorization = `Bearer ${keys.serviceToken}`;
		await service.handle(request, response, path, url);
	}

	const log: string[] = [];
	const clients: SupabaseClient[] = [];
	const open = (key: string, options: SupabaseClientOptions<'public'> = {}) => {
		const client = createClient(apiUrl, key, {
			auth: { persistSession: false, autoRefreshToken: false },
			...options,
			// Node 20 has no WebSocket of its own.
			realtime: { transport: ws as never, ...options.realtime }
		});
		clients.push(client);
		return client;
	};
	const userToken = (userId: string, claims?: Claims) =>
		signUsers(inForce({ role: 'authenticated', sub: userId, ...claims }));

	return {
		context: {
			databaseUrl: database.databaseUrl,
			jwtSecret,
			signingKey,
			keys,
			apiUrl,
			siteUrl: 'http://127.0.0.1:3000',
			projectDirectory,
			stateDirectory,
			smtpPort: 1,
			smsPort: 1,
			mailPort: 1,
			config: {},
			log: (service, message) => log.push(`${service}: ${message}`)
		},
		log,
		sql,
		mount: (prefix, service) => services.set(prefix, service),
		client: (userId, options) =>
			open(keys.publishable, {
				...options,
				...(userId !== undefined && { accessToken: async () => userToken(userId) })
			}),
		admin: () => open(keys.secret),
		userToken,
		async close() {
			for (const client of clients) await client.realtime.disconnect();
			for (const service of services.values()) await service.close();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
			await sql.end();
			await database.stop();
			removeData(stateDirectory);
		}
	};
}
