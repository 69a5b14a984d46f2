/*
 * Paraglide wants each file of messages by name. Rooms come and go, so its settings are written from the
 * folders that are there: `messages/<area>/<room>/<language>.json`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, '..', 'project.inlang');

/** @param {string} folder */
const foldersOf = (folder) =>
	readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name)
		.sort();

/** Every room that has messages, as `<area>/<room>`. */
export const messageRooms = () =>
	foldersOf(here).flatMap((area) => foldersOf(join(here, area)).map((room) => `${area}/${room}`));

/** Where Paraglide finds the settings; written only when they changed, since it watches them. */
export function inlangProject() {
	const settings = {
		$schema: 'https://inlang.com/schema/project-settings',
		modules: ['./node_modules/@inlang/plugin-message-format/dist/index.js'],
		'plugin.inlang.messageFormat': {
			pathPattern: messageRooms().map((room) => `./messages/${room}/{locale}.json`)
		},
		baseLocale: 'en',
		locales: ['en', 'es']
	};
	const file = join(project, 'settings.json');
	const text = JSON.stringify(settings, null, '\t') + '\n';
	mkdirSync(project, { recursive: true });
	try {
		if (readFileSync(file, 'utf8') === text) return project;
	} catch {
		// Not written yet.
	}
	writeFileSync(file, text);
	return project;
}
