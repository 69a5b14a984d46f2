import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { addressOf } from './address.ts';
import { startBackups } from './backup/schedule.ts';
import { createAuth } from './auth/service.ts';
import { loadConfig, setting } from './config.ts';
import { createFunctions } from './functions/service.ts';
import { openGateway } from './gateway.ts';
import { jobsKey, loadSecrets, metricsToken } from './keys.ts';
import { takeLock } from './lock.ts';
import { createMailCatcher } from './mail/service.ts';
import { migrate, migrationsHash } from './migrations.ts';
import { configuredPorts, freePorts, requirePorts, stackPorts } from './ports.ts';
import { preparePostgres, stopPostgres } from './postgres.ts';
import { startPoster } from './poster.ts';
import { createRealtime } from './realtime/service.ts';
import { launchRest } from './rest.ts';
import { startScheduler } from './scheduler.ts';
import { watchSchema } from './schema-watch.ts';
import type { Log, Ports, ServiceContext, Stack, StackOptions } from './service.ts';
import { Shutdown } from './shutdown.ts';
import { createStorage } from './storage/service.ts';
import { endChild, supervise } from './supervisor.ts';

/** The repository this file is part of. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** State lives here unless a test says otherwise. */
export const defaultStateDirectory = process.env.LANTERN_STATE ?? join(repository, '.local');

/** For people, or with `LOG_FORMAT=json` for programs, as the app's own log is. */
export const toConsole: Log = (service, message) =>
	console.log(
		process.env.LOG_FORMAT === 'json'
			? JSON.stringify({ at: new Date().toISOString(), level: 'info', event: service, message })
			: `[${service}] ${message}`
	);

/**
 * Starts the embedded Supabase: Postgres with migrations, REST, auth, realtime, storage, functions,
 * the mail catcher, the scheduler, and the gateway before them. When it resolves, all of it serves.
 * When it rejects, nothing of it is left.
 *
 * @throws AlreadyRunning when a stack runs on this state folder
 * @throws PortsTaken when a port cannot be had
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const projectDirectory = options.projectDirectory ?? repository;
	const { host = '127.0.0.1', log = toConsole } = options;
	const config = loadConfig(projectDirectory);
	const stateDirectory = makeDirectory(options.stateDirectory ?? defaultStateDirectory);
	const ports = await choosePorts(options.ports, configuredPorts(config));
	const url = addressOf(host, ports.api);
	const siteUrl = options.siteUrl ?? setting(config, 'auth.site_url', 'http://127.0.0.1:3000');
	const shutdown = new Shutdown((problem) => log('stack', `while stopping: ${problem}`));

	try {
		const lock = await takeLock(stateDirectory, options.siteUrl ?? url);
		shutdown.add(() => lock.release());
		await requirePorts([...(options.alsoRequire ?? []), ...stackPorts(ports, host)]);
		const secrets = loadSecrets(stateDirectory, host, new URL(siteUrl).hostname);
		const { keys, jwtSecret, signingKey } = secrets;

		const postgres = preparePostgres({
			stateDirectory,
			port: ports.database,
			password: secrets.databasePassword,
			fsync: options.fsync ?? true,
			copyOf: options.copyOf,
			log
		});
		shutdown.add(() => postgres.dispose());
		const children = new Children((pids) => lock.note(pids, postgres.socketDirectory));

		const database = await supervise({
			name: 'postgres',
			launch: postgres.launch,
			stop: stopPostgres,
			onchange: (pid) => children.set('postgres', pid),
			log
		});
		shutdown.add(() => database.stop());
		await postgres.bootstrap();
		if (options.migrate ?? true) {
			const applied = await migrate({
				databaseUrl: postgres.databaseUrl('postgres'),
				projectDirectory
			});
			noteMigrations({ stateDirectory, projectDirectory, fresh: applied.length > 0, log });
		}
		await options.prepare?.(postgres.databaseUrl('postgres'));
		await setSecrets(postgres.databaseUrl('postgres'), {
			project_url: url,
			jobs_key: jobsKey(secrets.jwtSecret),
			metrics_token: metricsToken(stateDirectory)
		});

		const context: ServiceContext = {
			databaseUrl: postgres.databaseUrl,
			keys,
			jwtSecret,
			signingKey,
			apiUrl: url,
			siteUrl,
			projectDirectory,
			stateDirectory,
			smtpPort: ports.smtp,
			smsPort: ports.sms,
			mailPort: ports.mail,
			config,
			log
		};
		const restSocket = join(postgres.socketDirectory, 'rest');
		const services = await openServices(context, ports, restSocket, children, shutdown);
		const gateway = await shutdown.open(() =>
			openGateway({
				host,
				port: ports.api,
				keys,
				tokenKeys: { jwtSecret, signingKey },
				restSocket,
				...services,
				log
			})
		);

		return {
			url,
			mailUrl: services.mail.url,
			keys,
			jwtSecret,
			signingKey,
			ports,
			databaseUrl: postgres.databaseUrl,
			children: () => children.list(),
			dropSockets: () => gateway.dropSockets(),
			stop: () => shutdown.run()
		};
	} catch (error) {
		await shutdown.run();
		throw error;
	}
}

/** Opens what stands behind the gateway, all at once: none waits for another. */
async function openServices(
	context: ServiceContext,
	ports: Ports,
	restSocket: string,
	children: Children,
	shutdown: Shutdown
) {
	const { databaseUrl, log } = context;
	const rest = supervise({
		name: 'rest',
		launch: () =>
			launchRest({
				databaseUrl: restDatabaseUrl(databaseUrl('authenticator'), dirname(restSocket)),
				tokenKeys: context,
				socket: restSocket,
				config: context.config
			}),
		stop: (running) => endChild(running),
		onchange: (pid) => children.set('rest', pid),
		log
	}).then((child) => {
		shutdown.add(() => child.stop());
		return shutdown.open(() =>
			watchSchema(databaseUrl('authenticator'), () => {
				const pid = children.list().find(({ name }) => name === 'rest')?.pid;
				if (pid === undefined) return;
				// To PostgREST: read its settings and the schema again.
				process.kill(pid, 'SIGUSR2');
				process.kill(pid, 'SIGUSR1');
			})
		);
	});

	const opening = {
		mail: shutdown.open(() =>
			createMailCatcher({ smtpPort: ports.smtp, smsPort: ports.sms, webPort: ports.mail, log })
		),
		auth: shutdown.open(() => createAuth(context)),
		realtime: shutdown.open(() => createRealtime(context)),
		storage: shutdown.open(() => createStorage(context)),
		functions: shutdown.open(() => createFunctions(context)),
		scheduler: shutdown.open(() =>
			startScheduler({
				adminUrl: databaseUrl('supabase_admin'),
				jobUrl: databaseUrl('postgres'),
				log
			})
		),
		poster: shutdown.open(() => startPoster({ adminUrl: databaseUrl('supabase_admin'), log })),
		backups: shutdown.open(() =>
			startBackups({
				databaseUrl: databaseUrl('postgres'),
				stateDirectory: context.stateDirectory,
				log
			})
		)
	};
	// When one fails the others must have been noted for closing before that begins.
	await Promise.allSettled([rest, ...Object.values(opening)]);
	await rest;
	const services = {
		mail: await opening.mail,
		auth: await opening.auth,
		realtime: await opening.realtime,
		storage: await opening.storage,
		functions: await opening.functions
	};
	await opening.scheduler;
	await opening.poster;
	await opening.backups;

	// Deno starts with the first call of a function, and its service keeps it running.
	const watch = setInterval(() => children.set('functions', services.functions.pid()), 1000);
	shutdown.add(() => clearInterval(watch));
	return services;
}

