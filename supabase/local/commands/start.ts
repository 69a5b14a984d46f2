/**
 * `npm start`: a hospital on this machine. Brings up the embedded Supabase with the demo hospital
 * (or uses the one `PUBLIC_SUPABASE_URL` names), builds the app if its sources changed, serves it.
 */
import { addressOf } from '../address.ts';
import { appAnswers, buildApp, spawnApp } from '../app.ts';
import { openBackend } from '../backend.ts';
import { demoLines, stackLines } from '../banner.ts';
import { readOptions } from '../options.ts';
import { refuse } from '../refusal.ts';
import { endChild, stopOnSignals, supervise } from '../supervisor.ts';

const options = readOptions();
const appUrl = process.env.ORIGIN ?? addressOf(options.host, options.port);

async function start(): Promise<() => Promise<void>> {
	const backend = await openBackend(options, appUrl);
	try {
		await buildApp();
		const app = await supervise({
			name: 'app',
			async launch() {
				const child = spawnApp({
					port: options.port,
					host: options.host,
					origin: appUrl,
					supabaseUrl: backend.url,
					publishableKey: backend.publishableKey
				});
				// Its own greeting would say the same as ours below.
				child.stdout?.on('data', (chunk: Buffer) => {
					const text = chunk.toString();
					if (!text.startsWith('Listening on')) process.stdout.write(text);
				});
				await appAnswers(addressOf(options.host, options.port));
				return child;
			},
			stop: (child) => endChild(child),
			log: (name, message) => console.log(`[${name}] ${message}`)
		});
		const lines = [`Lantern is running: ${appUrl}`];
		if (backend.stack) lines.push('', ...demoLines(), '', ...stackLines(backend.stack));
		console.log([...lines, '', 'Ctrl C stops it.'].join('\n'));
		return async () => {
			await app.stop();
			await backend.stop();
		};
	} catch (error) {
		await backend.stop();
		throw error;
	}
}

const starting = start();
stopOnSignals(async () => (await starting)());
await starting.catch(refuse);
