import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecrets, localKeys } from './keys.ts';
import { createVerifier } from './tokens.ts';

let stateDirectory: string;
beforeEach(() => (stateDirectory = mkdtempSync(join(tmpdir(), 'lantern-keys-'))));
afterEach(() => rmSync(stateDirectory, { recursive: true }));

test('on loopback the keys are those of `supabase start`', () => {
	expect(loadSecrets(stateDirectory, '127.0.0.1').keys).toEqual(localKeys());
	// The very token its documentation prints.
	expect(localKeys().anonToken).toBe(
		'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9.CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0'
	);
});

test('where others can connect every secret is generated, and kept for the owner’s eyes', () => {
	const secrets = loadSecrets(stateDirectory, '0.0.0.0');
	const wellKnown = loadSecrets(mkdtempSync(join(stateDirectory, 'other-')), 'localhost');
	for (const name of ['jwtSecret', 'databasePassword'] as const) {
		expect(secrets[name]).not.toBe(wellKnown[name]);
		expect(secrets[name].length).toBeGreaterThanOrEqual(32);
	}
	for (const name of ['publishable', 'secret', 'anonToken', 'serviceToken'] as const) {
		expect(secrets.keys[name]).not.toBe(wellKnown.keys[name]);
	}
	expect(statSync(join(stateDirectory, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('generated secrets stay the same, on whatever address the next start binds', () => {
	const first = loadSecrets(stateDirectory, '0.0.0.0');
	expect(loadSecrets(stateDirectory, '0.0.0.0')).toEqual(first);
	expect(loadSecrets(stateDirectory, '127.0.0.1')).toEqual(first);
});

test('the key that signs people’s tokens is each stack’s own, made at its first start and kept', () => {
	const first = loadSecrets(stateDirectory, '127.0.0.1').signingKey;
	expect(loadSecrets(stateDirectory, '127.0.0.1').signingKey).toEqual(first);
	expect(statSync(join(stateDirectory, 'signing-key.json')).mode & 0o777).toBe(0o600);
	const other = loadSecrets(mkdtempSync(join(stateDirectory, 'other-')), '127.0.0.1');
	expect(other.signingKey.d).not.toBe(first.d);
	expect(other.signingKey.kid).not.toBe(first.kid);
});

test('so they are where a proxy opens a loopback stack to others', () => {
	const { jwtSecret } = loadSecrets(stateDirectory, '127.0.0.1', 'lantern.hospital.example');
	expect(jwtSecret).not.toBe(
		loadSecrets(mkdtempSync(join(stateDirectory, 'o-')), '[::1]').jwtSecret
	);
});

test('the role tokens are signed with the secret they come with', () => {
	const { keys, ...tokenKeys } = loadSecrets(stateDirectory, '0.0.0.0');
	const verify = createVerifier(tokenKeys);
	expect(verify(keys.anonToken).claims?.role).toBe('anon');
	expect(verify(keys.serviceToken).claims?.role).toBe('service_role');
});
