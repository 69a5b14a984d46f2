/**
 * `npm start`, `npm test` and their like come through here. Plain JavaScript on purpose: it must run
 * before anything is installed. It checks Node, installs packages when they are missing or the
 * lockfile has changed, and hands over to `commands/<command>.ts`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldest = [20, 19];
const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, '..', '..');

/** @param {string} message */
function fail(message) {
	console.error(message);
	process.exit(1);
}

function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const [needMajor = 0, needMinor = 0] = oldest;
	if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
	fail(`Lantern needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}.`);
}

/** Packages are installed anew unless all that the lockfile asks for is there, whoever installed it. */
function installPackages() {
	const stamp = join(project, 'node_modules', '.lantern-lockfile');
	const lockfile = readFileSync(join(project, 'package-lock.json'));
	const wanted = createHash('sha256').update(lockfile).digest('hex');
	const isStamped = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
	if (isInstalled(JSON.parse(lockfile.toString()).packages, isStamped)) {
		if (isStamped) return;
	} else {
		console.log('Installing packages (npm ci); this takes a minute the first time.');
		const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
		const { status, error } = spawnSync(npm, ['ci'], {
			cwd: project,
			stdio: 'inherit',
			shell: process.platform === 'win32'
		});
		if (error) fail(`npm could not be started: ${error.message}`);
		if (status !== 0) fail('The packages could not be installed. See what npm said above.');
	}
	try {
		writeFileSync(stamp, wanted);
	} catch {
		// Somebody else's packages: they are compared again next time.
	}
}

/**
 * Whether npm came to the end of what it did last, and all that is wanted is there. Its note of what is
 * installed is the last thing `npm ci` writes; `npm install` leaves the old one there while it works, but
 * moves each folder it replaces out of the way (`.name-Xy12Z34w`) until it is done.
 *
 * @param {Record<string, Package>} wanted
 * @param {boolean} isStamped whether the packages were found to be these before
 */
function isInstalled(wanted, isStamped) {
	/** @type {Record<string, Package>} */
	let present;
	try {
		const note = join(project, 'node_modules', '.package-lock.json');
		present = JSON.parse(readFileSync(note, 'utf8')).packages;
	} catch {
		return false;
	}
	const folders = new Set();
	for (const [path, { version, integrity, optional, devOptional }] of Object.entries(wanted)) {
		if (path === '') continue;
		const found = present[path];
		// Those for other platforms are left out.
		if (!found && (optional ?? devOptional)) continue;
		const isTheSame = found?.version === version && found?.integrity === integrity;
		if (!isStamped && !isTheSame) return false;
		if (!existsSync(join(project, path, 'package.json'))) return false;
		folders.add(dirname(path));
	}
	const replaced = [...folders].flatMap((folder) =>
		readdirSync(join(project, folder)).map((name) => {
			const [, original] = /^\.(.+)-[A-Za-z0-9]{8}$/.exec(name) ?? [];
			return `${folder}/${original}`;
		})
	);
	return !replaced.some((path) => path in wanted);
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Package */

/** @param {string | undefined} command */
function requireCommand(command) {
	const known = readdirSync(join(here, 'commands'))
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
		.map((name) => name.slice(0, -3));
	if (command && known.includes(command)) return join(here, 'commands', `${command}.ts`);
	return fail(`Usage: node supabase/local/run.mjs <${known.join(' | ')}> [options]`);
}

checkNode();
const [command, ...args] = process.argv.slice(2);
const script = requireCommand(command);
installPackages();

const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
	cwd: project,
	// The channel carries nothing: that it closes tells the child that we are gone, however we ended.
	stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
	// Its own group, in which we can find what it started should it be killed outright.
	detached: process.platform !== 'win32'
});

let asked = false;
/** @param {NodeJS.Signals} signal */
function stop(signal) {
	asked = true;
	child.kill(signal);
}
// A terminal's Ctrl C comes here alone, as the child is in another group.
for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => stop(signal));
}
endWithNpm();
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => {
	if (!signal) process.exit(code ?? 1);
	// Killed outright: what it started would stay. A moment for an orderly end, then no more.
	signalGroup('SIGTERM');
	const until = Date.now() + 2000;
	setInterval(() => {
		if (signalGroup(0) && Date.now() < until) return;
		signalGroup('SIGKILL');
		process.exit(1);
	}, 50);
});

/**
 * A service manager or a container sends its signal to npm alone, which ends and tells at most the shell
 * between it and us. So npm is looked at: its end is a signal to us.
 */
function endWithNpm() {
	if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
	const parent = process.ppid;
	const { name, above } = aboutProcess(parent);
	// npm has a shell run its scripts, and some shells stay to wait.
	const npm = /(^|\/)\w*sh$/.test(name) ? above : parent;
	setInterval(() => {
		if (!asked && (process.ppid !== parent || !isThere(npm))) stop('SIGTERM');
	}, 250).unref();
}

/**
 * A process's name and its parent. Slim containers have no `ps`.
 *
 * @param {number} pid
 */
function aboutProcess(pid) {
	if (process.platform === 'linux') {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [, name = '', above] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat) ?? [];
		return { name, above: Number(above ?? pid) };
	}
	const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
		encoding: 'utf8'
	});
	const [, above, name = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? [];
	return { name: name.trim(), above: Number(above ?? pid) };
}

/** @param {number} pid */
function isThere(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
	}
}

/**
 * Whether anybody was left in the child's group to take the signal.
 *
 * @param {NodeJS.Signals | 0} signal
 */
function signalGroup(signal) {
	try {
		return process.kill(-(child.pid ?? NaN), signal);
	} catch {
		return false;
	}
}
