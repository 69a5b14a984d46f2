import { createServer } from 'node:net';
import type { Ports } from './service.ts';

/** Those of `supabase start`, and three of our own beside them. */
export const defaultPorts: Ports = { api: 54321, database: 54322, mail: 54324, smtp: 54325, sms: 54326 };

/** A port nobody listens on, picked by the system. It is free when asked, not reserved. */
export function freePort(host = '127.0.0.1'): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, host, () => {
			const address = server.address();
			server.close(() => {
				if (address && typeof address === 'object') resolve(address.port);
				else reject(new Error('The system offered no free port.'));
			});
		});
	});
}
