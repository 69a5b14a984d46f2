import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	demoPassword,
	demoPeople,
	type DemoRole
} from '../../src/lib/access/session/demo-people.ts';
import { sources } from '../../tests/support/sources.ts';
import { appAnswers, buildApp, spawnApp } from './app.ts';
import { clusterWith } from './clusters.ts';
import { freePort } from './ports.ts';
import { removeData } from './postgres.ts';
import type { Stack } from './service.ts';
import { startStack } from './stack.ts';
import { endChild } from './supervisor.ts';

/*
 * Every form there is, as a browser without scripts finds it: what somebody hostile types comes back as it was typed, or
 * is kept and shown as what it is; never as a fault of ours, as markup, or with the words of the database. In a stack of
 * its own, for much of it is taken.
 */

let folder: string;
let stack: Stack;
let app: ChildProcess;
let origin: string;
let told = '';

beforeAll(async () => {
	await buildApp();
	folder = mkdtempSync(join(tmpdir(), 'lantern-forms-'));
	stack = await startStack({
		stateDirectory: join(folder, 'state'),
		ports: 'free',
		fsync: false,
		copyOf: await clusterWith('demo'),
		log: () => undefined
	});
	const port = await freePort();
	origin = `http://127.0.0.1:${port}`;
	app = spawnApp({
		host: '127.0.0.1',
		port,
		supabaseUrl: stack.url,
		publishableKey: stack.keys.publishable,
		heard: true
	});
	app.stdout?.resume();
	app.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
	await appAnswers(origin);
}, 180_000);

afterAll(async () => {
	await endChild(app);
	await stack.stop();
	removeData(join(folder, 'state'));
	rmSync(folder, { recursive: true, force: true });
});

const markup = '"><svg onload=alert(1)>{{7*7}}${7*7}<%=7*7%>';
/** By round, what is typed into texts, days and numbers. */
const rounds = [
	{
		text: `${markup}'); drop table x;-- \u202etxt =cmd|' /C x'!A0`,
		day: '2026-02-30',
		number: '1e309'
	},
	{
		text: 'a\u0000b\u0001\u001b[2J\u007f\r\nSet-Cookie: a=b' + 'x'.repeat(2000),
		day: '9999-12-31',
		number: markup
	}
];
/** What only SQL and its servers say. */
const innards =
	/syntax error|violates |SQLSTATE|PL\/pgSQL|PGRST\d|relation &quot;|invalid input|svg onload=alert/i;
/** What ends the session the rest is asked in, or tests nothing but that. */
const leaving = /signOut|sign-out|\/language|lock|endOthers|endAll/;

class Browser {
	readonly #cookies = new Map<string, string>();

	async ask(path: string, form?: URLSearchParams) {
		const answer = await fetch(new URL(path, origin), {
			method: form ? 'POST' : 'GET',
			redirect: 'manual',
			headers: {
				origin,
				accept: 'text/html',
				'accept-language': 'en',
				cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
			},
			body: form
		});
		for (const line of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value) this.#cookies.set(name, value);
			else this.#cookies.delete(name);
		}
		return {
			status: answer.status,
			location: answer.headers.get('location') ?? '',
			isPage: (answer.headers.get('content-type') ?? '').startsWith('text/html'),
			text: await answer.text()
		};
	}

	async signIn(who: DemoRole) {
		const typed = new URLSearchParams({ email: demoPeople[who], password: demoPassword });
		expect((await this.ask('/sign-in?/signIn', typed)).status).toBe(303);
	}
}

const decoded = (text: string) =>
	text
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');
const attribute = (tag: string, name: string) => {
	const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
	return found ? decoded(found[1] ?? '') : undefined;
};

/** As it is compared: without what no field of a page holds, a day as the hospital writes it. */
const plain = (text: string) =>
	text.replaceAll(/[\0\r\n\ufffd]/g, '').replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1');

interface Field {
	name: string;
	value: string;
	typed: 'text' | 'day' | 'number' | null;
}

