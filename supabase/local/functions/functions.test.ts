import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import ws from 'ws';
import { clusterWith } from '../clusters.ts';
import { loadConfig } from '../config.ts';
import { removeData } from '../postgres.ts';
import type { Stack } from '../service.ts';
import { startStack } from '../stack.ts';
import { createSigner, makeSigningKey, signToken } from '../tokens.ts';
import { denoProgram } from './deno.ts';
import { Runtime } from './runtime.ts';
import { createFunctions, type FunctionsOptions } from './service.ts';

const sources: Record<string, string> = {
	'config.toml': `
		[functions.open]
		verify_jwt = false`,
	'functions/.env': 'GREETING=hello from the .env',
	'functions/_shared/greet.ts': `
		export const greet = (name: string): string => Deno.env.get('GREETING') + ', ' + name;`,
	'functions/hello/index.ts': `
		import { z } from 'npm:zod';
		import { greet } from '../_shared/greet.ts';
		const body = z.object({ name: z.string() });
		Deno.serve(async (request) => {
			const { name } = body.parse(await request.json());
			return Response.json({ message: greet(name), path: new URL(request.url).pathname });
		});`,
	'functions/open/index.ts': `
		Deno.serve((request: Request) => {
			const allow = { 'access-control-allow-origin': 'https://function.example' };
			if (request.method === 'OPTIONS') return new Response('preflight', { headers: allow });
			return new Response(request.headers.get('authorization') ?? 'nobody', { headers: allow });
		});`,
	// What a function usually does: act with the rights of whoever called it.
	'functions/mine/index.ts': `
		import { createClient } from 'npm:@supabase/supabase-js';
		Deno.serve(async (request) => {
			const supabase = createClient(
				Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_ANON_KEY')!,
				{ global: { headers: { Authorization: request.headers.get('Authorization')! } } }
			);
			const { data, error } = await supabase.from('notes').select('body');
			return Response.json({ data, error });
		});`,
	'functions/declared/deno.json': '{ "imports": { "zod": "npm:zod" } }',
	'functions/declared/index.ts': `
		import { z } from 'zod';
		Deno.serve(() => Response.json(z.string().parse('declared')));`,
	// A package that happens to be installed here is not there on hosted.
	'functions/undeclared/index.ts': `
		import { z } from 'zod';
		Deno.serve(() => Response.json(z.string().parse('undeclared')));`,
	'functions/environment/index.ts': `
		Deno.serve(() => Response.json(Deno.env.toObject()));`,
	'functions/throws/index.ts': `
		Deno.serve(() => { throw new Error('thrown on purpose'); });`,
	'functions/forgets/index.ts': `
		Deno.serve(() => {
			void Promise.reject(new Error('forgotten on purpose'));
			return new Response('answered');
		});`,
	'functions/broken/index.ts': `this is no TypeScript`,
	'functions/stream/index.ts': `
		Deno.serve(() => new Response(new ReadableStream({
			async start(controller) {
				for (const part of ['a', 'b', 'c']) {
					controller.enqueue(new TextEncoder().encode(part));
					await new Promise((resolve) => setTimeout(resolve, 50));
				}
				controller.close();
			}
		})));`,
	'functions/slow/index.ts': `
		Deno.serve(() => new Promise((resolve) => setTimeout(() => resolve(new Response('late')), 30_000)));`,
	'functions/hogs/index.ts': `
		Deno.serve(() => { for (;;); });`,
	'functions/computes/index.ts': `
		Deno.serve(() => {
			for (const end = Date.now() + 1000; Date.now() < end;);
			return new Response('done');
		});`,
	'functions/connects/index.ts': `
		import net from 'node:net';
		import tls from 'node:tls';
		const ways = {
			'Deno.connect': (port: number) => Deno.connect({ hostname: '127.0.0.1', port }).then((c) => c.close()),
			'Deno.connectTls': (port: number) => Deno.connectTls({ hostname: '127.0.0.1', port }).then((c) => c.close()),
			net: (port: number) => opened(net.connect(port, '127.0.0.1'), 'connect'),
			'net, by options': (port: number) => opened(net.connect({ host: '127.0.0.1', port }), 'connect'),
			tls: (port: number) => opened(tls.connect({ host: '127.0.0.1', port }), 'secureConnect')
		};
		const opened = (socket: net.Socket, event: string) => new Promise<void>((resolve, reject) => {
			socket.on('error', reject).on(event, () => resolve(void socket.destroy()));
		});
		Deno.serve(async (request) => {
			const { port } = await request.json();
			const told = Object.entries(ways).map(async ([way, connect]) => {
				const answer = await connect(port).then(() => 'reached', (error) => error.message);
				return [way, answer];
			});
			return Response.json(Object.fromEntries(await Promise.all(told)));
		});`,
	'functions/changes/index.ts': `Deno.serve(() => new Response('before'));`
};

