import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localPassword } from './postgres.ts';
import type { Keys } from './service.ts';
import { makeSigningKey, signToken, type SigningKey, type TokenKeys } from './tokens.ts';

/** Everything secret about one stack. */
export interface Secrets extends TokenKeys {
	keys: Keys;
	/** Of every database login. */
	databasePassword: string;
}

interface Kept {
	jwtSecret: string;
	publishable: string;
	secret: string;
	databasePassword: string;
}

/** The constants `supabase start` uses on every machine; safe only where nobody else can connect. */
const wellKnown: Kept = {
	jwtSecret: 'super-secret-jwt-token-with-at-least-32-characters-long',
	publishable: 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH',
	secret: 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz',
	databasePassword: localPassword
};
/** 2032-11-10, the expiry of the role tokens `supabase start` prints. */
const roleTokensExpire = 1983812996;

/** The keys of a stack bound to loopback. */
export function localKeys(): Keys {
	return keysOf(wellKnown);
}

/**
 * The secrets of the stack in `stateDirectory`: the well-known local ones while only this machine
 * can reach it; generated on the first start that others can reach, and kept from then on. The key
 * that signs people's tokens is always this stack's own: nobody needs to know it.
 *
 * @param hosts what the stack is bound to, and the host of the address people open, which a proxy
 *   may serve from elsewhere
 */
export function loadSecrets(stateDirectory: string, ...hosts: string[]): Secrets {
	const file = join(stateDirectory, 'secrets.json');
	const isOwn = existsSync(file) || !hosts.every(isLoopback);
	const kept = isOwn ? keptIn<Kept>(file, generate) : wellKnown;
	return {
		jwtSecret: kept.jwtSecret,
		databasePassword: kept.databasePassword,
		keys: keysOf(kept),
		signingKey: keptIn<SigningKey>(join(stateDirectory, 'signing-key.json'), makeSigningKey)
	};
}

function generate(): Kept {
	const random = (bytes: number) => randomBytes(bytes).toString('base64url');
	return {
		jwtSecret: random(48),
		publishable: `sb_publishable_${random(24)}`,
		secret: `sb_secret_${random(24)}`,
		databasePassword: random(24)
	};
}

/** What a file holds, made at first; for the owner's eyes only. */
function keptIn<Thing>(file: string, make: () => Thing): Thing {
	if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Thing;
	const made = make();
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify(made, null, '\t'), { mode: 0o600, flag: 'wx' });
	return made;
}

/**
 * What the database's jobs show to the edge functions they call. Follows from the stack's secret, so
 * that there is one secret less to keep; it opens those functions and nothing else.
 */
export function jobsKey(jwtSecret: string): string {
	return createHmac('sha256', jwtSecret).update('lantern jobs').digest('base64url');
}

/** What Prometheus shows to read the app's `/metrics`, in `metrics.token`; of this stack alone, whoever it is bound to. */
export function metricsToken(stateDirectory: string): string {
	const file = join(stateDirectory, 'metrics.token');
	if (!existsSync(file)) {
		writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
	}
	return readFileSync(file, 'utf8').trim();
}

export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');
}

function keysOf({ jwtSecret, publishable, secret }: Kept): Keys {
	const roleToken = (role: string) =>
		signToken(jwtSecret, { iss: 'supabase-demo', role, exp: roleTokensExpire });
	return {
		publishable,
		secret,
		anonToken: roleToken('anon'),
		serviceToken: roleToken('service_role')
	};
}
