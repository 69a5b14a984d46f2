/**
 * The gateway of the displays on the wards' walls: Socket.IO on the app's own HTTP server. It knows what a
 * display may know and no more, follows each ward once in this process, reads its board once a change and
 * tells all who show it. Several processes do so each for itself; Redis, where there is one, only lets a
 * display that comes back to another process go on where it was.
 */
import type { Server as HttpServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Server, type Socket } from 'socket.io';
import {
	gatewayPath,
	refusals,
	type DisplayHandshake,
	type DisplayToServer,
	type ServerToDisplay
} from '../protocol.ts';
import {
	addressOf,
	Addresses,
	defaultLimits,
	sameOrigin,
	type Limits,
	type Proxy
} from './limits.ts';
import { redisAdapter } from './redis.ts';
import { Tokens } from './tokens.ts';
import { Upstream, type KnownDisplay } from './upstream.ts';
import { Ward } from './ward.ts';

export interface GatewayOptions {
	/** Address of Supabase and the publishable key: the gateway is a stranger there. */
	url: string;
	key: string;
	/** Where several processes remember displays that are between two connections. */
	redisUrl?: string;
	/** The app's public address; without it, whatever host a request is for. */
	origin?: string;
	hostHeader?: string;
	proxy?: Proxy;
	limits?: Limits;
	log?: (message: string) => void;
	/** Told of each connection that begins (1) and ends (-1). */
	oncount?: (change: 1 | -1) => void;
}

export interface Gateway {
	/** Ends every connection; displays come back by themselves, to this process or another. */
	close(): Promise<void>;
}

/** Kept with the session, in Redis too: no token. */
interface SocketData {
	display: KnownDisplay;
}
type DisplaySocket = Socket<DisplayToServer, ServerToDisplay, Record<string, never>, SocketData>;

const tokenOf = ({ handshake }: DisplaySocket) =>
	String((handshake.auth as DisplayHandshake).token);

/** Milliseconds. */
const times = {
	/** A lost connection is noticed within two of these. */
	ping: 5000,
	/** How long a display may be away and go on where it was. */
	recovery: 120_000,
	/** A ward nobody looks at is followed this long: displays come back. */
	linger: 10_000
};

interface Watched {
	ward: Ward;
	sockets: Set<DisplaySocket>;
	leaving?: ReturnType<typeof setTimeout>;
}

export async function openGateway(server: HttpServer, options: GatewayOptions): Promise<Gateway> {
	const { log = () => {}, origin = '', hostHeader = 'host' } = options;
	const proxy = options.proxy ?? { addressHeader: '', depth: 1 };
	const addresses = new Addresses(options.limits ?? defaultLimits);
	const upstream = new Upstream(options.url, options.key);
	const tokens = new Tokens(upstream);
	const redis = options.redisUrl ? await redisAdapter(options.redisUrl, log) : undefined;
	const wards = new Map<string, Watched>();
	/** Displays seen before, so that they are served while the database is away. */
	const known = new Map<string, KnownDisplay>();
	/** Rooms are this process's own: what another says to its displays is not said to ours again. */
	const self = randomUUID();
	const roomOf = (wardId: string) => `${self}:${wardId}`;

	const io = new Server<DisplayToServer, ServerToDisplay, Record<string, never>, SocketData>(
		server,
		{
			path: gatewayPath,
			serveClient: false,
			pingInterval: times.ping,
			pingTimeout: times.ping,
			connectTimeout: 10_000,
			// Displays have nothing long to say.
			maxHttpBufferSize: 4096,
			// Whoever comes back is checked like anybody: a token may have been revoked meanwhile.
			connectionStateRecovery: {
				maxDisconnectionDuration: times.recovery,
				skipMiddlewares: false
			},
			...(redis && { adapter: redis.adapter }),
			allowRequest: (request, answer) => {
				const admitted =
					sameOrigin(request, origin, hostHeader) && addresses.admits(addressOf(request, proxy));
				answer(admitted ? null : 'refused', admitted);
			}
		}
	);

	io.engine.on(
		'connection',
		(connection: { request: Parameters<typeof addressOf>[0] } & NodeJS.EventEmitter) => {
			connection.once('close', addresses.open(addressOf(connection.request, proxy)));
			options.oncount?.(1);
			connection.once('close', () => options.oncount?.(-1));
		}
	);

	io.use((socket, next) => {
		const { token } = socket.handshake.auth as Partial<DisplayHandshake>;
		if (typeof token !== 'string' || token.length > 128) return next(new Error(refusals.revoked));
		tokens.check(token).then(
			(display) => {
				if (!display) {
					known.delete(token);
					addresses.sentWrongToken(addressOf(socket.request, proxy));
					return next(new Error(refusals.revoked));
				}
				known.set(token, display);
				admit(display);
			},
			() => {
				const before = known.get(token);
				if (before) admit(before);
				else next(new Error(refusals.unreachable));
			}
		);
		function admit(display: KnownDisplay): void {
			socket.data.display = display;
			next();
		}
	});

	io.on('connection', (socket) => {
		const { wardId } = socket.data.display;
		// One that comes back from another process still has its rooms there.
		for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
		void socket.join(roomOf(wardId));
		const watched = watch(wardId);
		watched.sockets.add(socket);
		welcome(socket, watched.ward);
		socket.on('resync', () => {
			const whole = watched.ward.whole;
			if (whole) socket.emit('board', whole);
		});
		socket.on('disconnect', () => {
			watched.sockets.delete(socket);
			clearTimeout(watched.leaving);
			watched.leaving = setTimeout(() => {
				if (watched.sockets.size > 0) return;
				watched.ward.close();
				wards.delete(wardId);
			}, times.linger);
		});
	});

	/** What the display does not show yet. */
	function welcome(socket: DisplaySocket, ward: Ward): void {
		const { version } = socket.handshake.auth as Partial<DisplayHandshake>;
		const whole = ward.whole;
		if (!whole) return;
		if (whole.version === version) socket.emit('pulse', ward.pulse);
		else socket.emit('board', whole);
	}

	function watch(wardId: string): Watched {
		const found = wards.get(wardId);
		if (found) {
			if (found.sockets.size === 0) found.ward.wake();
			return found;
		}
		const sockets = new Set<DisplaySocket>();
		const all = () => io.to(roomOf(wardId));
		const watched: Watched = {
			sockets,
			ward: new Ward(upstream, {
				tokens: () => [...new Set([...sockets].map(tokenOf))],
				onboard: (whole) => all().emit('board', whole),
				onchange: (change) => all().emit('change', change),
				onpulse: (pulse) => all().emit('pulse', pulse),
				onrevoked: (gone) => {
					const revoked = new Set(gone);
					for (const token of revoked) known.delete(token);
					for (const socket of sockets) {
						if (!revoked.has(tokenOf(socket))) continue;
						sockets.delete(socket);
						socket.emit('revoked');
						socket.disconnect(true);
					}
				}
			})
		};
		wards.set(wardId, watched);
		return watched;
	}

	return {
		async close() {
			await io.close();
			for (const { ward, leaving } of wards.values()) {
				clearTimeout(leaving);
				ward.close();
			}
			await Promise.all([upstream.close(), redis?.close()]);
		}
	};
}
