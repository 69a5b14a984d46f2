import type { Keys } from '../service.ts';
import { createVerifier, type Claims, type TokenKeys, type Verdict } from '../tokens.ts';

/** Turns what clients present (API keys, tokens) into tokens, and tokens into claims. */
export class Identities {
	readonly #keys: Keys;
	readonly #verify: (token: string) => Verdict;

	constructor(keys: Keys, tokenKeys: TokenKeys) {
		this.#keys = keys;
		this.#verify = createVerifier(tokenKeys);
	}

	/** The role token behind an API key of the new kind (`sb_…`); anything else is a token itself. */
	tokenOf(keyOrToken: string): string {
		if (keyOrToken === this.#keys.publishable) return this.#keys.anonToken;
		if (keyOrToken === this.#keys.secret) return this.#keys.serviceToken;
		return keyOrToken;
	}

	/** Who the bearer of `token` is, or why realtime takes it for nobody. */
	verify(token: string): { claims: Claims; error?: undefined } | { error: string; code: string } {
		const verdict = this.#verify(token);
		if (verdict.error !== undefined) return verdict;
		if (verdict.claims.role === undefined || verdict.claims.exp === undefined) {
			return { error: 'Fields `role` and `exp` are required in JWT', code: 'InvalidJWTToken' };
		}
		return verdict;
	}
}
