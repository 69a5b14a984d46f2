/**
 * Runs inside Deno: serves every function of the project from one process, in the way the hosted
 * runtime serves each from its own. A function's module is imported at its first request, and the
 * handler it gives to `Deno.serve` is kept instead of being served on a port.
 *
 * Only the parent process may call: it has checked the caller's token and knows the passphrase.
 */

import net from 'node:net';

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

const functionsDirectory = need('LANTERN_FUNCTIONS_DIRECTORY');
const passphrase = need('LANTERN_PASSPHRASE');
const handlers = new Map<string, Promise<Handler>>();
const serveHttp = Deno.serve.bind(Deno);

/** Set while a module is being imported: where its call of `Deno.serve` leaves the handler. */
let capture: ((handler: Handler) => void) | undefined;
/** Modules are imported one after the other, so that it is known whose handler is captured. */
let imports: Promise<unknown> = Promise.resolve();

function need(name: string): string {
	const value = Deno.env.get(name);
	if (value === undefined) throw new Error(`${name} is not set`);
	// Functions see the environment they have on hosted, and nothing of ours.
	Deno.env.delete(name);
	return value;
}

Object.defineProperty(Deno, 'serve', {
	value: (first: Handler | { handler?: Handler }, second?: Handler) => {
		const handler = typeof first === 'function' ? first : (second ?? first.handler);
		if (!handler) throw new TypeError('Deno.serve was called without a handler');
		capture?.(handler);
		return {
			addr: { transport: 'tcp', hostname: '127.0.0.1', port: 0 },
			finished: new Promise(() => {}),
			ref() {},
			unref() {},
			shutdown: () => Promise.resolve()
		};
	}
});

// Work that goes on after the answer. The process lives on anyhow; errors must still be seen.
Object.defineProperty(globalThis, 'EdgeRuntime', {
	value: {
		waitUntil: <Result>(work: Promise<Result>): Promise<Result> => {
			work.catch((error) => console.error(error));
			return work;
		}
	}
});

/** The ports that hosted functions cannot reach. A mail server that wants one of them would work here alone. */
const blockedPorts = new Set([25, 587]);
const blocked = (port: unknown): Error | undefined =>
	blockedPorts.has(Number(port))
		? new Error('Functions reach neither port 25 nor 587 on hosted, and not here: use 465 or 2525')
		: undefined;

for (const name of ['connect', 'connectTls'] as const) {
	const connect = Deno[name] as (options: { port?: number }) => Promise<Deno.Conn>;
	Object.defineProperty(Deno, name, {
		value: (options: { port?: number }) => {
			const refusal = blocked(options.port);
			return refusal ? Promise.reject(refusal) : connect(options);
		}
	});
}

// What `node:net` and `node:tls` open goes through here, by all the ways in which they can be asked.
const connectSocket = net.Socket.prototype.connect as (...asked: unknown[]) => net.Socket;
net.Socket.prototype.connect = function (this: net.Socket, ...asked: unknown[]) {
	const [first] = asked.flat();
	const { port } =
		typeof first === 'object' && first !== null ? (first as { port?: unknown }) : { port: first };
	const refusal = blocked(port);
	return refusal ? this.destroy(refusal) : connectSocket.apply(this, asked);
} as typeof connectSocket;

// One function's forgotten promise must not end the others.
globalThis.addEventListener('unhandledrejection', (event) => {
	event.preventDefault();
	console.error(event.reason);
});
globalThis.addEventListener('error', (event) => {
	event.preventDefault();
	console.error(event.error);
});

function load(name: string): Promise<Handler> {
	let handler = handlers.get(name);
	if (!handler) {
		handler = imports.then(() => importHandler(name));
		handlers.set(name, handler);
		imports = handler.catch(() => undefined);
	}
	return handler;
}

async function importHandler(name: string): Promise<Handler> {
	let captured: Handler | undefined;
	capture = (handler) => {
		captured = handler;
	};
	try {
		const module = await import(`file://${functionsDirectory}/${name}/index.ts`);
		const handler = captured ?? module.default?.fetch;
		if (!handler) throw new Error(`The function ${name} did not call Deno.serve`);
		return handler;
	} finally {
		capture = undefined;
	}
}

async function answer(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> {
	const headers = new Headers(request.headers);
	if (headers.get('x-lantern-passphrase') !== passphrase) {
		return Response.json({ message: 'Call the gateway' }, { status: 403 });
	}
	headers.delete('x-lantern-passphrase');
	const url = new URL(request.url);
	const name = url.pathname.split('/')[1] ?? '';
	if (name === '') return new Response('alive');

	let handler: Handler;
	try {
		handler = await load(name);
	} catch (error) {
		console.error(`The function ${name} could not be started:`, error);
		const message = 'Function failed to start (please check logs)';
		return Response.json({ code: 'BOOT_ERROR', message }, { status: 503 });
	}
	try {
		return await handler(new Request(request, { headers }), info);
	} catch (error) {
		console.error(`The function ${name} failed:`, error);
		const message = 'Function exited due to an error (please check logs)';
		return Response.json({ code: 'WORKER_ERROR', message }, { status: 500 });
	}
}

/** Nobody is left to call, or to read what is logged, once the parent is gone. */
async function endWithParent(): Promise<void> {
	await Deno.stdin.readable.pipeTo(new WritableStream());
	Deno.exit();
}
void endWithParent();

serveHttp(
	{
		hostname: '127.0.0.1',
		port: 0,
		onListen: ({ port }) => console.log(`lantern-listening ${port}`)
	},
	answer
);
