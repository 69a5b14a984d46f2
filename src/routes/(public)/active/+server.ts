import type { RequestHandler } from './$types';

/** Open to all: that somebody is there has been noted on the way here (`hooks.server.ts`), of whoever is signed in. */
export const POST: RequestHandler = () => new Response(null, { status: 204 });
