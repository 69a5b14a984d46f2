import { createMailCatcher } from '../mail/service.ts';
import type { Message, Summary } from '../mail/messages.ts';
import { freePort } from '../ports.ts';
import type { ServiceContext } from '../service.ts';
import { openBench, type Bench } from '../testing.ts';
import { createAuth } from './service.ts';

type Table = Record<string, unknown>;

/** A bench with the auth server on it and a mail catcher behind it. */
export interface AuthBench extends Bench {
	/** Starts the server anew with other settings of `[auth]`, laid over the tests' usual ones. */
	configure(settings?: Table): Promise<void>;
	/** The newest letter to an address, once there are `count` of them. */
	letterTo(address: string, count?: number): Promise<Message>;
	/** How many letters an address has got; letters under way are waited for. */
	countLetters(address: string): Promise<number>;
	/** Makes a confirmed user with a password. */
	addUser(email: string, password?: string): Promise<string>;
	/** A request past supabase-js, to see what is on the wire. */
	request(path: string, options?: RequestInit & { token?: string }): Promise<Response>;
}

export const goodPassword = 'Correct-Horse-7';

/** Nobody should wait in a test that is not about waiting. */
const usual: Table = {
	additional_redirect_urls: ['http://app.test/**'],
	minimum_password_length: 8,
	rate_limit: {
		email_sent: 10_000,
		token_refresh: 10_000,
		sign_in_sign_ups: 10_000,
		token_verifications: 10_000
	},
	email: { enable_confirmations: true, max_frequency: '0s' },
	mfa: { totp: { enroll_enabled: true, verify_enabled: true } }
};

export async function openAuthBench(
	settings: Table = {},
	changes: Partial<ServiceContext> = {}
): Promise<AuthBench> {
	const bench = await openBench();
	const [smtpPort, smsPort, webPort] = [await freePort(), await freePort(), await freePort()];
	const mail = await createMailCatcher({ smtpPort, smsPort, webPort, log: bench.context.log });

	const start = (table: Table) =>
		createAuth(
			{ ...bench.context, ...changes, smtpPort, config: { auth: merge(usual, table) } },
			{ passwordCost: 4 }
		);
	let service = start(settings);
	bench.mount('/auth/v1', service);

	const lettersTo = async (address: string) => {
		const answer = await fetch(`${mail.url}/api/messages?to=${encodeURIComponent(address)}`);
		return ((await answer.json()) as { messages: Summary[] }).messages;
	};
	const configure = async (table: Table = {}) => {
		await service.close();
		service = start(table);
		bench.mount('/auth/v1', service);
	};
	return {
		...bench,
		configure,
		async letterTo(address, count = 1) {
			for (const end = Date.now() + 5000; Date.now() < end; await pause(10)) {
				const letters = await lettersTo(address);
				if (letters.length < count) continue;
				return (await (
					await fetch(`${mail.url}/api/messages/${letters[0]?.id}`)
				).json()) as Message;
			}
			throw new Error(`There are not ${count} letters to ${address}`);
		},
		async countLetters(address) {
			// Letters go out after the answer; closing waits for the last of them.
			await configure();
			return (await lettersTo(address)).length;
		},
		async addUser(email, password = goodPassword) {
			const { data, error } = await bench
				.admin()
				.auth.admin.createUser({ email, password, email_confirm: true });
			if (error) throw error;
			return data.user.id;
		},
		request(path, { token, ...options } = {}) {
			return fetch(`${bench.context.apiUrl}/auth/v1${path}`, {
				redirect: 'manual',
				...options,
				headers: {
					apikey: bench.context.keys.publishable,
					...(token ? { authorization: `Bearer ${token}` } : {}),
					'content-type': 'application/json',
					...options.headers
				}
			});
		},
		async close() {
			await bench.close();
			await mail.close();
		}
	};
}

/** What a letter offers: the code to type, the hash its link carries, and the link. */
export function readLetter(letter: Message): { code: string; tokenHash: string; link: string } {
	const link = /https?:\S+/.exec(letter.text)?.[0] ?? '';
	const query = link ? new URL(link).searchParams : new URLSearchParams();
	return {
		code: /(?<![\w=])\d{6,10}(?!\w)/.exec(letter.text.replace(link, ''))?.[0] ?? '',
		tokenHash: query.get('token_hash') ?? query.get('token') ?? '',
		link
	};
}

/** Browser storage of one client, so that a PKCE verifier outlives the request. */
export function memoryStorage() {
	const items = new Map<string, string>();
	return {
		getItem: (key: string) => items.get(key) ?? null,
		setItem: (key: string, value: string) => void items.set(key, value),
		removeItem: (key: string) => void items.delete(key)
	};
}

/** Options of a client that signs in as `@supabase/ssr` does: by exchanging a code. */
export const pkceClient = () => ({
	auth: {
		flowType: 'pkce' as const,
		persistSession: true,
		autoRefreshToken: false,
		detectSessionInUrl: false,
		storage: memoryStorage()
	}
});

export const pause = (milliseconds: number) =>
	new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function merge(base: Table, over: Table): Table {
	const merged = { ...base };
	for (const [key, value] of Object.entries(over)) {
		const present = merged[key];
		merged[key] = isTable(present) && isTable(value) ? merge(present, value) : value;
	}
	return merged;
}

const isTable = (value: unknown): value is Table =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
