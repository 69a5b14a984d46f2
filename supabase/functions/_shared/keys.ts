/*
 * The project's keys: in a dictionary of which `default` is the first that was made, or under the names whose keys
 * end with 2026.
 */

function keysOf(dictionary: string, legacy: string): string[] {
	const { default: first, ...others } = JSON.parse(Deno.env.get(dictionary) || '{}') as Record<
		string,
		string
	>;
	return [first, ...Object.values(others), Deno.env.get(legacy)].filter((key) => key !== undefined);
}

function firstOf(dictionary: string, legacy: string): string {
	const [key] = keysOf(dictionary, legacy);
	if (!key) throw new Error(`${dictionary} is not set`);
	return key;
}

/** Opens what anybody may do. */
export const publishableKey = (): string =>
	firstOf('SUPABASE_PUBLISHABLE_KEYS', 'SUPABASE_ANON_KEY');

/** Outranks everybody. */
export const secretKey = (): string => firstOf('SUPABASE_SECRET_KEYS', 'SUPABASE_SERVICE_ROLE_KEY');

/** Every key that outranks everybody: while one is replaced there are two. */
export const secretKeys = (): string[] =>
	keysOf('SUPABASE_SECRET_KEYS', 'SUPABASE_SERVICE_ROLE_KEY');
