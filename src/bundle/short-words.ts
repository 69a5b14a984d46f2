import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const messageFile = /\/paraglide\/messages\/(?!_)\w+\.js$/;
const chooser = fileURLToPath(new URL('./in-language.ts', import.meta.url));

const texts = /^const ([a-z]+)_\w+ = \/\*\*.*?\*\/ (\(\w*\) => \{[^]*?\n\});?$/gm;
const constant = /^\(\) => \{\s*return (?:\/\*\*.*?\*\/ )?\((`(?:[^`$\\]|\\.)*`)\)\s*\}$/;
const exported = /^export const (\w+) = .*?options\?: \{ locale\?: ([^}]*) \}[^]*$/m;

/**
 * Paraglide writes each message with a function that chooses the language, and one for each of its texts. In the
 * browser's files one function chooses for all, and a text without inputs is no function: a dozen bytes a message.
 */
export function shortWords(): Plugin {
	return {
		name: 'short-words',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		transform: {
			filter: { id: messageFile },
			handler: (code) => ({ code: shortened(code), map: null })
		}
	};
}

/** A message's module in short. Throws for one in a form that is not known. */
export function shortened(code: string): string {
	const [, name, languages = ''] = exported.exec(code) ?? [];
	const found = [...code.matchAll(texts)];
	const order = found.map(([, language]) => `"${language}"`).join(' | ');
	if (!name || order !== languages) throw new Error(`A message in another form:\n${code}`);
	const all = found.map(([, , text = '']) => constant.exec(text)?.[1] ?? text);
	return code
		.replaceAll(texts, '')
		.replace(/^import .*runtime\.js.*$/m, `import { inLanguage } from ${JSON.stringify(chooser)};`)
		.replace(
			exported,
			() => `export const ${name} = /* @__PURE__ */ inLanguage(${all.join(', ')});`
		);
}
