import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { displayGateway } from './src/lib/server/display-gateway/dev.ts';

export default defineConfig({
	plugins: [
		tailwindcss(),
		displayGateway(),
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
			emitTsDeclarations: true
		}),
		sveltekit({
			adapter: adapter(),
			// `connect-src` is added at run time (hooks.server.ts): it names the Supabase address.
			csp: {
				mode: 'nonce',
				directives: {
					'default-src': ['self'],
					'script-src': ['self'],
					'style-src': ['self'],
					// Widths of bars and positions of calendars are set as style attributes.
					'style-src-attr': ['unsafe-inline'],
					'img-src': ['self', 'data:', 'blob:'],
					'font-src': ['self'],
					'object-src': ['none'],
					'base-uri': ['self'],
					'form-action': ['self'],
					'frame-ancestors': ['none']
				}
			}
		})
	],
	build: {
		// Vite's default target makes Lightning CSS rewrite light-dark() into variables that break nested
		// colour schemes. These are the first browsers that know light-dark().
		cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5']
	}
});
