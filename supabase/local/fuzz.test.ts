import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { appAnswers, buildApp, spawnApp } from './app.ts';
import { clusterWith } from './clusters.ts';
import { Dice, lines, sendFrames, sendMail, sendRequests } from './fuzz.ts';
import { freePort } from './ports.ts';
import { removeData } from './postgres.ts';
import type { Stack } from './service.ts';
import { endChild } from './supervisor.ts';
import { createSigner } from './tokens.ts';

/** In a process of its own: what ends it must not end the test. */
type Told = Pick<Stack, 'url' | 'keys' | 'signingKey' | 'ports'>;
let folder: string;
let stack: Told;
let child: ChildProcess;
let said = '';

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-fuzz-'));
	const script = `
		const { startStack } = await import(${JSON.stringify(new URL('./stack.ts', import.meta.url).href)});
		const { url, keys, signingKey, ports } = await startStack(JSON.parse(process.argv[1]));
		process.send({ url, keys, signingKey, ports });
		process.on('disconnect', () => process.exit());`;
	const options = {
		stateDirectory: join(folder, 'state'),
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('migrated')
	};
	child = spawn(
		process.execPath,
		['--import', 'tsx', '--input-type=module', '--eval', script, JSON.stringify(options)],
		{ stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }
	);
	for (const output of [child.stdout, child.stderr]) {
		output?.on('data', (chunk: Buffer) => (said += chunk.toString()));
	}
	stack = await new Promise<Told>((resolve, reject) => {
		child.once('message', (told) => resolve(told as Told));
		child.once('exit', () => reject(new Error(said)));
	});
});

afterAll(async () => {
	await endChild(child);
	removeData(join(folder, 'state'));
	rmSync(folder, { recursive: true, force: true });
});

const user = '11111111-1111-4111-8111-111111111111';
const apiPaths = lines(`
/
/health
/auth/v1/token?grant_type=password
/auth/v1/token?grant_type=refresh_token
/auth/v1/signup
/auth/v1/verify?type=email&token_hash=x&redirect_to=//[
/auth/v1/recover
/auth/v1/otp
/auth/v1/resend
/auth/v1/user
/auth/v1/logout?scope=x
/auth/v1/authorize?provider=x
/auth/v1/callback?code=x&state=y
/auth/v1/settings
/auth/v1/invite
/auth/v1/factors/${user}/verify
/auth/v1/admin/users
/auth/v1/admin/users/${user}
/auth/v1/admin/generate_link
/storage/v1/bucket
/storage/v1/bucket/a
/storage/v1/object/a
/storage/v1/object/a/b
/storage/v1/object/sign/a
/storage/v1/object/sign/a/b
/storage/v1/object/list/a
/storage/v1/object/public/a/b
/storage/v1/object/info/a/b
/storage/v1/object/move
/storage/v1/object/copy
/storage/v1/object/upload/sign/a/b?token=x
/realtime/v1/api/broadcast
/realtime/v1/api/broadcast/a/events/b
/realtime/v1/websocket?vsn=2.0.0
/functions/v1/reminders
/functions/v1/nothing
/rest/v1/patients
/rest/v1/rpc/book_appointment
`);
const mailPaths = lines(`
/
/api/messages?to=x
/api/messages/x
/v3/lantern/events?message-id=x
/nothing
`);
const smsPaths = lines(`
/2010-04-01/Accounts/AC1/Messages.json
/2010-04-01/Accounts/AC1/Messages/x.json
/
`);

const appPaths = lines(`
/
/sign-in
/sign-in?/signIn
/register?/register
/reset-password?/ask
/update-password
/sign-out
/language
/auth/confirm?token_hash=x&type=recovery&next=//[
/portal
/portal/book?doctor=x&day=x
/portal/preferences?/save
/portal/visits/${user}
/portal/visits/${user}/reschedule?/reschedule
/notifications?/read
/calendar-feeds
/wards/${user}
/admin/people/${user}/__data.json
/sign-in/__data.json?x-sveltekit-invalidated=01
/offer/x?/accept
/visit/x
/waiting-room/x
/feeds/x.ics
/feeds/visit/${user}
/display
/display/pairing
/display/pairing/token
/displays/live/?EIO=4&transport=polling
/displays/live/?EIO=4&transport=polling&sid=x
/displays/live/?EIO=4&transport=websocket
/offline/kept
/reachable
/manifest.webmanifest
/service-worker.js
/_app/version.json
/_app/immutable/x.js
/screenshots/ward.png
/nothing
`);