/** Through the server's Unix socket, which costs a request less than TCP does. */
function restDatabaseUrl(url: string, socketDirectory: string): string {
	const { username, password, port, pathname } = new URL(url);
	const how = new URLSearchParams({ host: socketDirectory, port, application_name: 'postgrest' });
	return `postgresql://${username}:${password}@${pathname}?${how}`;
}

/**
 * Tells the database how its jobs reach the edge functions, and who may read its figures. On hosted a person does this once; here
 * the address and the key may be others at each start.
 */
async function setSecrets(databaseUrl: string, secrets: Record<string, string>): Promise<void> {
	const client = new pg.Client({ connectionString: databaseUrl, application_name: 'stack' });
	await client.connect();
	try {
		for (const [name, secret] of Object.entries(secrets)) {
			await client.query(
				`select case when known.id is null then vault.create_secret($2, $1)::text
					else vault.update_secret(known.id, $2)::text end
				from (select) as one left join vault.secrets as known on known.name = $1`,
				[name, secret]
			);
		}
	} finally {
		await client.end();
	}
}

type ChildName = ReturnType<Stack['children']>[number]['name'];

/** The process ids of the stack's programs, written down at each change. */
class Children {
	readonly #pids = new Map<ChildName, number>();
	readonly #note: (pids: number[]) => void;

	constructor(note: (pids: number[]) => void) {
		this.#note = note;
	}

	set(name: ChildName, pid: number | undefined): void {
		if (this.#pids.get(name) === pid) return;
		if (pid === undefined) this.#pids.delete(name);
		else this.#pids.set(name, pid);
		this.#note([...this.#pids.values()]);
	}

	list(): { name: ChildName; pid: number }[] {
		return [...this.#pids].map(([name, pid]) => ({ name, pid }));
	}
}

/**
 * Migrations are edited in place until the first release; the CLI knows only which were applied, not
 * whether they have changed since. The hash of those the database was made from says so.
 */
function noteMigrations(about: {
	stateDirectory: string;
	projectDirectory: string;
	/** Some have been applied just now. */
	fresh: boolean;
	log: Log;
}): void {
	const note = join(about.stateDirectory, 'migrations.sha256');
	const current = migrationsHash(about.projectDirectory);
	if (about.fresh || !existsSync(note)) writeFileSync(note, current);
	else if (readFileSync(note, 'utf8') !== current) {
		about.log(
			'postgres',
			'the migrations have changed since this database was made; start over with: npm run reset'
		);
	}
}

function makeDirectory(path: string): string {
	mkdirSync(path, { recursive: true });
	return realpathSync(path);
}

async function choosePorts(wanted: StackOptions['ports'], configured: Ports): Promise<Ports> {
	return wanted === 'free' ? freePorts() : { ...configured, ...wanted };
}
