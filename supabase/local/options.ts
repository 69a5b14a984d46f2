import { parseArgs } from 'node:util';
import { portFlag, portNames } from './ports.ts';
import type { Ports } from './service.ts';

/** What `npm start`, `npm run dev` and `npm run stack` take after `--`. */
export interface CommandOptions {
	/** Address to bind: 127.0.0.1 unless told otherwise. */
	host: string;
	/** Port of the app. */
	port: number;
	ports: Partial<Ports>;
}

const help = `Options:
  --port <number>   port of the app (3000)
  --host <address>  address to bind (127.0.0.1); anything else makes secrets of your own
  ${portNames.map(portFlag).join(' <number>\n  ')} <number>`;

/** Reads the command line; explains itself and ends the process when it cannot. */
export function readOptions(args = process.argv.slice(2)): CommandOptions {
	const text = { type: 'string' } as const;
	const flags = portNames.map((name) => [portFlag(name).slice(2), text] as const);
	try {
		const { values } = parseArgs({
			args,
			options: {
				host: text,
				port: text,
				help: { type: 'boolean' },
				...Object.fromEntries(flags)
			}
		});
		if (values.help) {
			console.log(help);
			process.exit(0);
		}
		const given = values as Record<string, string | undefined>;
		const ports: Partial<Ports> = {};
		for (const name of portNames) {
			const flag = portFlag(name);
			const value = given[flag.slice(2)];
			if (value !== undefined) ports[name] = readPort(flag, value);
		}
		return {
			host: given.host ?? '127.0.0.1',
			port: readPort('--port', given.port ?? '3000'),
			ports
		};
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n${help}`);
		process.exit(2);
	}
}

function readPort(flag: string, value: string): number {
	const port = Number(value);
	if (Number.isInteger(port) && port > 0 && port < 65536) return port;
	throw new Error(`${flag} takes a number from 1 to 65535, not ${value}`);
}
