import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
export default {
	kit: {
		adapter: adapter(),
		// Open tabs hear of a newer version within a minute: see NewVersion.svelte.
		version: { pollInterval: 60_000 },
		// A component's few rules come with the page: a request of their own would hold its first paint up.
		inlineStyleThreshold: 2048,
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
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		}
	}
};
