import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { AuthError } from './errors.ts';
import type { ProviderSettings } from './settings.ts';

/** Providers sign with their private key; a shared secret or none would let anyone sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const timeLimit = 10_000;
/** How long a discovery document is believed, in milliseconds. */
const discoveryLifetime = 60 * 60_000;

const discoveryDocument = z.object({
	issuer: z.string(),
	authorization_endpoint: z.url(),
	token_endpoint: z.url(),
	jwks_uri: z.url(),
	token_endpoint_auth_methods_supported: z.array(z.string()).optional()
});
const tokenAnswer = z.object({ id_token: z.string(), access_token: z.string().optional() });

interface Discovery {
	document: z.output<typeof discoveryDocument>;
	keys: ReturnType<typeof createRemoteJWKSet>;
	readAt: number;
}

/** Who somebody is, by the provider's word. */
export interface Person {
	subject: string;
	email?: string;
	emailVerified: boolean;
	claims: JWTPayload;
}

/** The providers a project has switched on and given an issuer, by name. */
export function createProviders(
	settings: Record<string, ProviderSettings>,
	callbackUrl: string
): Map<string, OidcProvider> {
	const usable = Object.entries(settings).filter(([, { enabled, url }]) => enabled && url);
	return new Map(usable.map(([name, each]) => [name, new OidcProvider(name, each, callbackUrl)]));
}

/** One OpenID Connect provider, found by the discovery document of its issuer. */
export class OidcProvider {
	readonly name: string;
	readonly #settings: ProviderSettings;
	readonly #redirectUri: string;
	#discovery: Discovery | undefined;

	constructor(name: string, settings: ProviderSettings, callbackUrl: string) {
		this.name = name;
		this.#settings = settings;
		this.#redirectUri = settings.redirect_uri || callbackUrl;
	}

	/** Where to send somebody to sign in; `verifier` is PKCE's, and stays here. */
	async authorizationUrl(request: {
		state: string;
		nonce: string;
		verifier: string;
		scopes: string;
		more: [string, string][];
	}): Promise<string> {
		const { document } = await this.#discover();
		const url = new URL(document.authorization_endpoint);
		for (const [name, value] of request.more) url.searchParams.set(name, value);
		const scopes = new Set(['openid', 'email', 'profile', ...request.scopes.split(/[\s,]+/)]);
		const own = {
			client_id: this.#settings.client_id,
			redirect_uri: this.#redirectUri,
			response_type: 'code',
			scope: [...scopes].filter(Boolean).join(' '),
			state: request.state,
			nonce: request.nonce,
			code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
			code_challenge_method: 'S256'
		};
		for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value);
		return url.href;
	}

	/** Trades the provider's code for who it was, and the provider's own access token. */
	async redeem(
		code: string,
		verifier: string,
		nonce: string
	): Promise<{ person: Person; accessToken: string | undefined }> {
		const { document } = await this.#discover();
		const { client_id: id, secret } = this.#settings;
		const form = new URLSearchParams({
			grant_type: 'authorization_code',
			code,
			redirect_uri: this.#redirectUri,
			code_verifier: verifier
		});
		const headers: Record<string, string> = { accept: 'application/json' };
		const methods = document.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
		if (methods.includes('client_secret_basic')) {
			const credentials = `${formEncode(id)}:${formEncode(secret)}`;
			headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
		} else {
			form.set('client_id', id);
			form.set('client_secret', secret);
		}
		const answer = await fetch(document.token_endpoint, {
			method: 'POST',
			headers,
			body: form,
			signal: AbortSignal.timeout(timeLimit)
		});
		const tokens = answer.ok ? tokenAnswer.safeParse(await answer.json()) : undefined;
		if (!tokens?.success) throw failed(`${this.name} did not accept the authorization code`);
		return {
			person: await this.verify(tokens.data.id_token, nonce),
			accessToken: tokens.data.access_token
		};
	}

	/** Checks signature, issuer, audience, time and nonce of an id token. */
	async verify(idToken: string, nonce: string | undefined): Promise<Person> {
		const { document, keys } = await this.#discover();
		let claims: JWTPayload;
		try {
			({ payload: claims } = await jwtVerify(idToken, keys, {
				algorithms,
				issuer: document.issuer,
				audience: this.#settings.client_id,
				requiredClaims: ['sub', 'exp', 'iat']
			}));
		} catch (error) {
			if (!(error instanceof errors.JOSEError)) throw error;
			throw failed(`The id token of ${this.name} is not sound: ${error.message}`);
		}
		if (!this.#settings.skip_nonce_check && claims.nonce !== nonce) {
			throw failed('Nonces mismatch');
		}
		return {
			subject: claims.sub ?? '',
			email: typeof claims.email === 'string' ? claims.email.toLowerCase() : undefined,
			// Some providers write it as text.
			emailVerified: claims.email_verified === true || claims.email_verified === 'true',
			claims
		};
	}

	async #discover(): Promise<Discovery> {
		const known = this.#discovery;
		if (known && Date.now() - known.readAt < discoveryLifetime) return known;
		const issuer = this.#settings.url.replace(/\/$/, '');
		const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
			signal: AbortSignal.timeout(timeLimit)
		}).catch((error: unknown) => {
			throw unreachable(this.name, String(error));
		});
		const document = discoveryDocument.safeParse(await answer.json().catch(() => undefined));
		if (!document.success) throw unreachable(this.name, `no discovery document at ${issuer}`);
		if (document.data.issuer.replace(/\/$/, '') !== issuer) {
			throw unreachable(this.name, `it calls itself ${document.data.issuer}, not ${issuer}`);
		}
		this.#discovery = {
			document: document.data,
			keys: createRemoteJWKSet(new URL(document.data.jwks_uri), { timeoutDuration: timeLimit }),
			readAt: Date.now()
		};
		return this.#discovery;
	}
}

/** RFC 6749, 2.3.1: both halves of the credentials are encoded as a form's values are. */
const formEncode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);

const failed = (message: string) => new AuthError(400, 'bad_oauth_callback', message);
const unreachable = (name: string, reason: string) =>
	new AuthError(502, 'unexpected_failure', `The provider ${name} cannot be used: ${reason}`);
