import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer } from '../exchange.ts';
import { listen } from './http.ts';
import type { MessageStore } from './messages.ts';
import { page, pagePolicy } from './page.ts';

/** Proxies cut streams that stay silent; a comment now and then keeps them open. */
const heartbeat = 25_000;

/**
 * The page, and the API under it:
 * `GET /api/messages?to=…` → `{ messages: Summary[] }`, `GET /api/messages/:id` → `Message`,
 * `DELETE /api/messages` → 204, `GET /api/events` → a `caught` or `cleared` event each time;
 * `GET /v3/:domain/events?message-id=…` → what became of a mail, as Mailgun's events API tells it.
 */
export function serveMessages(port: number, store: MessageStore) {
	return listen(port, (request, response, url) => {
		const id = /^\/api\/messages\/([\w-]+)$/.exec(url.pathname)?.[1];

		if (request.method === 'GET' && url.pathname === '/') {
			response
				.writeHead(200, {
					'content-type': 'text/html; charset=utf-8',
					'content-security-policy': pagePolicy,
					'referrer-policy': 'no-referrer'
				})
				.end(page);
		} else if (request.method === 'GET' && url.pathname === '/api/messages') {
			answer(request, response, 200, {
				messages: store.list(url.searchParams.get('to') ?? undefined)
			});
		} else if (request.method === 'DELETE' && url.pathname === '/api/messages') {
			store.clear();
			response.writeHead(204).end();
		} else if (request.method === 'GET' && url.pathname === '/api/events') {
			stream(request, response, store);
		} else if (request.method === 'GET' && /^\/v3\/[\w.-]+\/events$/.test(url.pathname)) {
			const caught = store.listByMessageId(url.searchParams.get('message-id') ?? '');
			answer(request, response, 200, {
				items: caught.map((message) => ({
					event: 'accepted',
					id: message.id,
					timestamp: Date.parse(message.at) / 1000,
					recipient: message.to[0],
					message: { headers: { 'message-id': message.messageId } }
				}))
			});
		} else if (request.method === 'GET' && id) {
			const message = store.get(id);
			if (message) answer(request, response, 200, message);
			else
				answer(request, response, 404, { message: 'No such message; it may have been deleted.' });
		} else {
			answer(request, response, 404, { message: 'Not found' });
		}
	});
}

function stream(request: IncomingMessage, response: ServerResponse, store: MessageStore) {
	response.writeHead(200, {
		'content-type': 'text/event-stream',
		'cache-control': 'no-store',
		'x-accel-buffering': 'no'
	});
	response.write(': listening\n\n');
	const unsubscribe = store.subscribe((summary) => {
		const event = summary ? 'caught' : 'cleared';
		response.write(`event: ${event}\ndata: ${JSON.stringify(summary)}\n\n`);
	});
	const timer = setInterval(() => response.write(': still here\n\n'), heartbeat);
	request.on('close', () => {
		clearInterval(timer);
		unsubscribe();
	});
}
