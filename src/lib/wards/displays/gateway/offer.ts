import type { Server } from 'node:http';
import { env } from '$env/dynamic/private';
import { log } from '$lib/app/server/log';
import { metrics } from '$lib/app/server/metrics';
import { supabaseAddress } from '$lib/app/supabase/server';
import { openGateway, type Gateway } from './gateway';

/** Under which `server.js`, which is not part of the build, finds what the built app offers. */
const offered = Symbol.for('lantern.display-gateway');

/** Reads of the environment what adapter-node reads, so that both judge requests alike. */
function open(server: Server): Promise<Gateway> {
	return openGateway(server, {
		...supabaseAddress(),
		redisUrl: env.REDIS_URL,
		origin: env.ORIGIN,
		hostHeader: env.HOST_HEADER,
		proxy: { addressHeader: env.ADDRESS_HEADER ?? '', depth: Number(env.XFF_DEPTH ?? 1) },
		oncount: (change) => (metrics.displays += change),
		log: (message) => log('info', 'displays', { message })
	});
}

/** Offers the gateway to whoever runs the HTTP server: the app itself is only asked for single answers. */
export function offerGateway(): void {
	Object.assign(globalThis, { [offered]: open });
}
