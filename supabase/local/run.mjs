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

/** Packages are installed anew when the lockfile is not the one they were installed from. */
function installPackages() {
	const lockfile = join(project, 'package-lock.json');
	const stamp = join(project, 'node_modules', '.lantern-lockfile');
	const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

	// Somebody who ran `npm ci` or `npm install` by hand has them already.
	const installed = join(project, 'node_modules', '.package-lock.json');
	if (!existsSync(installed) || !sameVersions(lockfile, installed)) {
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
 * True if every package that npm noted as installed is at the version the lockfile has, and none
 * is missing but those for other platforms.
 *
 * @param {string} lockfile
 * @param {string} installed
 */
function sameVersions(lockfile, installed) {
	/** @type {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} */
	const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
	/** @type {Record<string, { version?: string }>} */
	const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
	return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
		if (path === '') return true;
		const found = present[path];
		return found ? found.version === version : (optional ?? devOptional ?? false);
	});
}

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
	stdio: 'inherit'
});
// A terminal's Ctrl C reaches the child by itself, a signal sent to this process alone does not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => child.kill(/** @type {NodeJS.Signals} */ (signal)));
}
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
