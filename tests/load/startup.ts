import { readFileSync } from 'node:fs';
import { startStack } from '../../supabase/local/stack.ts';
import { appAnswers, buildApp, spawnApp } from '../../supabase/local/app.ts';
import { freePort } from '../../supabase/local/ports.ts';
import type { Figure } from './figures.ts';
import { family } from './processor.ts';

/** Memory of a process in MB: its own share of what it shares with others. */
function memory(pid: number): number {
	try {
		const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
		return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
	} catch {
		return 0;
	}
}

/** The second start of everything in a folder that has been used, and the memory it then takes. */
export async function startup(stateDirectory: string): Promise<Figure[]> {
	await buildApp();
	const since = performance.now();
	const stack = await startStack({ stateDirectory, ports: 'free', log: () => {} });
	const port = await freePort();
	const app = spawnApp({
		port,
		host: '127.0.0.1',
		supabaseUrl: stack.url,
		publishableKey: stack.keys.publishable
	});
	app.stdout?.resume();
	await appAnswers(`http://127.0.0.1:${port}`);
	const seconds = (performance.now() - since) / 1000;

	const figures: Figure[] = [
		{
			name: 'everything up, second time',
			measured: `${seconds.toFixed(1)} s`,
			target: '≤ 1 s',
			met: seconds <= 1
		}
	];
	if (process.platform === 'linux') {
		const megabytes = family(process.pid).reduce((sum, pid) => sum + memory(pid), 0);
		figures.push({
			name: 'memory of the whole stack',
			measured: `${megabytes.toFixed(0)} MB`,
			target: '≤ 400 MB',
			met: megabytes <= 400
		});
	}
	app.kill();
	await stack.stop();
	return figures;
}