async function ask<Answer>(path: string, key: string, body: object): Promise<Answer> {
	const answer = await fetch(stack.url + path, {
		method: 'POST',
		headers: { apikey: key, 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	return (await answer.json()) as Answer;
}

/** The cookie of somebody who has signed in. */
async function signedIn(): Promise<string> {
	const account = { email: 'fuzz@lantern.example', password: 'Lantern-2026' };
	await ask('/auth/v1/admin/users', stack.keys.secret, { ...account, email_confirm: true });
	const { user, ...session } = await ask<{ user: { id: string } }>(
		'/auth/v1/token?grant_type=password',
		stack.keys.publishable,
		account
	);
	const kept = JSON.stringify({ ...session, user: { id: user.id } });
	return `cookie: sb-127-auth-token=base64-${Buffer.from(kept).toString('base64url')}`;
}

test('no request of any shape ends the stack, hangs, or is answered as its own fault', async () => {
	const { ports, keys } = stack;
	const token = createSigner(stack.signingKey)({
		sub: user,
		role: 'authenticated',
		exp: Math.floor(Date.now() / 1000) + 600
	});
	// Half a request and then silence, on each port, for as long as all the rest takes.
	const held = [ports.api, ports.mail, ports.sms, ports.smtp].flatMap((port) =>
		['', 'GET / HT', 'POST /auth/v1/token HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{'].map(
			(text) => {
				const socket = connect(port, '127.0.0.1').on('error', () => undefined);
				socket.write(text);
				return socket;
			}
		)
	);
	const dice = new Dice(20_261);
	const tolls = [
		await sendRequests(
			dice,
			{
				port: ports.api,
				paths: apiPaths,
				credentials: [
					`apikey: ${keys.publishable}`,
					`apikey: ${keys.secret}`,
					`apikey: ${keys.publishable}\r\nauthorization: Bearer ${token}`,
					`apikey: ${keys.publishable}\r\nauthorization: Bearer ${token.slice(0, -9)}`,
					`authorization: Bearer ${keys.anonToken}`
				]
			},
			8000
		),
		await sendFrames(
			dice,
			{
				port: ports.api,
				path: `/realtime/v1/websocket?vsn=2.0.0&apikey=${keys.publishable}`,
				topics: ['realtime:a', 'realtime:ward:x', 'realtime:\\u0000', 'realtime:', '__proto__', '']
			},
			6000
		),
		await sendRequests(
			dice,
			{ port: ports.mail, paths: mailPaths, credentials: ['accept: */*'] },
			2500
		),
		await sendRequests(
			dice,
			{
				port: ports.sms,
				paths: smsPaths,
				credentials: [`authorization: Basic ${Buffer.from('AC1:x').toString('base64')}`]
			},
			2500
		),
		await sendMail(dice, ports.smtp, 1000)
	];

	expect(child.exitCode ?? child.signalCode, said.slice(-2000)).toBeNull();
	for (const socket of held) socket.destroy();
	expect(tolls.flatMap(({ faults }) => faults)).toEqual([]);
	expect(tolls.reduce((sum, { sent }) => sum + sent, 0)).toBe(20_000);
	for (const port of [ports.api, ports.mail, ports.sms]) {
		expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBeLessThan(500);
	}
	// Whose data a request may hold is nobody's to read in a log.
	expect(said).not.toMatch(/a@b\.co|15551234567|password/);
}, 150_000);

/** Megabytes a process has in memory. */
const memoryOf = (pid: number) =>
	Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;

test('nor does one end the app, or fill its memory', async () => {
	await buildApp();
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const app = spawnApp({
		host: '127.0.0.1',
		port,
		supabaseUrl: stack.url,
		publishableKey: stack.keys.publishable,
		heard: true
	});
	onTestFinished(() => endChild(app));
	app.stdout?.resume();
	let told = '';
	app.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
	await appAnswers(url);
	const cookie = await signedIn();
	const target = {
		port,
		paths: appPaths,
		// A GET that has a body is refused for it.
		methods: lines('GET\nPOST\nPOST\nPOST\nHEAD\nDELETE'),
		credentials: lines(`${cookie}\norigin: ${url}\n${cookie}\r\norigin: ${url}`)
	};
	const dice = new Dice(20_262);
	const tolls = [await sendRequests(dice, target, 500)];
	const before = memoryOf(app.pid ?? NaN);
	tolls.push(await sendRequests(dice, target, 2000));

	expect(app.exitCode ?? app.signalCode, told.slice(-2000)).toBeNull();
	expect(memoryOf(app.pid ?? NaN) - before).toBeLessThan(150);
	// What nobody foresaw is noted under an id, also where whoever sent it was gone by then.
	expect(told.match(/^.*"event":"unexpected".*/gm) ?? []).toEqual([]);
	expect(told).not.toMatch(/a@b\.co|Lantern-2026/);
	expect(tolls.flatMap(({ faults }) => faults)).toEqual([]);
	expect((await fetch(url)).status).toBe(200);
}, 150_000);

test('while Supabase takes connections and answers none, every page says so in four seconds, and is right once it is back', async () => {
	await buildApp();
	const cookie = await signedIn();
	const [name = '', value = ''] = cookie.replace(/^cookie: /, '').split('=');
	const session = JSON.parse(
		Buffer.from(value.replace(/^base64-/, ''), 'base64url').toString()
	) as Record<string, unknown>;
	const old = `${name}=base64-${Buffer.from(JSON.stringify({ ...session, expires_at: 1 })).toString('base64url')}`;

	let silent = false;
	const open = new Set<Socket>();
	const before = createServer((socket) => {
		open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
		const behind = connect(Number(new URL(stack.url).port), '127.0.0.1');
		behind.on('error', () => undefined).on('data', (chunk) => silent || socket.write(chunk));
		socket.on('data', (chunk) => silent || behind.write(chunk));
		socket.on('close', () => behind.destroy());
	});
	await new Promise<void>((resolve) => before.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void before.close());
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const app = spawnApp({
		host: '127.0.0.1',
		port,
		supabaseUrl: `http://127.0.0.1:${(before.address() as AddressInfo).port}`,
		publishableKey: stack.keys.publishable,
		heard: true
	});
	onTestFinished(() => endChild(app));
	app.stdout?.resume();
	let told = '';
	app.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
	await appAnswers(url);
	const asked = async (path: string, sent?: string) => {
		const began = performance.now();
		const answer = await fetch(url + path, {
			headers: sent ? { cookie: sent } : {},
			redirect: 'manual'
		});
		const text = await answer.text();
		return [path, answer.status, performance.now() - began < 4000, text] as const;
	};
	const mine = cookie.replace(/^cookie: /, '');
	const link = `/visit/${'A'.repeat(43)}`;
	const pages: [string, string?][] = [
		['/portal/welcome', mine],
		['/portal/welcome', old],
		['/patients', mine],
		['/portal/welcome/__data.json', mine],
		['/reachable', mine],
		['/sign-in'],
		[link]
	];
	expect((await asked('/portal/welcome', mine))[1]).toBe(200);
	// Each has been drawn once before its seconds are counted.
	await Promise.all(pages.map(([path, sent]) => sent !== old && asked(path, sent)));

	silent = true;
	const answers = await Promise.all(pages.map(([path, sent]) => asked(path, sent)));
	expect(answers.map((answer) => answer.slice(0, 3))).toEqual([
		['/portal/welcome', 503, true],
		['/portal/welcome', 503, true],
		['/patients', 503, true],
		['/portal/welcome/__data.json', 200, true],
		['/reachable', 503, true],
		['/sign-in', 200, true],
		[link, 500, true]
	]);
	for (const place of [0, 1, 2, 6]) {
		expect(answers[place]?.[3]).toContain('The hospital’s server cannot be reached');
	}
	// By which an open page knows to wait for it and read again.
	expect(answers[3]?.[3]).toContain('"unreachable":true');
	expect(told.match(/^.*"event":"unexpected".*/gm) ?? []).toEqual([]);

	silent = false;
	for (const socket of open) socket.destroy();
	expect((await asked('/reachable', mine))[1]).toBe(204);
	expect((await asked('/portal/welcome', mine))[1]).toBe(200);
}, 150_000);
