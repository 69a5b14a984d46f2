import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessName {
	pid: number;
	command: string;
}

/**
 * True while a process of this id runs, whoever owns it. One that has ended and waits for its
 * parent to notice (a container may have nobody who does) no longer runs.
 */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return process.platform !== 'linux' || startOf(pid) !== undefined;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/**
 * When a process began, as an opaque text. Ids are used again, so that an id alone does not say
 * that a process seen earlier is still the same one. Undefined once it has ended.
 */
export function startOf(pid: number): string | undefined {
	if (process.platform === 'linux') {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			// The name is in brackets and may hold anything; the start is field 22.
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			return fields[0] === 'Z' ? undefined : fields[19];
		} catch {
			return undefined;
		}
	}
	const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
	return stdout?.trim() || undefined;
}

/** What a process was started with; empty once it has ended. */
export function commandLine(pid: number): string {
	if (process.platform !== 'linux') {
		const about = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
		return about.stdout?.trim() ?? '';
	}
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
	} catch {
		return '';
	}
}

/** Who listens on a TCP port, as far as this user may know. */
export function listenerOn(port: number): ProcessName | undefined {
	return process.platform === 'linux' ? listenerByProc(port) : listenerByLsof(port);
}

function listenerByLsof(port: number): ProcessName | undefined {
	const { stdout } = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
		encoding: 'utf8'
	});
	const pid = /^p(\d+)$/m.exec(stdout ?? '')?.[1];
	const command = /^c(.+)$/m.exec(stdout ?? '')?.[1];
	return pid ? { pid: Number(pid), command: command ?? 'another program' } : undefined;
}

function listenerByProc(port: number): ProcessName | undefined {
	const sockets = new Set([...listeningInodes('tcp', port), ...listeningInodes('tcp6', port)]);
	if (sockets.size === 0) return undefined;
	for (const entry of readdirSync('/proc')) {
		if (!/^\d+$/.test(entry)) continue;
		try {
			const holds = readdirSync(`/proc/${entry}/fd`).some((descriptor) =>
				sockets.has(readlinkSync(`/proc/${entry}/fd/${descriptor}`))
			);
			if (holds) {
				const command = readFileSync(`/proc/${entry}/comm`, 'utf8').trim();
				return { pid: Number(entry), command };
			}
		} catch {
			// Somebody else's process, or one that has just ended.
		}
	}
	return undefined;
}

function listeningInodes(table: 'tcp' | 'tcp6', port: number): string[] {
	const listening = '0A';
	const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	let text: string;
	try {
		text = readFileSync(`/proc/net/${table}`, 'utf8');
	} catch {
		return [];
	}
	return text
		.split('\n')
		.slice(1)
		.map((line) => line.trim().split(/\s+/))
		.filter((fields) => fields[1]?.endsWith(wanted) && fields[3] === listening)
		.map((fields) => `socket:[${fields[9]}]`);
}