let directory: string;
let stack: Stack;
const log: string[] = [];

const write = (path: string, text: string) => {
	const file = join(directory, 'project', 'supabase', path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
};

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'lantern-functions-'));
	chmodSync(directory, 0o755);
	for (const [path, text] of Object.entries(sources)) write(path, text);
	// npm: imports are looked up as in the real project: package.json and node_modules beside it.
	const project = join(directory, 'project');
	const require = createRequire(import.meta.url);
	const installed = dirname(dirname(require.resolve('zod/package.json')));
	symlinkSync(installed, join(project, 'node_modules'));
	const dependencies = { zod: '*', '@supabase/supabase-js': '*' };
	writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', dependencies }));

	stack = await startStack({
		stateDirectory: join(directory, 'state'),
		projectDirectory: project,
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('bootstrapped'),
		log: (service, message) => log.push(`${service}: ${message}`)
	});
	const database = new pg.Client(stack.databaseUrl('postgres'));
	await database.connect();
	await database.query(`
		create table public.notes (owner uuid not null default auth.uid(), body text not null);
		alter table public.notes enable row level security;
		create policy notes_select_own on public.notes for select to authenticated
			using (owner = (select auth.uid()));
		grant select on public.notes to authenticated;`);
	await database.end();
});

afterAll(async () => {
	await stack.stop();
	removeData(join(directory, 'state'));
	rmSync(directory, { recursive: true, force: true });
});

const token = (userId: string) =>
	createSigner(stack.signingKey)({
		sub: userId,
		role: 'authenticated',
		exp: Math.floor(Date.now() / 1000) + 60
	});

const client = (userId?: string) =>
	createClient(stack.url, stack.keys.publishable, {
		auth: { persistSession: false, autoRefreshToken: false },
		realtime: { transport: ws as never },
		...(userId !== undefined && { accessToken: async () => token(userId) })
	});

const call = (name: string, init?: RequestInit) => fetch(`${stack.url}/functions/v1/${name}`, init);
const denoPid = () => stack.children().find(({ name }) => name === 'functions')?.pid;

test('Deno is started by the first call, not before', async () => {
	expect(denoPid()).toBeUndefined();
	const { data } = await client().functions.invoke('hello', { body: { name: 'Ada' } });

	expect(data).toEqual({ message: 'hello from the .env, Ada', path: '/hello' });
	await expect.poll(denoPid, { timeout: 3000 }).toBeGreaterThan(0);
});

test('without a token, or with a bad one, a function is not reached', async () => {
	expect((await call('hello', { method: 'POST' })).status).toBe(401);
	const admin = { role: 'service_role', exp: 9_999_999_999 };
	const forged = [signToken('another secret', admin), createSigner(makeSigningKey())(admin)];
	const expired = signToken(stack.jwtSecret, { role: 'anon', exp: 1 });
	for (const bad of ['nonsense', ...forged, expired]) {
		const response = await call('hello', { headers: { authorization: `Bearer ${bad}` } });

		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({ message: 'Invalid JWT' });
	}
});

test('with verify_jwt = false anybody may call', async () => {
	expect(await (await call('open')).text()).toBe('nobody');
	expect((await call('open')).headers.get('access-control-allow-origin')).toBe(
		'https://function.example'
	);
});

test('a short key arrives as the role token it stands for', async () => {
	const headers = { apikey: stack.keys.publishable };

	expect(await (await call('open', { headers })).text()).toBe(`Bearer ${stack.keys.anonToken}`);
});

