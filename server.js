/*
 * The app as hospitals run it: adapter-node's own server (PORT, HOST, ORIGIN and the rest as there), and on
 * it the gateway of the displays on the wards' walls.
 */
import process from 'node:process';

// The build is made before this runs, and is not there when the sources are looked at.
const { server } = await import(new URL('./build/index.js', import.meta.url).href);

/** @type {(server: import('node:http').Server) => Promise<{ close(): Promise<void> }>} */
const open = globalThis[Symbol.for('lantern.display-gateway')];
const gateway = await open(server.server);

// adapter-node hands out files before the app's own hooks see a request: none is to be taken for what its sender likes,
// and where the hospital is reached by TLS none is to be asked for without.
const byTls = process.env.ORIGIN?.startsWith('https:');
server.server.prependListener('request', (_request, response) => {
	response.setHeader('x-content-type-options', 'nosniff');
	if (byTls) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
});

// An unheard 'error' would end the process: until the gateway takes a socket, nobody else listens for one.
server.server.prependListener('upgrade', (_request, socket) => {
	socket.on('error', () => socket.destroy());
});

// adapter-node listens to the same signals and waits until every connection has ended; displays stay.
let closing = Promise.resolve();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => (closing = gateway.close()));

// Timers of channels that were left would keep the process for ten seconds more.
process.on('sveltekit:shutdown', () => void closing.finally(() => process.exit()));
