/** Messages that read as translated, that differ between the languages, or that one file says twice. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageRooms } from '../../messages/settings.js';

interface Pattern {
	found: RegExp;
	/** What is meant by it, as its speakers say it. */
	better: string;
}

/** By language; what each is better said as is in `messages/README.md`. */
const patterns: Record<string, Pattern[]> = {
	en: [
		{ found: /\b(some|any|every)body\b/i, better: 'name the role, or say “no one”, “any”, “all”' },
		{ found: /\bnobody\b/i, better: '“No … yet”, or “no one”' },
		{
			found: /\b(take|taken|took) (\w+ )?(away|back)\b/i,
			better: 'remove, withdraw, revoke, undo'
		},
		{ found: /\ball the same\b/i, better: '“anyway”, or “reason for override”' },
		{ found: /\bwho (waits|comes|leaves|lies|stays|goes)\b/i, better: 'waiting, arriving …' },
		{ found: /\blet (\w+ )?(patient|them|him|her) go\b/i, better: 'discharge; start leave' },
		{ found: /\bmeanwhile\b/i, better: 'in the meantime' },
		{ found: /\bany ?more\b/i, better: 'no longer' },
		{ found: /\bspeaks? against\b|\b(lies|laid) (there|here)\b/i, better: 'say what conflicts' },
		{ found: /\b(call|called) \w* ?off\b/i, better: 'cancel' },
		{ found: /\be-mail/i, better: 'email' },
		{ found: /\w'\w/, better: 'the apostrophe ’' },
		{ found: /\b(a|the|your|last|second) mails?\b/i, better: 'email' },
		{ found: /\basked for\b|\bask for (a|the) bed\b/i, better: 'request' },
		{
			found: /^(Name|Date|Language|Figures|Screens|Code|Kind) of (?!birth)(the )?\w+$/,
			better: 'a compound noun: “Hospital name”'
		},
		{ found: /^[A-Z][a-z]+( [A-Z][a-z]+)+$/, better: 'sentence case: “Ward statistics”' }
	],
	es: [
		{
			found: /\b(tu|tus|tú|ti|contigo|puedes|tienes|quieres|debes|eres|estás|haz)\b/i,
			better: 'usted'
		},
		{ found: /\balguien\b/i, better: 'nombre el papel: un paciente, otra persona' },
		{ found: /\bnadie (espera|coincide|tiene|aquí)/i, better: '«No hay …», «Sin …»' },
		{ found: /\bentretanto\b/i, better: 'mientras tanto' },
		{ found: /\be-mail\b|\bemail\b/i, better: 'correo' },
		// A dose may be so many of them.
		{ found: /^(?!unidades$).*\bunidad(es)?\b(?! de)/i, better: 'planta' },
		{ found: /\btablero/i, better: 'panel' },
		{ found: /\bvisitas?\b/i, better: 'cita' },
		{ found: /\bfichas?\b(?=.*(paciente|record))/i, better: 'historia' }
	]
};

/** Names that are written as they are. */
const names = /Google Calendar|Apple Calendar|Portal Lantern/;

type Message = string | { match: Record<string, string> }[];

interface Room {
	name: string;
	/** By language. */
	texts: Record<string, string>;
}

const wordsOf = (message: Message): string[] =>
	typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));

const placesOf = (message: Message): string => {
	const places = wordsOf(message).flatMap((words) => words.match(/\{\w+\}/g) ?? []);
	return [...new Set(places)].sort().join(' ');
};

/** What is wrong with the messages of one room, a line for each. */
export function problemsOfRoom(
	{ name, texts }: Room,
	onControls: ReadonlySet<string> = new Set()
): string[] {
	const languages = Object.keys(texts).sort();
	const messages = languages.map((language) => {
		const read = JSON.parse(texts[language] ?? '{}') as Record<string, Message>;
		delete read.$schema;
		return read;
	});
	const keys = [...new Set(messages.flatMap((read) => Object.keys(read)))];
	return languages.flatMap((language, index) => {
		const file = `messages/${name}/${language}.json`;
		const own = messages[index] ?? {};
		const written = [...(texts[language] ?? '').matchAll(/^\t"([^"]+)":/gm)].map(([, key]) => key);
		const twice = written.filter((key, nth) => written.indexOf(key) !== nth);
		const lacking = keys.filter((key) => !own[key]?.length);
		const places = keys.flatMap((key) => {
			const [mine, first] = [own[key], messages[0]?.[key]];
			if (!mine || !first || placesOf(mine) === placesOf(first)) return [];
			return [`${key} has ${placesOf(mine) || 'no places'}, not ${placesOf(first) || 'none'}`];
		});
		const spoken = Object.entries(own).flatMap(([key, message]) =>
			wordsOf(message).flatMap((words) =>
				(patterns[language] ?? [])
					.filter(({ found }) => found.test(words.replace(/\{\w+\}/g, '…')) && !names.test(words))
					.map(({ better }) => `${key} “${words}”; better: ${better}`)
			)
		);
		const stopped = Object.entries(own).flatMap(([key, message]) =>
			onControls.has(key) && wordsOf(message).some((words) => words.endsWith('.'))
				? [`${key} ends with a full stop, on a button or beside a field`]
				: []
		);
		return [
			...stopped,
			...lacking.map((key) => `lacks ${key}`),
			...twice.map((key) => `has ${key} twice`),
			...places,
			...spoken
		].map((problem) => `${file}: ${problem}`);
	});
}

/** The keys of what stands on buttons and beside fields: a full stop ends a sentence, and these are none. */
export function keysOnControls(source: string): string[] {
	const buttons = source.match(/<(button|summary)\b[\s\S]*?<\/\1\s*>/g) ?? [];
	const labels = source.match(/\blabel=\{[^}]*\}/g) ?? [];
	const named = [...buttons, ...labels].flatMap((part) => [...part.matchAll(/\bm\.(\w+)\(/g)]);
	return [...new Set(named.map(([, key = '']) => key))];
}

/** Messages that no source says, a line for each: each is asked for by its name. */
export function unusedKeys(rooms: readonly Room[], sources: readonly string[]): string[] {
	const said = new Set(
		sources.flatMap((source) => Array.from(source.matchAll(/\bm\.(\w+)/g), ([, key]) => key))
	);
	return rooms.flatMap(({ name, texts }) =>
		Object.keys(JSON.parse(texts.en ?? '{}') as object)
			.filter((key) => key !== '$schema' && !said.has(key))
			.map((key) => `messages/${name}/en.json: ${key} is not used`)
	);
}

async function sourcesOfScreens(): Promise<string[]> {
	const names = await readdir('src', { recursive: true });
	const files = names.filter((name) => /\.(svelte|ts)$/.test(name) && !/^lib.paraglide/.test(name));
	return Promise.all(files.map((name) => readFile(join('src', name), 'utf8')));
}

/** What is wrong with any message, a line for each. */
export async function wordProblems(languages = ['en', 'es']): Promise<string[]> {
	const sources = await sourcesOfScreens();
	const onControls = new Set(sources.flatMap(keysOnControls));
	const rooms: Room[] = await Promise.all(
		messageRooms().map(async (name) => {
			const texts = await Promise.all(
				languages.map(async (language) => [
					language,
					await readFile(join('messages', name, `${language}.json`), 'utf8').catch(() => '{}')
				])
			);
			return { name, texts: Object.fromEntries(texts) as Room['texts'] };
		})
	);
	return [
		...rooms.flatMap((room) => problemsOfRoom(room, onControls)),
		...unusedKeys(rooms, sources)
	];
}
