import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { inlangProject } from './messages/settings.js';
import { displayGateway } from './src/lib/wards/displays/gateway/dev.ts';
import { plainIcons } from './src/bundle/plain-icons.ts';
import { sharedFiles } from './src/bundle/shared-files.ts';
import { shortWords } from './src/bundle/short-words.ts';
import { straightImports } from './src/bundle/straight-imports.ts';

export default defineConfig({
	plugins: [
		tailwindcss(),
		displayGateway(),
		paraglideVitePlugin({
			project: inlangProject(),
			outdir: './src/lib/paraglide',
			strategy: ['cookie', 'preferredLanguage', 'baseLocale']
		}),
		plainIcons(),
		sveltekit(),
		straightImports(['bits-ui', 'layerchart/svg']),
		shortWords(),
		sharedFiles()
	],
	build: {
		// Vite's default target makes Lightning CSS rewrite light-dark() into variables that break nested
		// colour schemes. These are the first browsers that know light-dark().
		cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5']
	}
});
