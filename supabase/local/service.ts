import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TokenKeys } from './tokens.ts';

/** Database roles a service may connect as; each has its own password-protected login. */
export type DatabaseLogin =
	| 'postgres'
	| 'supabase_admin'
	| 'supabase_auth_admin'
	| 'supabase_storage_admin'
	| 'authenticator';

/** The keys a client may present, and the role tokens the gateway turns them into. */
export interface Keys {
	publishable: string;
	secret: string;
	anonToken: string;
	serviceToken: string;
}

export type Log = (service: string, message: string) => void;

/** What every service of the stack is handed when it starts. */
export interface ServiceContext extends TokenKeys {
	/** Connection string for a login role. */
	databaseUrl(login: DatabaseLogin): string;
	keys: Keys;
	/** Public address of the gateway, without a trailing slash. */
	apiUrl: string;
	/** Address of the app, used in mail and as the default redirect. */
	siteUrl: string;
	/** The repository: `supabase/config.toml`, migrations and functions are found from here. */
	projectDirectory: string;
	/** Where this stack keeps what must outlive it (files, secrets). */
	stateDirectory: string;
	/** Port of the SMTP catcher on 127.0.0.1. */
	smtpPort: number;
	/** Port of the SMS provider's stand-in on 127.0.0.1. */
	smsPort: number;
	/** Port of the page that shows what was caught, and knows what became of each. */
	mailPort: number;
	/** `supabase/config.toml`, parsed. */
	config: Record<string, unknown>;
	log: Log;
}

/**
 * A service behind the gateway. `path` is what follows its prefix (`/token` of `/auth/v1/token`);
 * the gateway has checked the API key and put a role token into `authorization` where none was.
 */
export interface HttpService {
	handle(
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		url: URL
	): Promise<void> | void;
	close(): Promise<void>;
}

/** The realtime service answers HTTP broadcasts and WebSocket upgrades. */
export interface RealtimeService extends HttpService {
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
}

export interface Ports {
	api: number;
	database: number;
	mail: number;
	smtp: number;
	sms: number;
}

export interface StackOptions {
	/** Where data, secrets and locks live; made if missing. Defaults to `.local` of the project. */
	stateDirectory?: string;
	projectDirectory?: string;
	/** Ports to bind; `'free'` picks unused ones (tests). Defaults to those of `supabase start`. */
	ports?: Partial<Ports> | 'free';
	/** Further ports that must be free, so that all that are taken are told at once. */
	alsoRequire?: { what: string; flag: string; port: number; host: string }[];
	/** Address to bind; anything but loopback makes generated secrets mandatory. */
	host?: string;
	/** Address of the app: mail links there, and a second start in this folder is told it. */
	siteUrl?: string;
	/** Off for tests only: a crash may then lose what was acknowledged. */
	fsync?: boolean;
	/** For tests: the data folder of a stopped server, of which a new one begins as a copy. */
	copyOf?: string;
	/** Apply `supabase/migrations` (default true). */
	migrate?: boolean;
	/** Runs once the database is migrated and before any service is connected to it. */
	prepare?: (databaseUrl: string) => Promise<void>;
	log?: Log;
}

/** A running stack. */
export interface Stack extends TokenKeys {
	url: string;
	mailUrl: string;
	keys: Keys;
	ports: Ports;
	databaseUrl(login: DatabaseLogin): string;
	/** Process ids of the supervised children, for tests that kill them. */
	children(): { name: 'postgres' | 'rest' | 'functions'; pid: number }[];
	/** Closes every live socket, as a broken network would (tests of reconnection). */
	dropSockets(): void;
	stop(): Promise<void>;
}
