import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { launchRest } from './rest.ts';
import { makeSigningKey } from './tokens.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'lantern-rest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.unstubAllEnvs());

const launch = () =>
	launchRest({
		databaseUrl: 'postgresql://authenticator@127.0.0.1:1/postgres',
		tokenKeys: { jwtSecret: 'x'.repeat(32), signingKey: makeSigningKey() },
		socket: join(folder, 'socket'),
		config: {}
	});

test('POSTGREST_BIN names the PostgREST that is started', async () => {
	const program = join(folder, 'postgrest');
	writeFileSync(program, '#!/bin/sh\necho "newer than npm has, on $PGRST_SERVER_UNIX_SOCKET"\n', {
		mode: 0o755
	});
	vi.stubEnv('POSTGREST_BIN', program);
	await expect(launch()).rejects.toThrow(`newer than npm has, on ${join(folder, 'socket')}`);
});

test('and when there is no such program, none is', async () => {
	vi.stubEnv('POSTGREST_BIN', join(folder, 'nowhere'));
	await expect(launch()).rejects.toThrow(
		`POSTGREST_BIN names ${join(folder, 'nowhere')}, which does not exist.`
	);
});
