import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { afterAll, expect, test } from 'vitest';
import { inLanguage } from './in-language';
import { shortened } from './short-words';

const folder = mkdtempSync(join(tmpdir(), 'short-words-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const en = {
	beds: 'Beds “of” `all` \\ kinds, $5 {label}',
	plain: "The doctor's `note` costs $' and $& \\n",
	visits: [
		{
			declarations: ['input count', 'local plural = count: plural'],
			selectors: ['plural'],
			match: { 'plural=one': '{count} visit of {name}', 'plural=other': '{count} visits of {name}' }
		}
	]
};
const es = { ...en, beds: 'Camas de {label}', plain: 'La nota' };

/** The module Paraglide writes for each message, by the message's name. */
async function written(): Promise<Record<keyof typeof en, string>> {
	const project = join(folder, 'project.inlang');
	mkdirSync(project);
	const plugin = join('node_modules', '@inlang', 'plugin-message-format', 'dist', 'index.js');
	const settings = {
		baseLocale: 'en',
		locales: ['en', 'es'],
		modules: [join(process.cwd(), plugin)],
		'plugin.inlang.messageFormat': { pathPattern: join(folder, '{locale}.json') }
	};
	writeFileSync(join(project, 'settings.json'), JSON.stringify(settings));
	writeFileSync(join(folder, 'en.json'), JSON.stringify(en));
	writeFileSync(join(folder, 'es.json'), JSON.stringify(es));
	const outdir = join(folder, 'out');
	await compile({ project, outdir, outputStructure: 'message-modules', cleanOutdir: true });
	const read = (name: string) => readFileSync(join(outdir, 'messages', `${name}.js`), 'utf8');
	return { beds: read('beds'), plain: read('plain'), visits: read('visits') };
}

/** A module's message, as a function. */
function message(code: string): (inputs?: object, options?: object) => string {
	const plural = (locale: string, count: number) => new Intl.PluralRules(locale).select(count);
	const body = code
		.replaceAll(/^import .*$/gm, '')
		.replace(/^export const \w+ = /m, 'return ')
		.replaceAll('experimentalStaticLocale', 'undefined');
	return new Function('inLanguage', 'getLocale', 'registry', body)(inLanguage, () => 'en', {
		plural
	}) as ReturnType<typeof message>;
}

test('a message in short says what it says', async () => {
	const codes = Object.values(await written());
	for (const code of codes)
		for (const locale of ['en', 'es'])
			for (const count of [1, 2]) {
				const inputs = { count, name: 'Ada', label: '12' };
				const said = message(code)(inputs, { locale });
				expect(said).not.toBe('');
				expect(message(shortened(code))(inputs, { locale })).toBe(said);
			}
	expect(codes.map((code) => shortened(code)).join('')).not.toContain('getLocale');
});

test('a message in another form stops the build', async () => {
	const other = 'export const plain = () => `Hello`;';
	expect(() => shortened(other)).toThrow('another form');
});
