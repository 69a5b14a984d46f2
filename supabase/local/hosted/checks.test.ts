import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkHosted, type Plan } from './checks.ts';

/* A project whose settings are right, and a management API that tells of one that has everything. */

const ref = 'abcdefghijklmnopqrst';
const site = 'https://lantern.example.org';
const repository = resolve(import.meta.dirname, '../../..');

let directory: string;
let answers: Record<string, unknown>;
let asked: string[];

const api = createServer(async (request, response) => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const path = (request.url ?? '').replace(`/v1/projects/${ref}`, '');
	const { query = '' } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { query?: string };
	const table = /from ([\w.]+)/.exec(query)?.[1];
	asked.push(`${request.method} ${path}`);
	const found = request.headers.authorization === 'Bearer sbp_right' && answers[table ?? path];
	const names =
		Array.isArray(found) && table ? found.map((name) => ({ name: String(name) })) : found;
	response.writeHead(found ? 200 : 403, { 'content-type': 'application/json' });
	response.end(JSON.stringify(found ? names : { message: 'Forbidden' }));
});

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'lantern-hosted-'));
	for (const folder of ['functions', 'migrations']) {
		cpSync(join(repository, 'supabase', folder), join(directory, 'supabase', folder), {
			recursive: true
		});
	}
	for (const area of ['app', 'people', 'records']) {
		cpSync(join(repository, 'src', 'lib', area), join(directory, 'src/lib', area), {
			recursive: true
		});
	}
	await new Promise<void>((ready) => api.listen(0, '127.0.0.1', ready));
});

afterAll(() => {
	api.close();
	rmSync(directory, { recursive: true, force: true });
});

const config = (changes: (text: string) => string = (text) => text) =>
	writeFileSync(
		join(directory, 'supabase', 'config.toml'),
		changes(
			readFileSync(join(repository, 'supabase', 'config.toml'), 'utf8')
				.replace('"http://127.0.0.1:3000"', `"${site}"`)
				.replace('additional_redirect_urls = [', `additional_redirect_urls = ["${site}/**",`)
				.replace('[auth.email]', '[auth.email.smtp]\nenabled = true\nport = 465\n\n[auth.email]')
		)
	);

beforeEach(() => {
	asked = [];
	config();
	answers = {
		'': { status: 'ACTIVE_HEALTHY' },
		'/functions': [
			{ slug: 'account-notices', verify_jwt: false },
			{ slug: 'audit-head', verify_jwt: false },
			{ slug: 'document-sweep', verify_jwt: false },
			{ slug: 'file-document', verify_jwt: true },
			{ slug: 'invite', verify_jwt: true },
			{ slug: 'reminders', verify_jwt: false },
			{ slug: 'sms-status', verify_jwt: false }
		],
		'/secrets': ['JOBS_KEY', 'SITE_URL', 'SMTP_HOST', 'SMTP_PORT', 'MAIL_FROM'].map((name) => ({
			name
		})),
		'/config/auth': { site_url: site, smtp_host: 'smtp.example.org', jwt_exp: 900 },
		pg_extension: ['pg_cron', 'pg_net'],
		'supabase_migrations.schema_migrations': readdirSync(
			join(directory, 'supabase', 'migrations')
		).map((file) => file.split('_')[0]),
		'vault.secrets': ['project_url', 'jobs_key'],
		'cron.job': ['tick', 'reminders', 'audit_seals']
	};
});

async function missing(plan: Plan, environment: Record<string, string> = {}) {
	const findings = await checkHosted({
		projectDirectory: directory,
		plan,
		apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
		environment: {
			PUBLIC_SUPABASE_URL: `https://${ref}.supabase.co`,
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
			ORIGIN: site,
			SUPABASE_ACCESS_TOKEN: 'sbp_right',
			...environment
		}
	});
	return findings.filter(({ todo }) => todo !== null).map(({ what }) => what);
}

test('of a project that has everything nothing is missing, and nothing is changed', async () => {
	expect(await missing('team')).toEqual([]);
	expect(asked.filter((request) => !/^GET|database\/query$/.test(request))).toEqual([]);
});

test('below the Team plan the hooks on passwords and codes stand in the way', async () => {
	const hook = 'config.toml: auth.hook';
	expect(await missing('pro')).toEqual([
		`${hook}.password_verification_attempt`,
		`${hook}.mfa_verification_attempt`
	]);
	config((text) => text.replace(/(verification_attempt\]\nenabled = )true/g, '$1false'));
	expect(await missing('free')).toEqual([]);
});

test('what leads home, or to whoever sits down at an open session, is named', async () => {
	config((text) =>
		text
			.replace(
				'additional_redirect_urls = [',
				'additional_redirect_urls = ["http://localhost:5173/**", '
			)
			.replace('require_current_password = true', 'require_current_password = false')
	);
	expect(await missing('team')).toEqual([
		'config.toml: auth.additional_redirect_urls, nothing of this machine',
		'config.toml: auth.email.require_current_password'
	]);
});

test('each thing that is not there is named', async () => {
	config((text) => text.replace('jwt_expiry = 900', 'jwt_expiry = 3600').replace(site, 'http://x'));
	rmSync(join(directory, 'supabase/functions/reminders/deno.json'));
	mkdirSync(join(directory, 'supabase/functions/new'));
	writeFileSync(
		join(directory, 'supabase/functions/new/index.ts'),
		'Deno.serve(() => new Response());'
	);
	answers['/secrets'] = [{ name: 'SITE_URL' }];
	answers['vault.secrets'] = ['project_url'];
	answers['cron.job'] = ['reminders'];
	answers.pg_extension = ['pg_net'];
	answers['/config/auth'] = { site_url: site, smtp_host: null, jwt_exp: 3600 };
	expect(await missing('team', { PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'eyJhbGciOi' })).toEqual([
		'PUBLIC_SUPABASE_PUBLISHABLE_KEY',
		'config.toml: auth.site_url',
		'config.toml: auth.additional_redirect_urls',
		'config.toml: auth.jwt_expiry',
		'functions/reminders: imports',
		'function new',
		...['JOBS_KEY', 'SMTP_HOST', 'SMTP_PORT', 'MAIL_FROM'].map((name) => `secret ${name}`),
		'auth: site_url',
		'auth: smtp',
		'auth: jwt_exp',
		'extension pg_cron',
		'vault jobs_key',
		'running: job tick',
		'running: job audit_seals'
	]);
});

test('what cannot be read is said, and the token is not', async () => {
	const findings = await missing('team', { SUPABASE_ACCESS_TOKEN: 'sbp_wrong' });
	expect(findings).toContain('project');
	expect(findings.join()).not.toContain('sbp_wrong');
	expect(await missing('team', { SUPABASE_ACCESS_TOKEN: '' })).toContain('the project itself');
});
