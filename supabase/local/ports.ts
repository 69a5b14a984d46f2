import { createServer } from 'node:net';
import { setting, type Config } from './config.ts';
import { listenerOn } from './processes.ts';
import type { Ports } from './service.ts';

const names: Record<keyof Ports, { what: string; flag: string }> = {
	api: { what: 'API', flag: '--api-port' },
	database: { what: 'database', flag: '--database-port' },
	mail: { what: 'mail page', flag: '--mail-port' },
	smtp: { what: 'SMTP', flag: '--smtp-port' },
	sms: { what: 'SMS', flag: '--sms-port' }
};

/** Every port of the stack, in the order it is told. */
export const portNames = Object.keys(names) as (keyof Ports)[];
/** The command line flag that moves a port. */
export const portFlag = (name: keyof Ports) => names[name].flag;

/** The ports of `supabase start`, as `config.toml` has them, and one beside them for SMS. */
export function configuredPorts(config: Config): Ports {
	return {
		api: setting(config, 'api.port', 54321),
		database: setting(config, 'db.port', 54322),
		mail: setting(config, 'local_smtp.port', 54324),
		smtp: setting(config, 'local_smtp.smtp_port', 54325),
		sms: 54326
	};
}

/** Five ports nobody listens on. */
export async function freePorts(): Promise<Ports> {
	const found = new Set<number>();
	while (found.size < portNames.length) found.add(await freePort());
	const [api = 0, database = 0, mail = 0, smtp = 0, sms = 0] = found;
	return { api, database, mail, smtp, sms };
}

/** A port nobody listens on, picked by the system. It is free when asked, not reserved. */
export function freePort(host = '127.0.0.1'): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, host, () => {
			const address = server.address();
			server.close(() => {
				if (address && typeof address === 'object') resolve(address.port);
				else reject(new Error('The system offered no free port.'));
			});
		});
	});
}

/** A port somebody else has. */
export interface TakenPort {
	what: string;
	flag: string;
	port: number;
	/** `node (4711)`, or nothing when this user may not know. */
	by?: string;
	/** The next port that is free. */
	next: number;
}

/** Thrown before anything is started; the message says who has what, and the way round. */
export class PortsTaken extends Error {
	readonly taken: TakenPort[];

	constructor(taken: TakenPort[]) {
		const lines = taken.map(
			({ what, port, by, next }) =>
				`Port ${port} (${what}) is taken${by ? ` by ${by}` : ''}. ${next} is free.`
		);
		const flags = taken.map(({ flag, next }) => `${flag} ${next}`).join(' ');
		super(`${lines.join('\n')}\nStop what is there, or add: -- ${flags}`);
		this.name = 'PortsTaken';
		this.taken = taken;
	}
}

/**
 * Makes sure that all of these ports can be had.
 *
 * @throws PortsTaken naming each that cannot, by whom it is held, and the next free one
 */
export async function requirePorts(
	wanted: { what: string; flag: string; port: number; host: string }[]
): Promise<void> {
	const reserved = new Set(wanted.map(({ port }) => port));
	const taken: TakenPort[] = [];
	for (const { what, flag, port, host } of wanted) {
		if (await isFree(port, host)) continue;
		const holder = listenerOn(port);
		const next = await nextFree(port, host, reserved);
		reserved.add(next);
		const by = holder && `${holder.command} (process ${holder.pid})`;
		taken.push({ what, flag, port, next, ...(by ? { by } : {}) });
	}
	if (taken.length > 0) throw new PortsTaken(taken);
}

/** What `requirePorts` asks about a stack: the API is bound to `host`, the rest to loopback. */
export function stackPorts(ports: Ports, host: string) {
	return portNames.map((name) => ({
		...names[name],
		port: ports[name],
		host: name === 'api' ? host : '127.0.0.1'
	}));
}

async function nextFree(port: number, host: string, reserved: Set<number>): Promise<number> {
	for (let candidate = port + 1; candidate <= 65535; candidate += 1) {
		if (!reserved.has(candidate) && (await isFree(candidate, host))) return candidate;
	}
	return freePort(host);
}

function isFree(port: number, host: string): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
	});
}
