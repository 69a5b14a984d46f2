import { loadDemoDocuments } from '../seed/documents.ts';
import { loadDemo } from '../seed/load.ts';
import { loadDemoPhotos } from '../seed/photos.ts';
import { requireStopped } from './lock.ts';
import type { CommandOptions } from './options.ts';
import { requirePorts } from './ports.ts';
import type { Stack } from './service.ts';
import { defaultStateDirectory, startStack } from './stack.ts';

/** The Supabase the app talks to. */
export interface Backend {
	url: string;
	publishableKey: string;
	/** Undefined when it is somewhere else. */
	stack?: Stack;
	stop(): Promise<void>;
}

/**
 * The Supabase that `PUBLIC_SUPABASE_URL` names, or else the embedded one with the demo hospital,
 * which is loaded into an empty database only.
 *
 * @param appUrl address the app will have: mail links there
 * @throws if the app's or a service's port is taken, or this folder's stack already runs
 */
export async function openBackend(options: CommandOptions, appUrl: string): Promise<Backend> {
	const appPort = { what: 'app', flag: '--port', port: options.port, host: options.host };
	const url = process.env.PUBLIC_SUPABASE_URL;
	if (url) {
		const publishableKey = process.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY;
		if (!publishableKey) {
			throw new Error('PUBLIC_SUPABASE_URL is set; set PUBLIC_SUPABASE_PUBLISHABLE_KEY as well.');
		}
		await requirePorts([appPort]);
		return { url, publishableKey, stop: () => Promise.resolve() };
	}

	// Said before the port, which the running one has of course.
	requireStopped(defaultStateDirectory);
	const stack = await startStack({
		host: options.host,
		ports: options.ports,
		siteUrl: appUrl,
		alsoRequire: [appPort]
	});
	try {
		await loadDemo(stack.databaseUrl('postgres'));
		const storage = {
			databaseUrl: stack.databaseUrl('postgres'),
			url: stack.url,
			secretKey: stack.keys.secret
		};
		await loadDemoDocuments(storage);
		await loadDemoPhotos(storage);
	} catch (error) {
		await stack.stop();
		throw error;
	}
	return {
		url: stack.url,
		publishableKey: stack.keys.publishable,
		stack,
		stop: () => stack.stop()
	};
}