/** The rest of a tag, whatever its attributes hold. */
const rest = String.raw`\b(?:"[^"]*"|[^">])*>`;
const opening = (text: string) => new RegExp(`^<\\w+${rest}`).exec(text)?.[0] ?? '';
const fieldOf = new RegExp(
	String.raw`<(input)${rest}|<(?:select|textarea)${rest}([\s\S]*?)</(?:select|textarea)>`,
	'g'
);

/** The forms of a page that are posted, with their fields as they stand in it. */
function formsIn(html: string) {
	return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].flatMap(([form]) => {
		const head = opening(form);
		if (!/post/i.test(attribute(head, 'method') ?? '')) return [];
		const fields: Field[] = [];
		for (const [tag, kind, inside = ''] of form.matchAll(fieldOf)) {
			const open = opening(tag);
			const name = attribute(open, 'name');
			if (!name) continue;
			const type = kind ? (attribute(open, 'type') ?? 'text') : open.slice(1, open.search(/[\s>]/));
			if (type === 'select') {
				const options = [...inside.matchAll(new RegExp(`<option${rest}`, 'g'))].map(
					([option]) => attribute(option, 'value') ?? ''
				);
				fields.push({ name, value: options.find(Boolean) ?? '', typed: null });
			} else if (type === 'radio' || type === 'checkbox') {
				if (!fields.some((field) => field.name === name))
					fields.push({ name, value: attribute(open, 'value') ?? 'on', typed: null });
			} else if (type === 'hidden' || type === 'file') {
				// A file is never given back by a page.
				fields.push({ name, value: attribute(open, 'value') ?? '', typed: null });
			} else {
				const isDay = /date|time|_at$|_on$|from|until/.test(name);
				const isNumber = type === 'number' || attribute(open, 'inputmode') === 'decimal';
				const value = type === 'textarea' ? decoded(inside) : (attribute(open, 'value') ?? '');
				fields.push({ name, value, typed: isDay ? 'day' : isNumber ? 'number' : 'text' });
			}
		}
		return [{ action: attribute(head, 'action') ?? '', fields }];
	});
}

const pattern = (path: string) =>
	path
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '•')
		.replace(/=[^&•]+/g, '=')
		.replace(/\d+/g, '0');

const posted = new Set<string>();
/** How many fields of refused forms were looked at. */
let givenBack = 0;
/** A form that somebody has sent is the same for others. */
const kinds = new Set<string>();
interface Form {
	path: string;
	action: string;
	fields: Field[];
}

/** The forms of all pages that somebody's links lead to, one page of a kind. */
async function findForms(browser: Browser, faults: string[]): Promise<Form[]> {
	const waiting = ['/', '/sign-in', '/register', '/reset-password', '/display'];
	const seen = new Set<string>();
	const forms: Form[] = [];
	const look = async () => {
		for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
			if (seen.has(pattern(path)) || leaving.test(path)) continue;
			seen.add(pattern(path));
			const page = await browser.ask(path);
			if (page.status >= 500) faults.push(`${path}: ${page.status}`);
			if (page.location.startsWith('/')) waiting.unshift(page.location);
			if (!page.isPage) continue;
			for (const [, href = ''] of page.text.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) {
				const url = new URL(decoded(href), origin + path);
				// Filters upon filters lead to no other form.
				if (url.origin === origin && url.searchParams.size < 2)
					waiting.push(url.pathname + url.search);
			}
			for (const { action, fields } of formsIn(page.text)) {
				const where = pattern(new URL(action, origin + path).pathname);
				const kind = `${where} ${action} ${fields.map(({ name }) => name).join()}`;
				if (kinds.has(kind) || leaving.test(action)) continue;
				kinds.add(kind);
				forms.push({ path, action, fields });
			}
		}
	};
	await look();
	return forms;
}

