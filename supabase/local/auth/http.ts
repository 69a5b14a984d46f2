import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { BodyTooLarge, readBody as readWhole, refuseRest } from '../exchange.ts';
import type { Log } from '../service.ts';
import { isUuid } from './database.ts';
import { AuthError, notFound, validationFailed } from './errors.ts';

/** A request to the auth server, taken apart. */
export interface AuthRequest {
	body: unknown;
	query: URLSearchParams;
	/** The variable parts of the path; each is a UUID. */
	parameters: Record<string, string>;
	/** Network address of the client. */
	address: string;
	userAgent: string | null;
	/** Token of the `Authorization` header. */
	bearer: string | undefined;
}

/** What to answer: JSON with status 200 unless said otherwise; without a body, 204 or a redirect. */
export interface Reply {
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
}

export type Handler = (request: AuthRequest) => Promise<Reply> | Reply;
/** Handlers by `METHOD /path`, in which `:name` stands for a UUID. */
export type Routes = Record<string, Handler>;

/**
 * No answer that must not tell whether there is an account comes sooner, in milliseconds. Making one, finding one and
 * finding none take different time in the database; waiting for the same moment hides which it was.
 */
export const shortestAnswer = 200;
export const evening = () => delay(shortestAnswer);

const versionHeader = 'x-supabase-api-version';
/** From this version on, `code` is the error's code and no longer the HTTP status. */
const codeVersion = '2024-01-01';
const largestBody = 1024 * 1024;

/** Makes the function that finds the handler for a request, runs it and sends its answer. */
export function createRouter(routes: Routes, log: Log) {
	const table = Object.entries(routes).map(([key, handler]) => {
		const [method = '', path = ''] = key.split(' ');
		return { method, parts: path.split('/'), handler };
	});

	function find(method: string | undefined, path: string) {
		const parts = path.split('/');
		for (const route of table) {
			if (route.method !== method || route.parts.length !== parts.length) continue;
			const parameters: Record<string, string> = {};
			const fits = route.parts.every((part, index) => {
				const given = parts[index] ?? '';
				if (!part.startsWith(':')) return part === given;
				parameters[part.slice(1)] = given;
				return true;
			});
			if (fits) return { handler: route.handler, parameters };
		}
		throw notFound('not_found', 'There is no such endpoint');
	}

	return async (
		request: IncomingMessage,
		response: ServerResponse,
		path: string,
		url: URL
	): Promise<void> => {
		const newCodes = String(request.headers[versionHeader] ?? '') >= codeVersion;
		if (newCodes) response.setHeader(versionHeader, codeVersion);
		try {
			const { handler, parameters } = find(request.method, path);
			if (!Object.values(parameters).every(isUuid)) {
				throw notFound('validation_failed', 'The id in the path must be a UUID');
			}
			const reply = await handler({
				body: await readBody(request),
				query: url.searchParams,
				parameters,
				address: clientAddress(request),
				userAgent: request.headers['user-agent'] ?? null,
				bearer: /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
			});
			send(request, response, reply);
		} catch (error) {
			const refusal = error instanceof AuthError ? error : unexpected(error, path, log);
			const { status, code, message, details } = refusal;
			send(request, response, {
				status,
				headers: { 'x-sb-error-code': code },
				body: newCodes
					? { code, message, ...details }
					: { code: status, error_code: code, msg: message, ...details }
			});
		}
	};
}

/** Checks a body against what an endpoint takes. @throws AuthError naming the first wrong field. */
export function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
	const result = schema.safeParse(body ?? {});
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const field = issue?.path.join('.');
	throw validationFailed([field, issue?.message].filter(Boolean).join(': '));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
	let text: string;
	try {
		text = (await readWhole(request, largestBody)).toString();
	} catch (error) {
		if (!(error instanceof BodyTooLarge)) throw error;
		throw new AuthError(413, 'request_too_large', 'The request body is larger than 1 MB');
	}
	if (!text) return undefined;
	let body: unknown;
	try {
		body = JSON.parse(text) as unknown;
	} catch {
		throw new AuthError(400, 'bad_json', 'Could not parse request body as JSON');
	}
	requireStorable(body);
	return body;
}

/** Deeper than what anybody writes, and far from where the database's own reading of JSON ends. */
const deepest = 32;

/**
 * Refuses what the database cannot keep, before anything is looked up: refused only where it would be written, it
 * would tell for which addresses nothing is.
 */
function requireStorable(value: unknown, depth = 0): void {
	const storable = typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'));
	if (!storable || depth > deepest) throw validationFailed('A value cannot be stored');
	if (typeof value !== 'object' || value === null) return;
	for (const [name, each] of Object.entries(value)) {
		requireStorable(name, depth);
		requireStorable(each, depth + 1);
	}
}

/** The gateway leaves one address, the one to be believed. */
function clientAddress(request: IncomingMessage): string {
	const told = String(request.headers['x-forwarded-for'] ?? '');
	if (isIP(told) !== 0) return told;
	return (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

function unexpected(error: unknown, path: string, log: Log): AuthError {
	// What the database cannot keep, such as NUL in a text: the caller's doing, and its words may repeat it.
	if (error instanceof pg.DatabaseError && error.code?.startsWith('22')) {
		return validationFailed('A value cannot be stored');
	}
	log('auth', `${path} failed: ${error instanceof Error ? error.message : String(error)}`);
	return new AuthError(500, 'unexpected_failure', 'Unexpected failure, please check server logs');
}

function send(
	request: IncomingMessage,
	response: ServerResponse,
	{ status, headers = {}, body }: Reply
) {
	refuseRest(request, response);
	if (body === undefined) {
		response.writeHead(status ?? 204, headers).end();
		return;
	}
	const text = JSON.stringify(body);
	response
		.writeHead(status ?? 200, {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(text),
			// Tokens and personal data.
			'cache-control': 'no-store',
			...headers
		})
		.end(text);
}
