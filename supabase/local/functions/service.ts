import { mkdirSync, writeFileSync } from 'node:fs';
import {
	request as httpRequest,
	type IncomingHttpHeaders,
	type IncomingMessage,
	type ServerResponse
} from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setting } from '../config.ts';
import { answer, bearer, refuseRest } from '../exchange.ts';
import type { HttpService, ServiceContext } from '../service.ts';
import { jobsKey } from '../keys.ts';
import { createVerifier, publicKey } from '../tokens.ts';
import { denoProgram } from './deno.ts';
import { Runtime, type Server } from './runtime.ts';
import { Sources } from './sources.ts';

export interface Functions extends HttpService {
	/** Process id of Deno while it runs: from the first request or `warm` on. */
	pid(): number | undefined;
	/** Starts Deno ahead of the first request. */
	warm(): Promise<void>;
}

export interface FunctionsOptions {
	/** How long a function may take to begin its answer; as on hosted, 150 s. */
	answerWithinMs?: number;
	/** How long a function may compute without letting go, 2 s as on hosted; then the runtime is restarted. */
	longestHoldMs?: number;
}

const runtimeMain = fileURLToPath(new URL('./runtime/main.ts', import.meta.url));
const retirementMs = 10_000;

/**
 * Edge functions for one machine: `supabase/functions/<name>/index.ts`, run by Deno in one process
 * that is started when first needed, kept running, and replaced when a source file changes.
 * `npm:` imports come from the project's node_modules; nothing is fetched from the network.
 */
export function createFunctions(
	context: ServiceContext,
	options: FunctionsOptions = {}
): Functions {
	const { answerWithinMs = 150_000, longestHoldMs = 2_000 } = options;
	const { keys, config } = context;
	const log = (message: string) => context.log('functions', message);
	const sources = new Sources(context.projectDirectory);
	const verify = createVerifier(context);
	let current: { runtime: Runtime; print: string } | undefined;
	const retiring = new Set<Promise<void>>();

	/** The runtime for the sources as they are now; one of older sources finishes what it began. */
	function runtime(): Runtime {
		const print = sources.print();
		if (current && current.print !== print) {
			log('sources have changed; starting anew');
			const retired = current.runtime.stop(retirementMs).finally(() => retiring.delete(retired));
			retiring.add(retired);
			current = undefined;
		}
		current ??= { runtime: new Runtime(runtimeOptions()), print };
		return current.runtime;
	}

	function runtimeOptions() {
		const cache = join(context.stateDirectory, 'deno');
		mkdirSync(cache, { recursive: true });
		const configuration = sources.configuration();
		const importMap = join(cache, 'imports.json');
		writeFileSync(importMap, JSON.stringify({ imports: sources.imports() }));
		return {
			program: denoProgram(),
			arguments: [
				'run',
				// Only what is installed already, and no questions that nobody is there to answer.
				...[
					'--no-prompt',
					'--no-remote',
					'--cached-only',
					'--node-modules-dir=manual',
					'--no-lock'
				],
				...['--allow-net', '--allow-env', '--allow-read', '--allow-sys'],
				...(configuration ? ['--config', configuration] : []),
				...['--import-map', importMap],
				runtimeMain
			],
			directory: context.projectDirectory,
			environment: {
				PATH: process.env.PATH ?? '',
				HOME: cache,
				DENO_DIR: cache,
				DENO_NO_UPDATE_CHECK: '1',
				NO_COLOR: '1',
				LANTERN_FUNCTIONS_DIRECTORY: sources.directory,
				// Where mail and messages go on this machine, unless the project's .env says otherwise.
				SMTP_HOST: '127.0.0.1',
				SMTP_PORT: String(context.smtpPort),
				MAIL_STATUS_URL: `http://127.0.0.1:${context.mailPort}/v3/lantern/events`,
				MAIL_STATUS_KEY: 'local',
				MAIL_STATUS_AFTER_SECONDS: '0',
				SMS_API_URL: `http://127.0.0.1:${context.smsPort}`,
				SMS_ACCOUNT_SID: 'AC00000000000000000000000000000000',
				SMS_AUTH_TOKEN: 'local',
				SMS_FROM: '+15005550006',
				SMS_STATUS_AFTER_SECONDS: '0',
				SITE_URL: context.siteUrl,
				...sources.secrets(),
				JOBS_KEY: jobsKey(context.jwtSecret),
				// Last, since on hosted nobody can change these either.
				SUPABASE_URL: context.apiUrl,
				SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishable }),
				SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secret }),
				SUPABASE_JWKS: JSON.stringify({ keys: [publicKey(context.signingKey)] }),
				// The names these had until 2026.
				SUPABASE_ANON_KEY: keys.anonToken,
				SUPABASE_SERVICE_ROLE_KEY: keys.serviceToken,
				SUPABASE_DB_URL: context.databaseUrl('postgres')
			},
			log,
			longestHoldMs
		};
	}

	/** The token a request comes with: its own, or the role's that its key stands for. */
	function tokenOf(request: IncomingMessage): string | undefined {
		const given = bearer(request) ?? request.headers.apikey;
		if (given === keys.publishable) return keys.anonToken;
		if (given === keys.secret) return keys.serviceToken;
		return typeof given === 'string' ? given : undefined;
	}

	return {
		async handle(request, response, path, url) {
			const refuse = (status: number, code: string, message: string) =>
				answer(request, response, status, { code, message });
			const name = path.split('/')[1] ?? '';
			if (!sources.has(name)) {
				return refuse(404, 'NOT_FOUND', 'Requested function was not found');
			}

			const token = tokenOf(request);
			const isChecked = setting(config, `functions.${name}.verify_jwt`, true);
			// A preflight carries no credentials; functions answer it themselves.
			if (isChecked && request.method !== 'OPTIONS') {
				if (token === undefined) {
					return refuse(401, 'UNAUTHORIZED_NO_AUTH_HEADER', 'Missing authorization header');
				}
				if (verify(token).error !== undefined) {
					return refuse(401, 'UNAUTHORIZED_INVALID_JWT_FORMAT', 'Invalid JWT');
				}
			}

			// On hosted there are no packages but the declared ones: what finds one here by chance would not start there.
			const [undeclared] = sources.graph(name).unknown;
			if (undeclared) {
				const { specifier, file } = undeclared;
				log(`${name}: ${file} imports ${specifier}, which ${name}/deno.json does not declare`);
				return refuse(503, 'BOOT_ERROR', 'Function failed to start (please check logs)');
			}

			const chosen = runtime();
			const end = chosen.begin();
			try {
				const server = await chosen.server();
				await forward(request, response, {
					server,
					path: path + url.search,
					token,
					apiUrl: context.apiUrl,
					answerWithinMs
				});
			} catch (error) {
				log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
				if (response.headersSent) response.destroy();
				else if (error instanceof AnswerLate) {
					// It may be slow, or keep everybody waiting by never letting go of the processor.
					void chosen.examine();
					refuse(504, 'REQUEST_TIMEOUT', 'The function took too long to answer');
				} else refuse(503, 'BOOT_ERROR', 'The function could not be run. Try again in a moment.');
			} finally {
				end();
			}
		},
		pid: () => current?.runtime.pid,
		async warm() {
			await runtime().server();
		},
		async close() {
			await Promise.all([current?.runtime.stop(), ...retiring]);
		}
	};
}

