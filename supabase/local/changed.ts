import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which tests to run: those of some rooms, or all because something that everybody stands on has changed. */
export type Choice = 'all' | { rooms: string[] };

/** A room as `area/room`, from the folders that are named after it. */
const folder = /^(?:src\/lib|messages|tests\/database|tests\/e2e)\/([a-z]+)\/([a-z-]+)/;
/** What no test reads. */
const unread = /\.md$|^(?:docs|static)\/|^LICENSE$/;
const edgeFunctions: Record<string, string> = {
	'account-notices': 'access/sessions',
	'audit-head': 'access/session',
	'document-sweep': 'records/documents',
	invite: 'people/directory',
	reminders: 'communication/deliveries',
	'sms-status': 'communication/deliveries'
};

/**
 * Chooses tests by what has changed. A file of a room speaks for its room, one of a route for the rooms it
 * imports, a migration for the room it is named after. Anything else is ground: then all tests run.
 *
 * @param rooms every room there is, as `area/room`
 * @param read gives the text of a file, empty when it is gone
 */
export function choose(
	files: string[],
	rooms: string[],
	read: (file: string) => string = textOf
): Choice {
	const chosen = new Set<string>();
	for (const file of files) {
		if (unread.test(file)) continue;
		const spokenFor = roomsOf(file, rooms, read);
		if (spokenFor.length === 0) return 'all';
		for (const room of spokenFor) chosen.add(room);
	}
	return { rooms: [...chosen].sort() };
}

function roomsOf(file: string, rooms: string[], read: (file: string) => string): string[] {
	const [, area, name] = folder.exec(file) ?? [];
	// Everybody stands on `app`, whichever room of it.
	if (area === 'app') return [];
	if (name !== undefined) return longest(rooms, `${area}/`, name);

	const migration = /^supabase\/migrations\/\d+_(\w+)\.sql$/.exec(file)?.[1];
	if (migration !== undefined) return longest(rooms, '', migration.replaceAll('_', '-'));

	const edge = /^supabase\/functions\/([a-z-]+)\//.exec(file)?.[1];
	if (edge !== undefined) return [edgeFunctions[edge] ?? []].flat();

	if (!file.startsWith('src/routes/')) return [];
	const imported = [...read(file).matchAll(/\$lib\/([a-z]+\/[a-z-]+)/g)].map(([, room]) => room);
	return rooms.filter((room) => imported.includes(room));
}

/** The room in whose name a file's begins: `board-flow.test.ts` is the board's. */
function longest(rooms: string[], area: string, file: string): string[] {
	const found = rooms
		.filter((room) => room.startsWith(area))
		.filter((room) => {
			const name = room.split('/')[1] ?? '';
			return file === name || file.startsWith(`${name}-`);
		})
		.sort((one, other) => other.length - one.length);
	return found.slice(0, 1);
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** What differs from `main`, committed or not; without a `main`, what is not committed. */
export function changedFiles(): string[] {
	const git = (...args: string[]) =>
		execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
			.split('\n')
			.filter(Boolean);
	let base = 'HEAD';
	try {
		base = git('merge-base', 'main', 'HEAD')[0] ?? 'HEAD';
	} catch {
		// A clone of one branch has no main.
	}
	return [
		...git('diff', '--name-only', '--no-renames', base),
		...git('ls-files', '--others', '--exclude-standard')
	];
}

/** Every room but those of `app`, as `area/room`. */
export function everyRoom(): string[] {
	const library = join('src', 'lib');
	const folders = (path: string) =>
		readdirSync(path, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name);
	return folders(library)
		.filter((area) => area !== 'app' && area !== 'paraglide')
		.flatMap((area) => folders(join(library, area)).map((room) => `${area}/${room}`));
}

/** What to name to the runners, so that they run the tests of these rooms and the matrices. */
export function testFiles(rooms: string[]): { vitest: string[]; e2e: string[] } {
	const functions = Object.entries(edgeFunctions)
		.filter(([, room]) => rooms.includes(room))
		.map(([name]) => `tests/functions/${name}.`);
	return {
		// Parts of paths: a room's own are `room.test.ts` and `room-….test.ts`.
		vitest: [
			'tests/database/matrix.test.ts',
			'tests/database/commands-matrix.test.ts',
			...rooms.flatMap((room) => [
				`src/lib/${room}/`,
				`tests/database/${room}.`,
				`tests/database/${room}-`
			]),
			...functions
		],
		e2e: rooms.map((room) => `tests/e2e/${room}[.-]`)
	};
}
