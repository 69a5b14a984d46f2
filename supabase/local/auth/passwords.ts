import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/bcrypt';
import { isGuessable } from '../../../src/lib/access/session/guessable.ts';
import { AuthError, validationFailed } from './errors.ts';
import type { AuthSettings } from './settings.ts';

/** bcrypt reads no further; hosted refuses longer ones instead of cutting them silently. */
const longest = 72;

const characterClasses = {
	letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
	lower: 'abcdefghijklmnopqrstuvwxyz',
	upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
	digits: '0123456789',
	symbols: '!@#$%^&*()_+-=[]{};\'\\:"|<>?,./`~'
} as const;

const requirements: Record<
	AuthSettings['password_requirements'],
	(keyof typeof characterClasses)[]
> = {
	'': [],
	letters_digits: ['letters', 'digits'],
	lower_upper_letters_digits: ['lower', 'upper', 'digits'],
	lower_upper_letters_digits_symbols: ['lower', 'upper', 'digits', 'symbols']
};

/** Hashes and checks passwords. */
export class Passwords {
	readonly #settings: AuthSettings;
	readonly #cost: number;
	/** Compared against where there is no password, so that no account takes as long as any. */
	readonly #nobodys: Promise<string>;

	constructor(settings: AuthSettings, cost: number) {
		this.#settings = settings;
		this.#cost = cost;
		this.#nobodys = this.hash(randomUUID());
	}

	hash(password: string): Promise<string> {
		return hash(password, this.#cost);
	}

	/** Takes the same time whether or not there is a hash to compare with. */
	async matches(password: string, stored: string | null | undefined): Promise<boolean> {
		const equal = await verify(password, stored || (await this.#nobodys));
		return equal && Boolean(stored);
	}

	/** @throws AuthError `weak_password` with the reasons `length`, `characters`, `pwned`, as hosted names them. */
	requireStrong(password: string, email?: string | null): void {
		if (Buffer.byteLength(password) > longest) {
			throw validationFailed(`Password cannot be longer than ${longest} characters`);
		}
		const { minimum_password_length: shortest, password_requirements: rule } = this.#settings;
		const reasons: string[] = [];
		const messages: string[] = [];
		if (password.length < shortest) {
			reasons.push('length');
			messages.push(`Password should be at least ${shortest} characters.`);
		}
		const classes = requirements[rule].map((name) => characterClasses[name]);
		if (!classes.every((set) => [...password].some((letter) => set.includes(letter)))) {
			reasons.push('characters');
			messages.push(
				`Password should contain at least one character of each: ${classes.join(', ')}.`
			);
		}
		if (reasons.length === 0 && isGuessable(password, email ?? '')) {
			reasons.push('pwned');
			messages.push(
				'Password is known to be weak and easy to guess, please choose a different one.'
			);
		}
		if (reasons.length > 0) {
			throw new AuthError(422, 'weak_password', messages.join(' '), { weak_password: { reasons } });
		}
	}
}
