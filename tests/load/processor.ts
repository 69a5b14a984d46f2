import { readdirSync, readFileSync } from 'node:fs';
import type { Stack } from '../../supabase/local/service.ts';

/** Clock ticks a second in /proc, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Processes below `pid`, itself included. */
export function family(pid: number): number[] {
	const children = new Map<number, number[]>();
	for (const entry of readdirSync('/proc')) {
		const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : undefined;
		if (!stat) continue;
		children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(entry)]);
	}
	const found = [pid];
	for (const each of found) found.push(...(children.get(each) ?? []));
	return found;
}

interface Stat {
	parent: number;
	/** Processor time of the process itself, and of its children that have ended, in ms. */
	own: number;
	ended: number;
}

function statOf(pid: number): Stat | undefined {
	try {
		// The name in parentheses may contain spaces; the parent is the second field after it.
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const ms = (index: number) => (Number(fields[index]) * 1000) / ticksPerSecond;
		return { parent: Number(fields[1]), own: ms(11) + ms(12), ended: ms(13) + ms(14) };
	} catch {
		// The process ended while we looked.
		return undefined;
	}
}

/** Processor time in ms a program has used with everything it has started; 0 where there is no /proc. */
export function processorTime(pid: number): number {
	if (process.platform !== 'linux') return 0;
	const ended = statOf(pid)?.ended ?? 0;
	return family(pid).reduce((sum, each) => sum + (statOf(each)?.own ?? 0), ended);
}

/** Processor time of this process alone, in ms. */
function ownTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/**
 * Runs `work` and returns the processor time in ms that it took: of the stack's programs by the names they are to
 * have, of the clients, and of this process, in which the gateway, realtime and mail run. A program that started
 * meanwhile counts whole.
 */
export async function timeByPart(
	programs: Record<string, ReturnType<Stack['children']>[number]['name']>,
	{ stack, clients }: { stack: Stack; clients: number },
	work: () => Promise<void>
): Promise<Record<string, number>> {
	const read = (): Record<string, number> => {
		const pids = new Map(stack.children().map(({ name, pid }) => [name, pid]));
		const times = Object.entries(programs).map(([name, program]) => {
			const pid = pids.get(program);
			return [name, pid === undefined ? 0 : processorTime(pid)] as const;
		});
		return {
			...Object.fromEntries(times),
			'gateway, realtime and mail': ownTime(),
			clients: processorTime(clients)
		};
	};
	const before = read();
	await work();
	return Object.fromEntries(
		Object.entries(read()).map(([name, time]) => [name, time - (before[name] ?? 0)])
	);
}
