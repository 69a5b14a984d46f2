import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { repository } from '../stack.ts';

/* What the project's functions share, in the environment that hosted gives them. */

const sent = vi.hoisted(() => ({ by: [] as object[] }));
vi.mock('nodemailer', () => ({
	createTransport(options: object) {
		sent.by.push(options);
		return { sendMail: () => Promise.resolve(), close: () => undefined };
	}
}));

/** They are written for Deno, of which they need the environment alone. */
const shared = <Module>(name: string): Promise<Module> =>
	import(/* @vite-ignore */ join(repository, 'supabase/functions/_shared', name));

const environment = (variables: Record<string, string>) =>
	vi.stubGlobal('Deno', { env: { get: (name: string) => variables[name] } });

afterEach(() => {
	vi.unstubAllGlobals();
	sent.by = [];
});

describe('the keys', () => {
	interface Keys {
		publishableKey(): string;
		secretKey(): string;
		secretKeys(): string[];
	}
	const legacy = { SUPABASE_ANON_KEY: 'old anon', SUPABASE_SERVICE_ROLE_KEY: 'old service' };

	test('are those of the dictionaries, of which `default` comes first, though the old ones are there', async () => {
		const keys = await shared<Keys>('keys.ts');
		environment({
			...legacy,
			SUPABASE_PUBLISHABLE_KEYS: '{"web":"sb_publishable_2","default":"sb_publishable_1"}',
			SUPABASE_SECRET_KEYS: '{"next":"sb_secret_2","default":"sb_secret_1"}'
		});
		expect(keys.publishableKey()).toBe('sb_publishable_1');
		expect(keys.secretKey()).toBe('sb_secret_1');
		expect(keys.secretKeys()).toEqual(['sb_secret_1', 'sb_secret_2', 'old service']);
	});

	test('are the old ones where there are no others', async () => {
		const keys = await shared<Keys>('keys.ts');
		environment(legacy);
		expect([keys.publishableKey(), keys.secretKey()]).toEqual(['old anon', 'old service']);
		environment({});
		expect(() => keys.secretKey()).toThrow('SUPABASE_SECRET_KEYS is not set');
	});
});

describe('mail goes', () => {
	interface Mail {
		sendMail(to: string, from: string, message: object, id: string): Promise<{ kind: string }>;
	}
	const send = async (variables: Record<string, string>) => {
		environment({ SMTP_HOST: 'smtp.example.org', ...variables });
		const { sendMail } = await shared<Mail>('mail.ts');
		const message = { subject: 'A', text: 'b', html: '<p>b' };
		return (await sendMail('a@example.org', 'Lantern', message, 'x@example.org')).kind;
	};

	test('to port 465, over TLS, unless another is set: hosted functions reach neither 25 nor 587', async () => {
		expect(await send({})).toBe('accepted');
		expect(await send({ SMTP_PORT: '2525' })).toBe('accepted');
		expect(sent.by).toMatchObject([
			{ port: 465, secure: true },
			{ port: 2525, secure: false }
		]);
	});
});
