import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf } from './address.ts';
import { loadConfig, setting } from './config.ts';
import { openGateway } from './gateway.ts';
import { loadSecrets } from './keys.ts';
import { takeLock } from './lock.ts';
import { migrate } from './migrations.ts';
import { configuredPorts, freePorts, requirePorts, stackPorts } from './ports.ts';
import { preparePostgres, stopPostgres } from './postgres.ts';
import { launchRest } from './rest.ts';
import { startScheduler } from './scheduler.ts';
import type {
	HttpService,
	Log,
	Ports,
	RealtimeService,
	ServiceContext,
	Stack,
	StackOptions
} from './service.ts';
import { endChild, supervise } from './supervisor.ts';

/** The repository this file is part of. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

type FunctionsService = HttpService & { pid(): number | undefined };

/** State lives here unless a test says otherwise. */
export const defaultStateDirectory = process.env.LANTERN_STATE ?? join(repository, '.local');

const toConsole: Log = (service, message) => console.log(`[${service}] ${message}`);

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

	// What has been opened, closed again in the opposite order.
	const opened: (() => unknown)[] = [];
	const closeAll = async () => {
		for (let close = opened.pop(); close; close = opened.pop()) {
			try {
				await close();
			} catch (error) {
				log('stack', `while stopping: ${error instanceof Error ? error.message : String(error)}`);
			}
		}
	};

	// Asked twice (a signal while a start fails), both wait for the one stop.
	let stopping: Promise<void> | undefined;
	const stop = () => (stopping ??= closeAll());

	try {
		const lock = await takeLock(stateDirectory, options.siteUrl ?? url);
		opened.push(() => lock.release());
		await requirePorts([...(options.alsoRequire ?? []), ...stackPorts(ports, host)]);
		const secrets = loadSecrets(stateDirectory, host);

		const postgres = preparePostgres({
			stateDirectory,
			port: ports.database,
			password: secrets.databasePassword,
			fsync: options.fsync ?? true,
			log
		});
		opened.push(() => postgres.dispose());
		const supervised = new Map<'postgres' | 'rest', number>();
		let functions: FunctionsService | undefined;
		const children: Stack['children'] = () => {
			const found = [...supervised].map(([name, pid]) => ({ name, pid }));
			const pid = functions?.pid();
			return pid === undefined ? found : [...found, { name: 'functions', pid }];
		};
		let noted = '';
		const noteChildren = () => {
			const current = children().map(({ pid }) => pid);
			if (current.join() === noted) return;
			noted = current.join();
			lock.note(current, postgres.socketDirectory);
		};

		const follow = (name: 'postgres' | 'rest') => (pid: number | undefined) => {
			if (pid === undefined) supervised.delete(name);
			else supervised.set(name, pid);
			noteChildren();
		};

		const database = await supervise({
			name: 'postgres',
			onchange: follow('postgres'),
			launch: postgres.launch,
			stop: stopPostgres,
			log
		});
		opened.push(() => database.stop());
		await postgres.bootstrap();
		if (options.migrate ?? true) {
			await migrate({ databaseUrl: postgres.databaseUrl('postgres'), projectDirectory });
		}

		const context: ServiceContext = {
			databaseUrl: postgres.databaseUrl,
			jwtSecret: secrets.jwtSecret,
			keys: secrets.keys,
			apiUrl: url,
			siteUrl,
			projectDirectory,
			stateDirectory,
			smtpPort: ports.smtp,
			smsPort: ports.sms,
			config,
			log
		};
		const restSocket = join(postgres.socketDirectory, 'rest');
		const startRest = async () => {
			const restUrl = new URL(postgres.databaseUrl('authenticator'));
			restUrl.searchParams.set('application_name', 'postgrest');
			const child = await supervise({
				name: 'rest',
				onchange: follow('rest'),
				launch: () =>
					launchRest({
						databaseUrl: restUrl.href,
						jwtSecret: secrets.jwtSecret,
						socket: restSocket,
						config
					}),
				stop: (running) => endChild(running),
				log
			});
			opened.push(() => child.stop());
			return child;
		};
		/** Opens one service; what opened while another failed is closed as well. */
		const open = async <Service extends { close(): Promise<void> }>(
			create: () => Service | Promise<Service>
		): Promise<Service> => {
			const service = await create();
			opened.push(() => service.close());
			return service;
		};

		const services = await settleAll({
			rest: startRest(),
			mail: open(
				() =>
					loadService('mail', 'createMailCatcher', {
						smtpPort: ports.smtp,
						smsPort: ports.sms,
						webPort: ports.mail,
						log
					}) as Promise<{ url: string; close(): Promise<void> }>
			),
			auth: open(() => loadService('auth', 'createAuth', context) as Promise<HttpService>),
			realtime: open(
				() => loadService('realtime', 'createRealtime', context) as Promise<RealtimeService>
			),
			storage: open(() => loadService('storage', 'createStorage', context) as Promise<HttpService>),
			functions: open(
				() =>
					loadService('functions', 'createFunctions', context) as Promise<
						HttpService & { pid(): number | undefined }
					>
			)
		});
		functions = services.functions;
		// Deno starts with the first call of a function.
		const noting = setInterval(noteChildren, 1000);
		opened.push(() => clearInterval(noting));

		await open(() =>
			startScheduler({
				adminUrl: postgres.databaseUrl('supabase_admin'),
				jobUrl: postgres.databaseUrl('postgres'),
				log
			})
		);
		const gateway = await open(() =>
			openGateway({
				host,
				port: ports.api,
				keys: secrets.keys,
				jwtSecret: secrets.jwtSecret,
				restSocket,
				auth: services.auth,
				realtime: services.realtime,
				storage: services.storage,
				functions: services.functions,
				log
			})
		);

		return {
			url,
			mailUrl: services.mail.url,
			keys: secrets.keys,
			jwtSecret: secrets.jwtSecret,
			ports,
			databaseUrl: postgres.databaseUrl,
			children,
			dropSockets: () => gateway.dropSockets(),
			stop
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function loadService(name: string, create: string, argument: unknown): Promise<unknown> {
	const path = new URL(`./${name}/service.ts`, import.meta.url).href;
	try {
		const module = (await import(path)) as Record<string, (argument: unknown) => unknown>;
		const factory = module[create];
		if (!factory) throw new Error(`no ${create}`);
		return await factory(argument);
	} catch (error) {
		console.log(`(${name} is not there yet: ${String(error)})`);
		const gone = (_request: unknown, response: { writeHead(status: number): { end(): void } }) =>
			response.writeHead(404).end();
		return {
			handle: gone,
			upgrade: (_r: unknown, s: { destroy(): void }) => s.destroy(),
			url: '',
			pid: () => undefined,
			close: () => Promise.resolve()
		};
	}
}

function makeDirectory(path: string): string {
	mkdirSync(path, { recursive: true });
	return realpathSync(path);
}

async function choosePorts(wanted: StackOptions['ports'], configured: Ports): Promise<Ports> {
	return wanted === 'free' ? freePorts() : { ...configured, ...wanted };
}

/** Like Promise.all over an object, but waits for all, so that each has been noted for closing. */
async function settleAll<Parts extends Record<string, Promise<unknown>>>(
	parts: Parts
): Promise<{ [Name in keyof Parts]: Awaited<Parts[Name]> }> {
	const settled = await Promise.allSettled(Object.values(parts));
	const failure = settled.find((part) => part.status === 'rejected');
	if (failure) throw failure.reason;
	const names = Object.keys(parts);
	const values = settled.map((part) => (part.status === 'fulfilled' ? part.value : undefined));
	return Object.fromEntries(names.map((name, index) => [name, values[index]])) as {
		[Name in keyof Parts]: Awaited<Parts[Name]>;
	};
}
