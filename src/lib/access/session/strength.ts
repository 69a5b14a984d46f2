export type Strength = 'short' | 'fair' | 'strong';

/** How long and varied a password is, as the person chooses it. The server has the last word (`schema.ts`). */
export function strengthOf(password: string): Strength {
	const different = new Set(password).size;
	if (password.length < 10 || different < 5) return 'short';
	return password.length >= 14 && different >= 8 ? 'strong' : 'fair';
}
