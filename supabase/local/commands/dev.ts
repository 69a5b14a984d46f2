/** `npm run dev`: the embedded Supabase with the demo hospital, and the app from its sources. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { addressOf } from '../address.ts';
import { openBackend } from '../backend.ts';
import { demoLines, stackLines } from '../banner.ts';
import { readOptions } from '../options.ts';
import { refuse } from '../refusal.ts';
import { repository } from '../stack.ts';
import { endChild, stopOnSignals } from '../supervisor.ts';

const options = readOptions();

async function dev(): Promise<() => Promise<void>> {
	const backend = await openBackend(options, addressOf(options.host, options.port));
	const { port, host } = options;
	const vite = spawn(
		process.execPath,
		[
			'node_modules/vite/bin/vite.js',
			'dev',
			'--port',
			String(port),
			'--host',
			host,
			'--strictPort'
		],
		{
			cwd: repository,
			stdio: 'inherit',
			env: {
				...process.env,
				PUBLIC_SUPABASE_URL: backend.url,
				PUBLIC_SUPABASE_PUBLISHABLE_KEY: backend.publishableKey
			}
		}
	);
	if (backend.stack) console.log([...demoLines(), '', ...stackLines(backend.stack)].join('\n'));
	const stop = async () => {
		await endChild(vite);
		await backend.stop();
	};
	// Vite ends by itself when its configuration is broken, or on `q`.
	void once(vite, 'exit').then(async ([code]) => {
		await backend.stop();
		process.exit(typeof code === 'number' ? code : 0);
	});
	return stop;
}

const starting = dev();
stopOnSignals(async () => (await starting)());
await starting.catch(refuse);