/** Sends one form in each round, and looks at what comes back; whether somebody has to sign in again. */
async function attack(
	browser: Browser,
	{ path, action, fields }: Form,
	faults: string[]
): Promise<boolean> {
	let ended = false;
	const where = new URL(action, origin + path);
	const to = where.pathname + where.search;
	posted.add(/\?\/(\w+)/.exec(action)?.[1] ?? 'default');
	const typing = fields.filter(({ typed }) => typed);
	for (const [nth, round] of rounds.entries()) {
		if (nth > 0 && typing.length === 0) break;
		const values = new URLSearchParams();
		for (const { name, value, typed } of fields)
			values.append(
				name,
				typed ? round[typed] : name === 'once' ? `${value}${nth}\u00bf'"` : value
			);
		const about = `${to} (${nth}: ${typing.map(({ name }) => name).join()})`;
		const answer = await browser.ask(to, values);
		const shown = answer.location.startsWith('/') ? await browser.ask(answer.location) : answer;
		ended ||= answer.location.startsWith('/sign-in') || shown.location.startsWith('/sign-in');
		if (answer.status >= 500 || shown.status >= 500) faults.push(`${about}: ${answer.status}`);
		if (answer.location && new URL(answer.location, origin).origin !== origin)
			faults.push(`${about}: leads to ${answer.location}`);
		for (const { text } of [answer, shown]) {
			const said = innards.exec(text.replaceAll(/(&lt;|\\u003C)svg onload=alert/g, ''));
			if (said) faults.push(`${about}: says ${text.slice(said.index - 60, said.index + 60)}`);
		}
		if (answer.status < 400 || [404, 413].includes(answer.status) || !answer.isPage) continue;
		// The same form, if it is still there: what was sent before may have ended what it was about.
		const back = formsIn(answer.text).filter(
			(form) =>
				form.action.split('&')[0] === action.split('&')[0] &&
				form.fields.find(({ name }) => name === 'form')?.value === values.get('form')
		);
		if (back.length === 0) continue;
		for (const { name, typed } of typing) {
			// A secret is not sent back; what a script searches by is nothing without one.
			if (!typed || /password|pin|code|-text$/.test(name)) continue;
			const kept = back.flatMap((form) =>
				form.fields.filter((field) => field.name === name).map(({ value }) => value)
			);
			givenBack += 1;
			if (!kept.some((value) => plain(value) === plain(round[typed])))
				faults.push(
					`${about}: ${answer.status}, ${name} came back as ${kept.map((value) => value.slice(0, 60)).join(' or ')}`
				);
		}
	}
	return ended;
}

const people = ['nobody', ...(Object.keys(demoPeople) as DemoRole[])] as const;

test.for(people)(
	'what is typed into every form of %s is a fault of nobody but its author',
	{ timeout: 120_000 },
	async (who) => {
		const faults: string[] = [];
		const browser = new Browser();
		if (who !== 'nobody') await browser.signIn(who);
		const forms = await findForms(browser, faults);
		for (const form of forms) {
			// Some of them end the session.
			if ((await attack(browser, form, faults)) && who !== 'nobody') await browser.signIn(who);
		}
		expect(faults).toEqual([]);
	}
);

test('and those were all the forms there are', () => {
	// A page without a script never shows what is fetched later.
	const later = new Set(
		sources.flatMap(({ text }) =>
			[...text.matchAll(/\{#await import\('[^']*?([^/']+\.svelte)'\)/g)].map(([, name]) => name)
		)
	);
	const named = new Set(
		sources
			.filter(({ path }) => path.endsWith('.svelte') && !later.has(path.split('/').at(-1)))
			.flatMap(({ text }) =>
				[...text.matchAll(/\baction="(?:\?\/)?(\w+)"/g)].map(([, name]) => name ?? '')
			)
	);
	// What the demo has nothing for, or what is asked only in a state that it is not in.
	const unmet = [...named].filter((name) => !posted.has(name));
	expect(unmet.length, unmet.join(' ')).toBeLessThan(named.size / 3);
	expect(givenBack).toBeGreaterThan(100);
	expect(told.match(/^.*"event":"unexpected".*/gm) ?? []).toEqual([]);
});
