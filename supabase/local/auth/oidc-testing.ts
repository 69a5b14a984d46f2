import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { readBody } from '../exchange.ts';

/** The person signed in at the provider, and how its id tokens are made. */
export interface ProviderState {
	claims: JWTPayload;
	/** Changes what is signed, to see bad tokens refused. */
	tamper?: (claims: JWTPayload) => JWTPayload;
	/** Sign with a key the provider has not published. */
	wrongKey?: boolean;
	/** Refuse consent. */
	deny?: boolean;
}

interface PendingCode {
	challenge: string;
	nonce: string;
	redirectUri: string;
}

/**
 * A small OpenID Connect provider: discovery, authorization code with PKCE, RS256 id tokens, one
 * client. Its authorization page consents at once.
 */
export async function openProvider(client: { id: string; secret: string }) {
	const keys = await generateKeyPair('RS256');
	const others = await generateKeyPair('RS256');
	const codes = new Map<string, PendingCode>();
	const state: ProviderState = { claims: {} };
	let issuer = '';

	const idToken = (claims: JWTPayload) => {
		const now = Math.floor(Date.now() / 1000);
		const usual = { iss: issuer, aud: client.id, iat: now, exp: now + 300, ...claims };
		return new SignJWT(state.tamper ? state.tamper(usual) : usual)
			.setProtectedHeader({ alg: 'RS256', kid: 'one' })
			.sign(state.wrongKey ? others.privateKey : keys.privateKey);
	};

	function authorize(query: URLSearchParams, response: ServerResponse) {
		const target = new URL(query.get('redirect_uri') ?? '');
		target.searchParams.set('state', query.get('state') ?? '');
		if (state.deny) {
			target.searchParams.set('error', 'access_denied');
			target.searchParams.set('error_description', 'The user said no');
		} else {
			const code = randomUUID();
			codes.set(code, {
				challenge: query.get('code_challenge') ?? '',
				nonce: query.get('nonce') ?? '',
				redirectUri: target.origin + target.pathname
			});
			target.searchParams.set('code', code);
		}
		response.writeHead(302, { location: target.href }).end();
	}

	async function exchange(request: IncomingMessage, response: ServerResponse) {
		const form = new URLSearchParams((await readBody(request, 10_000)).toString());
		const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
		const [id, secret] = Buffer.from(basic, 'base64')
			.toString()
			.split(':')
			.map((half) => new URLSearchParams(`half=${half}`).get('half'));
		const pending = codes.get(form.get('code') ?? '');
		codes.delete(form.get('code') ?? '');
		const proof = createHash('sha256')
			.update(form.get('code_verifier') ?? '')
			.digest('base64url');
		const sound =
			id === client.id &&
			secret === client.secret &&
			pending?.challenge === proof &&
			pending.redirectUri === form.get('redirect_uri');
		if (!sound) return json(response, 400, { error: 'invalid_grant' });
		json(response, 200, {
			token_type: 'Bearer',
			access_token: 'at-the-provider',
			id_token: await idToken({ ...state.claims, nonce: pending.nonce })
		});
	}

	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', issuer);
		if (url.pathname === '/.well-known/openid-configuration') {
			json(response, 200, {
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				jwks_uri: `${issuer}/keys`
			});
		} else if (url.pathname === '/keys') {
			void exportJWK(keys.publicKey).then((key) =>
				json(response, 200, { keys: [{ ...key, kid: 'one', alg: 'RS256', use: 'sig' }] })
			);
		} else if (url.pathname === '/authorize') authorize(url.searchParams, response);
		else if (url.pathname === '/token') void exchange(request, response);
		else response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		issuer,
		/** Sets who is signed in at the provider, and how it behaves from now on. */
		become(next: ProviderState) {
			Object.assign(state, { tamper: undefined, wrongKey: false, deny: false }, next);
		},
		idToken,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

function json(response: ServerResponse, status: number, body: unknown) {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