class AnswerLate extends Error {}

interface Forwarding {
	server: Server;
	path: string;
	token: string | undefined;
	apiUrl: string;
	answerWithinMs: number;
}

/** Passes a request on to Deno and its answer back, both as they come. */
function forward(
	request: IncomingMessage,
	response: ServerResponse,
	{ server, path, token, apiUrl, answerWithinMs }: Forwarding
): Promise<void> {
	const gateway = new URL(apiUrl);
	return new Promise((resolve, reject) => {
		const passed = httpRequest({
			host: '127.0.0.1',
			port: server.port,
			agent: server.agent,
			method: request.method,
			path,
			headers: {
				'x-forwarded-for': request.socket.remoteAddress ?? '',
				...withoutConnection(request.headers),
				...(token !== undefined && { authorization: `Bearer ${token}` }),
				host: gateway.host,
				'x-forwarded-host': gateway.host,
				'x-forwarded-proto': gateway.protocol.slice(0, -1),
				...server.headers
			}
		});
		const late = setTimeout(() => {
			reject(new AnswerLate(`no answer within ${answerWithinMs / 1000} s`));
			passed.destroy();
		}, answerWithinMs);

		passed.on('response', (answered) => {
			clearTimeout(late);
			refuseRest(request, response);
			response.writeHead(answered.statusCode ?? 502, withoutConnection(answered.headers));
			answered.pipe(response);
			answered.on('error', reject);
		});
		passed.on('error', (error) => {
			clearTimeout(late);
			reject(error);
		});
		response.on('close', () => {
			clearTimeout(late);
			// The caller has hung up: the function's request is aborted, too.
			if (!response.writableFinished) passed.destroy();
			resolve();
		});
		request.pipe(passed);
	});
}

/** Headers without those that are about one connection, of which there are two here. */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
	const ownBusiness = new Set(['connection', 'keep-alive', 'transfer-encoding']);
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !ownBusiness.has(name)));
}
