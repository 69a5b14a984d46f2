/**
 * `npm start`: a hospital on this machine. Brings up the embedded Supabase with the demo hospital
 * (or uses the one `PUBLIC_SUPABASE_URL` names), builds the app if its sources changed, serves it.
 */
import { addressOf } from '../address.ts';
import { appAnswers, buildApp, spawnApp } from '../app.ts';
import { openBackend, type Backend } from '../backend.ts';
import { demoLines, stackLines } from '../banner.ts';
import { readOptions } from '../options.ts';
import { refuse } from '../refusal.ts';
import { toConsole } from '../stack.ts';
import { Shutdown } from '../shutdown.ts';
import { endChild, stopOnSignals, supervise } from '../supervisor.ts';

const options = readOptions();
const appUrl = process.env.ORIGIN ?? addressOf(options.host, options.port);
const log = toConsole;
// The backend is many parts, each with its own patience.
const shutdown = new Shutdown((problem) => log('start', `while stopping: ${problem}`), 90_000);

/** Starts the built app as a child and resolves once it answers. */
async function launchApp(backend: Backend) {
	const child = spawnApp({
		port: options.port,
		host: options.host,
		origin: appUrl,
		supabaseUrl: backend.url,
		publishableKey: backend.publishableKey
	});
	// Its own greeting would say the same as ours.
	child.stdout?.on('data', (chunk: Buffer) => {
		const text = chunk.toString();
		if (!text.startsWith('Listening on')) process.stdout.write(text);
	});
	await appAnswers(addressOf(options.host, options.port));
	return child;
}

const opening = openBackend(options, appUrl);
// Ctrl C may come at any moment of the start: what is being opened is waited for, then closed.
stopOnSignals(async () => {
	await opening.catch(() => {});
	await shutdown.run();
});

try {
	const backend = await opening;
	shutdown.add(() => backend.stop());
	await buildApp();
	const app = supervise({
		name: 'app',
		launch: () => launchApp(backend),
		stop: (child) => endChild(child),
		log
	});
	shutdown.add(async () => (await app).stop());
	await app;
	const lines = [`Lantern is running: ${appUrl}`];
	if (backend.stack) lines.push('', ...demoLines(), '', ...stackLines(backend.stack));
	console.log([...lines, '', 'Ctrl C stops it.'].join('\n'));
} catch (error) {
	await shutdown.run();
	refuse(error);
}
