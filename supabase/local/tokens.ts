import { createHmac, timingSafeEqual } from 'node:crypto';

/** The claims Lantern's tokens carry; anything else passes through untouched. */
export interface Claims {
	role?: string;
	sub?: string;
	exp?: number;
	session_id?: string;
	[name: string]: unknown;
}

/** Either the claims of a sound token, or why it is none, in the hosted server's own words. */
export type Verdict =
	{ claims: Claims; error?: undefined } | { claims?: undefined; error: string; code: string };

const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
const remembered = 2000;

const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest();

/** Signs `claims` as a compact HS256 JWT. */
export function signToken(secret: string, claims: Claims): string {
	const text = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
	return `${text}.${sign(secret, text).toString('base64url')}`;
}

/**
 * A verifier for HS256 tokens of one secret. Signatures are remembered, since every request of a
 * session brings the same token; expiry is looked at each time.
 */
export function createVerifier(secret: string): (token: string) => Verdict {
	const known = new Map<string, Claims>();

	return (token) => {
		let claims = known.get(token);
		if (!claims) {
			const read = readToken(secret, token);
			if (read.error !== undefined) return read;
			claims = read.claims;
			if (known.size >= remembered) known.clear();
			known.set(token, claims);
		}
		const now = Math.floor(Date.now() / 1000);
		if (claims.exp !== undefined && claims.exp <= now) {
			return {
				error: `Token has expired ${now - claims.exp} seconds ago`,
				code: 'InvalidJWTToken'
			};
		}
		return { claims };
	};
}

function readToken(secret: string, token: string): Verdict {
	const [head = '', body = '', signature = ''] = token.split('.');
	let algorithm: unknown;
	let claims: unknown;
	try {
		algorithm = (JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg?: unknown }).alg;
		claims = JSON.parse(Buffer.from(body, 'base64url').toString());
	} catch {
		return { error: 'The token provided is not a valid JWT', code: 'MalformedJWT' };
	}
	if (algorithm !== 'HS256' || typeof claims !== 'object' || claims === null) {
		return {
			error: 'Failed to generate JWT signer, check your JWT secret or JWKS configuration',
			code: 'JwtSignerError'
		};
	}
	const wanted = sign(secret, `${head}.${body}`);
	const given = Buffer.from(signature, 'base64url');
	if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
		return { error: 'Failed to validate JWT signature', code: 'JwtSignatureError' };
	}
	return { claims: claims as Claims };
}
