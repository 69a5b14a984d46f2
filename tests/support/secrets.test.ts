import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localKeys } from '../../supabase/local/keys.ts';
import { secretsBelow, secretsIn } from './secrets.ts';

test('a secret in what is built is found, whatever its shape, and the public keys are none', async () => {
	const { secret, serviceToken, anonToken, publishable } = localKeys();
	for (const text of [
		secret,
		serviceToken,
		'-----BEGIN PRIVATE KEY-----',
		'postgresql://postgres:hidden@db.example.org/postgres',
		'{"kty":"EC","d":"0123456789abcdefghijklmnopqrstuvwxyz0123456789"}'
	]) {
		expect(secretsIn(`const a = '${text}';`), text).toHaveLength(1);
	}
	for (const text of [publishable, anonToken, 'postgresql://${user}:${password}@host', 'eyJ.eyJ']) {
		expect(secretsIn(`const a = '${text}';`), text).toEqual([]);
	}

	const folder = await mkdtemp(join(tmpdir(), 'lantern-secrets-'));
	await writeFile(join(folder, 'chunk.js'), `export const a = 'a word nobody may know';`);
	expect(await secretsBelow(folder, { SMTP_PASSWORD: 'a word nobody may know' })).toEqual([
		`${join(folder, 'chunk.js')}: what SMTP_PASSWORD holds`
	]);
	expect(await secretsBelow(folder, {})).toEqual([]);
	await rm(folder, { recursive: true });
});
