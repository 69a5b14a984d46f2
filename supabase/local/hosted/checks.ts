import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, listSetting, setting, type Config } from '../config.ts';
import { graphOf } from '../functions/graph.ts';
import { Sources } from '../functions/sources.ts';
import { limitsOf } from '../realtime/limits.ts';
import { ManagementApi } from './management-api.ts';

/*
 * What a project on hosted Supabase still lacks, found without changing anything: in the files and the environment here,
 * and, with a token, in the project itself.
 */

export const plans = ['free', 'pro', 'team', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

export interface Finding {
	/** What was looked at. */
	what: string;
	/** What to do about it; null: nothing. */
	todo: string | null;
}

export interface Asked {
	projectDirectory: string;
	plan: Plan;
	environment: Record<string, string | undefined>;
	/** Where the management API is: for tests. */
	apiUrl?: string;
}

const found = (what: string, isRight: boolean, todo: string): Finding => ({
	what,
	todo: isRight ? null : todo
});

/** Looks at everything; what cannot be looked at is a finding, too. */
export async function checkHosted(asked: Asked): Promise<Finding[]> {
	const config = loadConfig(asked.projectDirectory);
	return [
		...ofEnvironment(asked),
		...ofConfig(config, asked.plan),
		...ofFunctions(asked.projectDirectory),
		...(await ofProject(asked, config))
	];
}

function ofEnvironment({ environment, plan }: Asked): Finding[] {
	const { PUBLIC_SUPABASE_URL: url = '', PUBLIC_SUPABASE_PUBLISHABLE_KEY: key = '' } = environment;
	const { connections, messagesPerSecond } = limitsOf(plan === 'free' ? 'free' : 'pro');
	const small = plan === 'free' || plan === 'pro';
	return [
		found('PUBLIC_SUPABASE_URL', /^https:\/\//.test(url), 'Set it to https://<ref>.supabase.co'),
		found(
			'PUBLIC_SUPABASE_PUBLISHABLE_KEY',
			key.startsWith('sb_publishable_'),
			'Set it to the publishable key (sb_publishable_…); the key named anon ends with 2026'
		),
		found(
			'ORIGIN',
			/^https:\/\//.test(environment.ORIGIN ?? ''),
			'Set it to the https address of the app, or forms are refused behind a proxy'
		),
		{
			what: small
				? `the ${plan} plan: ${connections} screens at once, ${messagesPerSecond} live messages a second`
				: `the ${plan} plan: 10,000 screens at once, 2,500 live messages a second`,
			todo: null
		}
	];
}

function ofConfig(config: Config, plan: Plan): Finding[] {
	const site = setting(config, 'auth.site_url', '');
	const isPublic = /^https:\/\/(?!localhost|127\.)/.test(site);
	const hasHook = plan === 'team' || plan === 'enterprise';
	const redirects = listSetting(config, 'auth.additional_redirect_urls', []);
	return [
		found('config.toml: auth.site_url', isPublic, 'Set it to the https address of the app'),
		found(
			'config.toml: auth.additional_redirect_urls',
			redirects.some((address) => isPublic && address.startsWith(site)),
			`Add "${isPublic ? site : 'https://<the app>'}/**", or mailed links lead nowhere`
		),
		found(
			'config.toml: auth.additional_redirect_urls, nothing of this machine',
			!redirects.some((address) => /\/\/(localhost|127\.|\[::1\])/.test(address)),
			'Take localhost and 127.0.0.1 out: links mailed by the hospital could lead there'
		),
		found(
			'config.toml: auth.email.require_current_password',
			setting(config, 'auth.email.require_current_password', false),
			'Set it: whoever sits down at an open session could choose a new password'
		),
		...['password_verification_attempt', 'mfa_verification_attempt'].map((name) =>
			found(
				`config.toml: auth.hook.${name}`,
				hasHook || !setting(config, `auth.hook.${name}.enabled`, false),
				`Set enabled = false: the ${plan} plan has no such hook, and config push refuses the whole file`
			)
		),
		found(
			'config.toml: auth.email.smtp',
			setting(config, 'auth.email.smtp.enabled', false),
			'Set it: the sender of hosted mails twice an hour, and to your own team only'
		),
		found(
			'config.toml: auth.jwt_expiry',
			setting(config, 'auth.jwt_expiry', 3600) <= 900,
			'Set it to 900 or less: until then a hostile client hears what it no longer may'
		)
	];
}

function ofFunctions(project: string): Finding[] {
	return new Sources(project).names().map((name) => {
		const [unknown] = graphOf(project, name).unknown;
		return found(
			`functions/${name}: imports`,
			!unknown,
			`Declare ${unknown?.specifier} (${unknown?.file}) in functions/${name}/deno.json`
		);
	});
}

/** The functions' secrets that must be there; the rest has defaults, or is for who uses it. */
const secrets = ['JOBS_KEY', 'SITE_URL', 'SMTP_HOST', 'SMTP_PORT', 'MAIL_FROM'];
const vault = ['project_url', 'jobs_key'];
const extensions = ['pg_cron', 'pg_net'];
/** Called without a person's token: they check who calls themselves. */
const unverified = ['account-notices', 'audit-head', 'document-sweep', 'reminders', 'sms-status'];

async function ofProject(asked: Asked, config: Config): Promise<Finding[]> {
	const { environment, projectDirectory } = asked;
	const { SUPABASE_ACCESS_TOKEN: token, PUBLIC_SUPABASE_URL: url = '' } = environment;
	const ref = environment.SUPABASE_PROJECT_REF ?? /^https:\/\/([a-z]{20})\./.exec(url)?.[1];
	if (!token || !ref) {
		const todo = 'Set SUPABASE_ACCESS_TOKEN, and SUPABASE_PROJECT_REF unless the URL has it';
		return [{ what: 'the project itself', todo }];
	}
	const api = new ManagementApi({ url: asked.apiUrl, token, ref });
	/** A part of the project; when it cannot be read, that is the finding. */
	const part = async (what: string, read: () => Promise<Finding[]>): Promise<Finding[]> => {
		try {
			return await read();
		} catch (error) {
			return [{ what, todo: error instanceof Error ? error.message : String(error) }];
		}
	};
	const each = (names: string[], there: string[], what: string, todo: string) =>
		names.map((name) => found(`${what} ${name}`, there.includes(name), todo));

	const parts = [
		part('project', async () => {
			const { status } = await api.project();
			return [found('project: status', status === 'ACTIVE_HEALTHY', `It is ${status}`)];
		}),
		part('functions', async () => {
			const deployed = await api.functions();
			const slugs = deployed.map(({ slug }) => slug);
			const names = new Sources(projectDirectory).names();
			const open = deployed.filter(({ verify_jwt }) => verify_jwt === false);
			return [
				...each(names, slugs, 'function', 'npx supabase functions deploy --use-api'),
				...each(
					unverified.filter((name) => slugs.includes(name)),
					open.map(({ slug }) => slug),
					'without verify_jwt: function',
					'Deploy it with config.toml beside it, which says verify_jwt = false'
				)
			];
		}),
		part('secrets', async () =>
			each(secrets, await api.secrets(), 'secret', 'npx supabase secrets set <name>=…')
		),
		part('auth', async () => {
			const { site_url, smtp_host, jwt_exp } = await api.auth();
			const site = setting(config, 'auth.site_url', '');
			const push = 'npx supabase config push';
			return [
				found('auth: site_url', site_url === site, push),
				found('auth: smtp', Boolean(smtp_host), `[auth.email.smtp], then ${push}`),
				found('auth: jwt_exp', (jwt_exp ?? 3600) <= 900, push)
			];
		}),
		part('extensions', async () => {
			const rows = await api.query('select extname as name from pg_extension');
			return each(extensions, rows, 'extension', 'Enable it under Database → Extensions');
		}),
		part('migrations', async () => {
			const applied = await api.query(
				'select version as name from supabase_migrations.schema_migrations'
			);
			const files = readdirSync(join(projectDirectory, 'supabase', 'migrations'));
			const missing = files
				.filter((file) => file.endsWith('.sql'))
				.filter((file) => !applied.includes(file.split('_')[0] ?? ''));
			const todo = `${missing.length} are missing: npx supabase db push --remote`;
			return [found('migrations', missing.length === 0, todo)];
		}),
		part('vault', async () => {
			const rows = await api.query('select name from vault.secrets');
			return each(vault, rows, 'vault', 'select vault.create_secret(…): docs/hosted.md');
		}),
		part('jobs', async () => {
			const rows = await api.query(
				`select jobname as name from cron.job where active and exists (
					select from cron.job_run_details run
					where run.jobid = job.jobid and status = 'succeeded' and start_time > now() - interval '2 minutes')`
			);
			return each(
				['tick', 'reminders', 'audit_seals'],
				rows,
				'running: job',
				'pg_cron runs it after db push'
			);
		})
	];
	return (await Promise.all(parts)).flat();
}
