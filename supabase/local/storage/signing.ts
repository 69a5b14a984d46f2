import { createVerifier, signToken, type Claims, type Verdict } from '../tokens.ts';
import { StorageError } from './errors.ts';

/** What a signed address lets its bearer do, with one object. */
export interface Grant {
	bucket: string;
	key: string;
	purpose: 'download' | 'upload';
	/** For uploads: who will own the object, and whether it may replace one. */
	owner?: string;
	upsert?: boolean;
}

/** Signs and checks the tokens in signed addresses. */
export class Signing {
	readonly #secret: string;
	readonly #verify: (token: string) => Verdict;

	constructor(secret: string) {
		this.#secret = secret;
		this.#verify = createVerifier({ jwtSecret: secret });
	}

	/** A token for `seconds`. It names no role, so it is of no use anywhere else. */
	sign(grant: Grant, seconds: number): string {
		const now = Math.floor(Date.now() / 1000);
		const { bucket, key, purpose, owner, upsert } = grant;
		const url = `${bucket}/${key}`;
		return signToken(this.#secret, { url, purpose, owner, upsert, iat: now, exp: now + seconds });
	}

	/** The claims of a token for just this use. Throws InvalidJWT for any other. */
	check(token: string | null, wanted: Pick<Grant, 'bucket' | 'key' | 'purpose'>): Claims {
		const verdict = this.#verify(token ?? '');
		if (verdict.error !== undefined) throw new StorageError(400, 'InvalidJWT', verdict.error);
		const { url, purpose } = verdict.claims;
		if (url !== `${wanted.bucket}/${wanted.key}` || purpose !== wanted.purpose) {
			throw new StorageError(400, 'InvalidSignature', 'The token is for another file or use');
		}
		return verdict.claims;
	}
}
