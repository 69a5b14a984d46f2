import { createClient } from '@supabase/supabase-js';
import ws from 'ws';
import { version } from '$app/environment';
import { supabaseAddress } from '$lib/app/supabase/server';
import type { Database } from '$lib/app/supabase/database.types';

export interface Health {
	status: 'ok' | 'degraded' | 'down';
	version: string;
	/** By part: whether it answers, or goes on. */
	parts: Record<string, boolean>;
}

const patience = 2000;
/** Without these nobody can work; the others are told to whoever keeps the systems. */
const needed = ['database', 'auth', 'realtime', 'storage'];

async function answers(path: string): Promise<boolean> {
	const { url, key } = supabaseAddress();
	const answer = await fetch(`${url}${path}`, {
		headers: { apikey: key },
		signal: AbortSignal.timeout(patience)
	}).catch(() => null);
	void answer?.body?.cancel();
	return answer !== null && answer.ok;
}

/** A live channel is what nurses look at: whether a socket opens is the only answer that counts. */
function opensSocket(): Promise<boolean> {
	const { url, key } = supabaseAddress();
	return new Promise((resolve) => {
		const socket = new ws(
			`${url.replace(/^http/, 'ws')}/realtime/v1/websocket?apikey=${key}&vsn=1.0.0`,
			{ handshakeTimeout: patience }
		);
		const done = (opened: boolean) => {
			resolve(opened);
			socket.terminate();
		};
		socket.once('open', () => done(true));
		socket.once('error', () => done(false));
	});
}

/** What the database says of messages, seals, backups and jobs; undefined if it does not answer. */
async function database(): Promise<Record<string, boolean> | undefined> {
	const { data } = await client().rpc('health').abortSignal(AbortSignal.timeout(patience));
	return (data ?? undefined) as Record<string, boolean> | undefined;
}

/** As a stranger: the app has no key of its own. */
function client() {
	const { url, key } = supabaseAddress();
	return createClient<Database>(url, key, {
		auth: { persistSession: false, autoRefreshToken: false },
		realtime: { transport: ws as unknown as typeof WebSocket }
	});
}

async function look(): Promise<Health> {
	const [said, auth, realtime, storage] = await Promise.all([
		database().catch(() => undefined),
		answers('/auth/v1/health'),
		opensSocket(),
		answers('/storage/v1/bucket')
	]);
	const parts: Record<string, boolean> = {
		database: said !== undefined,
		auth,
		realtime,
		storage,
		...said
	};
	const isDown = needed.some((part) => !parts[part]);
	const isWhole = Object.values(parts).every(Boolean);
	return { status: isDown ? 'down' : isWhole ? 'ok' : 'degraded', version, parts };
}

let known: { at: number; health: Promise<Health> } | undefined;

/** How the hospital's systems are, asked at most every two seconds however many ask here. */
export function health(now = Date.now()): Promise<Health> {
	if (!known || now - known.at > 2000) known = { at: now, health: look() };
	return known.health;
}

/** How many sockets are open and channels joined, of a realtime service that says so: hosted's does not here. */
export async function realtimeFigures(token: string): Promise<Record<string, number>> {
	const { url, key } = supabaseAddress();
	const answer = await fetch(`${url}/realtime/v1/metrics`, {
		headers: { apikey: key, authorization: `Bearer ${token}` },
		signal: AbortSignal.timeout(patience)
	}).catch(() => null);
	if (answer?.ok) return (await answer.json()) as Record<string, number>;
	void answer?.body?.cancel();
	return {};
}

export type Figures = Record<string, number | Record<string, number> | null>;

/** The database's figures for whoever knows the token; null for all others. */
export async function figures(token: string): Promise<Figures | null> {
	const { data, error } = await client().rpc('metrics', { p_token: token });
	if (error) throw new Error('the database gave no figures');
	return data as Figures | null;
}
