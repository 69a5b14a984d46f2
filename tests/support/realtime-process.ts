/**
 * The realtime service in a process of its own, so that a test can kill it as a crash or the system would.
 * Started by `realtime-outage.test.ts`, which sends it a `RealtimeOrder`; answers when it serves.
 */
import { createServer } from 'node:http';
import { createRealtime } from '../../supabase/local/realtime/service.ts';
import type { DatabaseLogin, Keys } from '../../supabase/local/service.ts';
import type { TokenKeys } from '../../supabase/local/tokens.ts';

export interface RealtimeOrder extends TokenKeys {
	port: number;
	databaseUrl: string;
	keys: Keys;
}

process.once('message', (order: RealtimeOrder) => {
	void serve(order).then(() => process.send?.('ready'));
});
// Whoever started it is gone: nobody would ever end it.
process.on('disconnect', () => process.exit());

async function serve(order: RealtimeOrder): Promise<void> {
	const { port, databaseUrl, jwtSecret, signingKey, keys } = order;
	const nowhere = 'http://127.0.0.1';
	const realtime = await createRealtime({
		// The service logs in as the administrator alone.
		databaseUrl: (_login: DatabaseLogin) => databaseUrl,
		jwtSecret,
		signingKey,
		keys,
		apiUrl: nowhere,
		siteUrl: nowhere,
		projectDirectory: '.',
		stateDirectory: '.',
		smtpPort: 0,
		smsPort: 0,
		mailPort: 0,
		config: {},
		log: () => {}
	});
	const server = createServer((_request, response) => response.writeHead(404).end());
	server.on('upgrade', (request, socket, head) => {
		realtime.upgrade(request, socket, head, new URL(request.url ?? '/', nowhere));
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
