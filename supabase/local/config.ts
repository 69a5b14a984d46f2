import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';

export type Config = Record<string, unknown>;

/**
 * Reads `supabase/config.toml`, the official CLI's file. `env(NAME)` stands for the variable's
 * value, as there; when it is not set the text stays, which no service mistakes for a secret.
 *
 * @throws with line and column when the file is no TOML
 */
export function loadConfig(projectDirectory: string): Config {
	const path = join(projectDirectory, 'supabase', 'config.toml');
	if (!existsSync(path)) return {};
	try {
		return withEnvironment(parse(readFileSync(path, 'utf8'))) as Config;
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		throw new Error(`supabase/config.toml cannot be read: ${error.message}`, { cause: error });
	}
}

/** The value at a dotted path such as `auth.email.otp_length`, if it has the fallback's type. */
export function setting<T extends string | number | boolean>(
	config: Config,
	path: string,
	fallback: T
): T {
	const value = at(config, path);
	return typeof value === typeof fallback ? (value as T) : fallback;
}

/** A list of texts at a dotted path. */
export function listSetting(config: Config, path: string, fallback: string[]): string[] {
	const value = at(config, path);
	if (!Array.isArray(value)) return fallback;
	return value.filter((entry): entry is string => typeof entry === 'string');
}

function at(config: Config, path: string): unknown {
	let value: unknown = config;
	for (const key of path.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = (value as Record<string, unknown>)[key];
	}
	return value;
}

function withEnvironment(value: unknown): unknown {
	if (typeof value === 'string') {
		const name = /^env\((\w+)\)$/.exec(value)?.[1];
		return (name && process.env[name]) ?? value;
	}
	if (Array.isArray(value)) return value.map(withEnvironment);
	if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
		return Object.fromEntries(
			Object.entries(value).map(([key, inner]) => [key, withEnvironment(inner)])
		);
	}
	return value;
}
