import {
	createHmac,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	randomUUID,
	sign as signWith,
	timingSafeEqual,
	verify as verifyWith
} from 'node:crypto';

/** The claims Lantern's tokens carry; anything else passes through untouched. */
export interface Claims {
	role?: string;
	sub?: string;
	exp?: number;
	session_id?: string;
	[name: string]: unknown;
}

/** A key pair of the curve P-256 as a JWK, whose private half is `d`. */
export interface SigningKey {
	kty: 'EC';
	crv: 'P-256';
	kid: string;
	x: string;
	y: string;
	d: string;
}

/** What the tokens of a stack are signed with. */
export interface TokenKeys {
	/** Of the roles' own tokens, and of what only the stack itself reads: HS256. */
	jwtSecret: string;
	/** Of the tokens of people who have signed in: ES256, which anybody can check and nobody forge. */
	signingKey: SigningKey;
}

/** A JSON Web Key of which others may know. */
export type PublicKey = Omit<SigningKey, 'd'> & {
	alg: 'ES256';
	use: 'sig';
	ext: true;
	key_ops: ['verify'];
};

/** Either the claims of a sound token, or why it is none, in the hosted server's own words. */
export type Verdict =
	{ claims: Claims; error?: undefined } | { claims?: undefined; error: string; code: string };

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'HS256', typ: 'JWT' });
/** A signature is two numbers of 32 bytes, not OpenSSL's DER. */
const dsaEncoding = 'ieee-p1363';
const remembered = 2000;

const sign = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest();

export function makeSigningKey(): SigningKey {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
	return { kty: 'EC', crv: 'P-256', kid: randomUUID(), x, y, d };
}

/** The half of a key that tokens are checked with, as the auth service publishes it. */
export function publicKey({ kty, crv, kid, x, y }: SigningKey): PublicKey {
	return { alg: 'ES256', crv, ext: true, key_ops: ['verify'], kid, kty, use: 'sig', x, y };
}

/** Everything a token of the stack may be checked with, secret included: for PostgREST. */
export function verificationKeys({ jwtSecret, signingKey }: TokenKeys): { keys: object[] } {
	const k = Buffer.from(jwtSecret).toString('base64url');
	return { keys: [publicKey(signingKey), { kty: 'oct', alg: 'HS256', use: 'sig', k }] };
}

/** A token's claims as they stand, under another signature: HS256. The token must have been verified. */
export function signAgain(secret: string, token: string): string {
	const text = `${header}.${token.split('.')[1]}`;
	return `${text}.${sign(secret, text).toString('base64url')}`;
}

/** Makes the function that signs claims as a compact ES256 JWT. */
export function createSigner(key: SigningKey): (claims: Claims) => string {
	const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
	const head = encode({ alg: 'ES256', kid: key.kid, typ: 'JWT' });
	return (claims) => {
		const text = `${head}.${encode(claims)}`;
		const signature = signWith('sha256', Buffer.from(text), { key: privateKey, dsaEncoding });
		return `${text}.${signature.toString('base64url')}`;
	};
}

/** Signs `claims` as a compact HS256 JWT. */
export function signToken(secret: string, claims: Claims): string {
	const text = `${header}.${encode(claims)}`;
	return `${text}.${sign(secret, text).toString('base64url')}`;
}

/**
 * A verifier for the tokens of one stack. Signatures are remembered, since every request of a session
 * brings the same token; expiry is looked at each time.
 *
 * @param keys without a signing key, nothing but what the secret has signed is believed
 */
export function createVerifier(
	keys: Pick<TokenKeys, 'jwtSecret'> & Partial<TokenKeys>
): (token: string) => Verdict {
	const known = new Map<string, Claims>();
	const isSigned = signatureCheck(keys);

	return (token) => {
		let claims = known.get(token);
		if (!claims) {
			const read = readToken(isSigned, token);
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

interface Header {
	alg?: unknown;
	kid?: unknown;
}

/** Whether a text was signed as its header says; undefined if no key here signs so. */
type SignatureCheck = (header: Header, text: string, signature: Buffer) => boolean | undefined;

function signatureCheck({ jwtSecret, signingKey }: Parameters<typeof createVerifier>[0]) {
	const key = signingKey && createPublicKey({ key: { ...publicKey(signingKey) }, format: 'jwk' });
	const check: SignatureCheck = ({ alg, kid }, text, signature) => {
		if (alg === 'HS256') {
			const wanted = sign(jwtSecret, text);
			return signature.length === wanted.length && timingSafeEqual(signature, wanted);
		}
		if (!key || alg !== 'ES256' || kid !== signingKey.kid) return undefined;
		return verifyWith('sha256', Buffer.from(text), { key, dsaEncoding }, signature);
	};
	return check;
}

function readToken(isSigned: SignatureCheck, token: string): Verdict {
	const [head = '', body = '', signature = '', ...more] = token.split('.');
	let header: unknown;
	let claims: unknown;
	try {
		header = JSON.parse(Buffer.from(head, 'base64url').toString());
		claims = JSON.parse(Buffer.from(body, 'base64url').toString());
	} catch {
		return { error: 'The token provided is not a valid JWT', code: 'MalformedJWT' };
	}
	if (more.length > 0)
		return { error: 'The token provided is not a valid JWT', code: 'MalformedJWT' };
	const sound =
		isObject(header) && isObject(claims)
			? isSigned(header, `${head}.${body}`, Buffer.from(signature, 'base64url'))
			: undefined;
	if (sound === undefined) {
		return {
			error: 'Failed to generate JWT signer, check your JWT secret or JWKS configuration',
			code: 'JwtSignerError'
		};
	}
	if (!sound) return { error: 'Failed to validate JWT signature', code: 'JwtSignatureError' };
	return { claims: claims as Claims };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
