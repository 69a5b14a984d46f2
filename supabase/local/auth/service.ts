import pg from 'pg';
import type { HttpService, ServiceContext } from '../service.ts';
import { createSigner, createVerifier, publicKey } from '../tokens.ts';
import type { Auth } from './environment.ts';
import { Hooks } from './hooks.ts';
import { createRouter } from './http.ts';
import { Limits } from './limits.ts';
import { Mailer } from './mailer.ts';
import { createProviders } from './oidc.ts';
import { Passwords } from './passwords.ts';
import { homeOf, Redirects } from './redirects.ts';
import { aboutRoutes } from './routes/about.ts';
import { accountRoutes } from './routes/account.ts';
import { adminLinkRoutes } from './routes/admin-links.ts';
import { adminUserRoutes } from './routes/admin-users.ts';
import { factorRoutes } from './routes/factors.ts';
import { linkRoutes } from './routes/links.ts';
import { providerRoutes } from './routes/providers.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { signUpRoutes } from './routes/sign-up.ts';
import { readSettings } from './settings.ts';

export interface AuthOptions {
	/** bcrypt's cost, a power of two: 10 takes about 60 ms. Tests may go down to 4. */
	passwordCost?: number;
}

/**
 * An auth server that speaks GoTrue's protocol, as supabase-js knows it, on hosted's own tables.
 * Obeys `[auth]` of `supabase/config.toml`.
 *
 * @throws Error naming the setting of `config.toml` that is wrong.
 */
export function createAuth(context: ServiceContext, options: AuthOptions = {}): HttpService {
	const settings = readSettings(context.config);
	const pool = new pg.Pool({
		connectionString: context.databaseUrl('supabase_auth_admin'),
		application_name: 'auth',
		max: 8
	});
	let closing = false;
	// A connection lost while idle (Postgres restarted) is replaced at the next use.
	pool.on('error', (error) => {
		if (!closing) context.log('auth', `connection lost: ${error.message}`);
	});
	// One that is being closed while Postgres stops says so too, and the pool no longer listens.
	pool.on('connect', (client) => client.on('error', () => undefined));

	const url = `${context.apiUrl}/auth/v1`;
	const auth: Auth = {
		pool,
		settings,
		siteUrl: context.siteUrl,
		url,
		jwtSecret: context.jwtSecret,
		publicKey: publicKey(context.signingKey),
		signToken: createSigner(context.signingKey),
		verifyToken: createVerifier(context),
		hooks: new Hooks(settings.hook),
		limits: new Limits(settings),
		mailer: new Mailer(context, settings),
		passwords: new Passwords(settings, options.passwordCost ?? 10),
		providers: createProviders(settings.external, `${url}/callback`),
		redirects: new Redirects(context.siteUrl, [
			...settings.additional_redirect_urls,
			...homeOf(context.siteUrl)
		])
	};
	const handle = createRouter(
		{
			...aboutRoutes(auth),
			...signUpRoutes(auth),
			...signInRoutes(auth),
			...linkRoutes(auth),
			...accountRoutes(auth),
			...factorRoutes(auth),
			...adminUserRoutes(auth),
			...adminLinkRoutes(auth),
			...providerRoutes(auth)
		},
		context.log
	);
	return {
		handle,
		async close() {
			closing = true;
			await auth.mailer.close();
			await pool.end();
		}
	};
}
