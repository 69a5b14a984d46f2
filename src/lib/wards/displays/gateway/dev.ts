import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import type * as gateway from './gateway.ts';

/** The gateway beside Vite's development server. Changes to it need a restart. */
export function displayGateway(): Plugin {
	return {
		name: 'lantern-display-gateway',
		apply: (_config, { command }) => command === 'serve' && !process.env.VITEST,
		configureServer(vite) {
			const { PUBLIC_SUPABASE_URL: url, PUBLIC_SUPABASE_PUBLISHABLE_KEY: key } = process.env;
			const { httpServer } = vite;
			if (!httpServer || !url || !key) return;
			const opening = vite
				.ssrLoadModule('/src/lib/wards/displays/gateway/gateway.ts')
				.then((module) =>
					(module as typeof gateway).openGateway(httpServer as Server, { url, key })
				);
			httpServer.once('close', () => void opening.then((opened) => opened.close()));
		}
	};
}
