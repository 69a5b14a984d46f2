import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What each area of `src/lib` may import, itself aside: the ground before what stands on it. */
const ground = ['app', 'access', 'people'];
const areas = {
	app: [],
	access: ['app'],
	people: ['app', 'access'],
	visits: ground,
	wards: ground,
	communication: [...ground, 'visits', 'wards'],
	records: [...ground, 'visits', 'wards'],
	laboratory: [...ground, 'visits', 'wards', 'records'],
	pharmacy: [...ground, 'visits', 'wards', 'records'],
	billing: [...ground, 'visits', 'wards', 'records'],
	reports: [...ground, 'visits', 'wards', 'records', 'laboratory', 'pharmacy', 'billing'],
	exchange: [...ground, 'visits', 'wards', 'records', 'laboratory', 'pharmacy', 'billing']
};
/** @param {string} name */
const area = (name) => ({ element: { type: name } });

export default defineConfig(
	globalIgnores([
		'build/',
		'.svelte-kit/',
		'.local/',
		'src/lib/paraglide/',
		'src/lib/app/supabase/database.types.ts',
		'test-results/'
	]),
	js.configs.recommended,
	ts.configs.strict,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			// TypeScript knows the names better, and knows Deno's and the service worker's too.
			'no-undef': 'off',
			// Most links change only the query of the page they are on: there is nothing to resolve.
			'svelte/no-navigation-without-resolve': ['error', { ignoreLinks: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			// Playwright's fixtures must destructure their first parameter, even when they need nothing.
			'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser } }
	},
	{
		files: ['src/lib/**'],
		plugins: { boundaries },
		settings: {
			'import/resolver': {
				typescript: { extensions: ['.ts', '.js', '.svelte', '.svelte.ts'] }
			},
			'boundaries/elements': [
				...Object.keys(areas).map((name) => ({ type: name, pattern: `src/lib/${name}` })),
				{ type: 'routes', pattern: 'src/routes' }
			]
		},
		rules: {
			'boundaries/dependencies': [
				'error',
				{
					default: 'disallow',
					message: '{{from.type}} must not import {{to.type}}: see the order of areas in README.md',
					policies: [
						// Packages, `$app` and generated messages are everybody's.
						{ allow: { to: { module: { origin: '!local' } } } },
						...Object.entries(areas).map(([name, below]) => ({
							from: area(name),
							allow: { to: { element: { types: { anyOf: [name, ...below] } } } }
						}))
					]
				}
			]
		}
	}
);
