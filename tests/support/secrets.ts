/** What must not be in what is built: whoever opens the app has half of it, and whoever gets the server's disk all of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How secrets look, whoever's they are. */
const shapes: [what: string, shape: RegExp][] = [
	['a secret key of Supabase', /sb_secret_[A-Za-z0-9_-]{16,}/],
	['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
	['a private key (JWK)', /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/],
	['the address of a database with its password', /postgres(?:ql)?:\/\/[^\s"'`:$]+:[^\s"'`@$]+@/],
	['an access key of Amazon', /\bAKIA[0-9A-Z]{16}\b/],
	['the secret local tokens are signed with', /super-secret-jwt-token-with-at-least-32-characters/]
];

/** Tokens are long-lived where they give a role; whose is read, whatever signed them. */
const token = /\beyJ[A-Za-z0-9_-]{10,}\.(eyJ[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{20,}/g;

/** What is found in a text. */
export function secretsIn(text: string): string[] {
	const found = shapes.flatMap(([what, shape]) => (shape.test(text) ? [what] : []));
	for (const [, claims = ''] of text.matchAll(token)) {
		try {
			const { role } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { role?: string };
			if (role && role !== 'anon') found.push(`a token of the role ${role}`);
		} catch {
			// No token after all.
		}
	}
	return found;
}

/** A line for each secret in a built folder, by file. What variables hold that are named so is looked for as well. */
export async function secretsBelow(
	folder: string,
	env: NodeJS.ProcessEnv = process.env
): Promise<string[]> {
	const held = Object.entries(env).filter(
		([name, value]) =>
			/SECRET|PASSWORD|_KEY$|TOKEN/.test(name) &&
			!/PUBLISHABLE/.test(name) &&
			(value?.length ?? 0) >= 12
	);
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter(
		(entry) => entry.isFile() && !/\.(woff2?|png|br|gz|wasm)$/.test(entry.name)
	);
	const lines = await Promise.all(
		files.map(async (entry) => {
			const path = join(entry.parentPath, entry.name);
			const text = await readFile(path, 'utf8');
			const names = held
				.filter(([, value]) => value && text.includes(value))
				.map(([name]) => `what ${name} holds`);
			return [...secretsIn(text), ...names].map((what) => `${path}: ${what}`);
		})
	);
	return lines.flat().sort();
}