test('a function sees through REST what its caller may see', async () => {
	const [ada, ben] = [randomUUID(), randomUUID()];
	const database = new pg.Client(stack.databaseUrl('postgres'));
	await database.connect();
	await database.query('insert into public.notes values ($1, $2)', [ada, 'a note of Ada’s']);
	await database.end();
	const asked = async (userId?: string) => (await client(userId).functions.invoke('mine')).data;

	await expect.poll(() => asked(ada)).toEqual({ data: [{ body: 'a note of Ada’s' }], error: null });
	expect(await asked(ben)).toEqual({ data: [], error: null });
	expect(await asked()).toMatchObject({ data: null, error: { code: '42501' } });
});

test('a function has the environment of hosted, and nothing of ours', async () => {
	const { data } = await client().functions.invoke<Record<string, string>>('environment');

	expect(data).toMatchObject({
		SUPABASE_URL: stack.url,
		SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.keys.publishable }),
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.keys.secret }),
		SUPABASE_ANON_KEY: stack.keys.anonToken,
		SUPABASE_SERVICE_ROLE_KEY: stack.keys.serviceToken,
		SUPABASE_DB_URL: stack.databaseUrl('postgres')
	});
	expect(Object.keys(data ?? {}).filter((name) => name.startsWith('LANTERN'))).toEqual([]);
});

test('a function imports what it declares, and nothing else that is installed here', async () => {
	const declared = await client().functions.invoke<string>('declared');
	expect(declared.data).toBe('declared');

	const { error } = await client().functions.invoke('undeclared');
	expect((error as { context: Response }).context.status).toBe(503);
	expect(log.join('\n')).toContain('imports zod, which undeclared/deno.json does not declare');
});

test('nobody calls Deno past the check of the token', async () => {
	const runtime = new Runtime({
		program: denoProgram(),
		arguments: [
			...['run', '--no-remote', '--allow-net', '--allow-env', '--allow-read'],
			join(import.meta.dirname, 'runtime', 'main.ts')
		],
		directory: join(directory, 'project'),
		environment: { LANTERN_FUNCTIONS_DIRECTORY: join(directory, 'project/supabase/functions') },
		log: () => {},
		longestHoldMs: 1000
	});
	const { port, headers } = await runtime.server();
	const status = async (init: RequestInit) =>
		(await fetch(`http://127.0.0.1:${port}/open`, init)).status;

	expect(await status({})).toBe(403);
	expect(await status({ headers })).toBe(200);
	await runtime.stop();
});

test('one that throws, forgets a promise or cannot be read does not harm the others', async () => {
	const headers = { authorization: `Bearer ${stack.keys.anonToken}` };
	const pid = denoPid();
	const thrown = await call('throws', { headers });
	expect(thrown.status).toBe(500);
	expect(await thrown.json()).toMatchObject({ code: 'WORKER_ERROR' });
	expect(await (await call('forgets', { headers })).text()).toBe('answered');
	const broken = await call('broken', { headers });
	expect(broken.status).toBe(503);
	expect(await broken.json()).toMatchObject({ code: 'BOOT_ERROR' });

	expect((await call('open')).status).toBe(200);
	expect(denoPid()).toBe(pid);
	await expect.poll(() => log.join('\n')).toContain('thrown on purpose');
	expect(log.join('\n')).toContain('forgotten on purpose');
});

test('what is no function is not found', async () => {
	for (const name of ['nothing', '_shared', '..%2f..', 'hello.ts']) {
		expect((await call(name)).status).toBe(404);
	}
});

test('an answer is passed on while it is made', async () => {
	const headers = { authorization: `Bearer ${stack.keys.anonToken}` };
	const response = await call('stream', { headers });
	const parts: string[] = [];
	for await (const part of response.body ?? []) parts.push(new TextDecoder().decode(part));

	expect(parts).toEqual(['a', 'b', 'c']);
});

test('killed, Deno comes back; calls in between wait for it', async () => {
	const before = denoPid();
	if (before === undefined) throw new Error('Deno does not run');
	process.kill(before, 'SIGKILL');
	// The death may be noticed only by the call that meets it; from then on calls wait.
	await expect.poll(async () => (await call('open')).text()).toBe('nobody');

	await expect.poll(denoPid, { timeout: 3000 }).not.toBe(before);
	expect(log.join('\n')).toContain('starting it again');
});

test('a changed source is what the next call runs', async () => {
	const headers = { authorization: `Bearer ${stack.keys.anonToken}` };
	expect(await (await call('changes', { headers })).text()).toBe('before');
	write('functions/changes/index.ts', `Deno.serve(() => new Response('after'));`);

	await expect.poll(async () => (await call('changes', { headers })).text()).toBe('after');
});

test('preflights are the function’s own business', async () => {
	const response = await fetch(`${stack.url}/functions/v1/open`, { method: 'OPTIONS' });

	expect(await response.text()).toBe('preflight');
	expect(response.headers.get('access-control-allow-origin')).toBe('https://function.example');
});

test('Deno does not outlive its parent, however that ends', async () => {
	const main = fileURLToPath(new URL('./runtime/main.ts', import.meta.url));
	const deno = spawn(denoProgram(), ['run', '--no-prompt', '--allow-net', '--allow-env', main], {
		env: {
			PATH: process.env.PATH,
			DENO_DIR: join(directory, 'deno'),
			LANTERN_FUNCTIONS_DIRECTORY: directory,
			LANTERN_PASSPHRASE: 'open'
		},
		stdio: ['pipe', 'pipe', 'inherit']
	});
	await once(deno.stdout, 'data');
	// What the system does to a pipe when the process that held it is gone.
	deno.stdin.destroy();
	expect(await once(deno, 'exit')).toEqual([0, null]);
});

test('one that takes too long, or will not let go of the processor, is given up', async () => {
	const { url, functions, close } = await serve({ answerWithinMs: 1000, longestHoldMs: 1000 });
	const headers = { authorization: `Bearer ${stack.keys.anonToken}` };
	const slow = await fetch(`${url}/slow`, { headers });
	expect(slow.status).toBe(504);
	expect(await slow.json()).toMatchObject({ code: 'REQUEST_TIMEOUT' });

	const before = functions.pid();
	const hogging = await fetch(`${url}/hogs`, { headers });
	expect(hogging.status).toBe(504);
	const status = async () => (await fetch(`${url}/open`)).status;
	await expect.poll(status, { timeout: 10_000, interval: 500 }).toBe(200);
	expect(functions.pid()).not.toBe(before);
	expect(log.join('\n')).toContain('a function kept the processor for 1 s');
	await close();
});

test('a function has two seconds of the processor, as on hosted', async () => {
	const { url, close } = await serve();
	const headers = { authorization: `Bearer ${stack.keys.anonToken}` };
	expect(await (await fetch(`${url}/computes`, { headers })).text()).toBe('done');
	log.length = 0;
	expect((await fetch(`${url}/hogs`, { headers })).status).toBe(503);
	expect(log.join('\n')).toContain('a function kept the processor for 2 s');
	await close();
});

test('a function reaches neither port 25 nor 587, as on hosted', async () => {
	const listening = createServer().listen(0, '127.0.0.1');
	await once(listening, 'listening');
	const { port } = listening.address() as AddressInfo;
	const ask = async (asked: number) =>
		(await client().functions.invoke<Record<string, string>>('connects', { body: { port: asked } }))
			.data ?? {};
	const blocked =
		'Functions reach neither port 25 nor 587 on hosted, and not here: use 465 or 2525';
	for (const mail of [25, 587]) {
		expect(await ask(mail)).toEqual({
			'Deno.connect': blocked,
			'Deno.connectTls': blocked,
			net: blocked,
			'net, by options': blocked,
			tls: blocked
		});
	}
	expect(await ask(port)).toMatchObject({ 'Deno.connect': 'reached', net: 'reached' });
	listening.closeAllConnections();
	listening.close();
});

/** The service without the gateway, and with limits of its own. */
async function serve(options?: FunctionsOptions) {
	const functions = createFunctions(
		{
			...stack,
			config: loadConfig(join(directory, 'project')),
			apiUrl: stack.url,
			siteUrl: stack.url,
			projectDirectory: join(directory, 'project'),
			stateDirectory: join(directory, 'state'),
			smtpPort: stack.ports.smtp,
			smsPort: stack.ports.sms,
			mailPort: stack.ports.mail,
			log: (service, message) => log.push(`${service}: ${message}`)
		},
		options
	);
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', stack.url);
		void functions.handle(request, response, url.pathname, url);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		functions,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.close();
			server.closeAllConnections();
			await functions.close();
		}
	};
}
