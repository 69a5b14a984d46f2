/** A refusal in the words of the database: what the app explains to people by its code and hint. */
export class Refused extends Error {
	readonly code: string;
	readonly hint: string | null;

	constructor(refusal: { code: string; message: string; hint?: string | null }) {
		super(refusal.message);
		this.code = refusal.code;
		this.hint = refusal.hint ?? null;
	}
}

const statuses: Record<string, number> = { '42501': 403, PT404: 404, '22023': 422 };

/** The data of an answer of the database, or its refusal as an exception. */
export function dataOf<Data>(answer: {
	data: Data;
	error: { code: string; message: string; hint?: string | null } | null;
}): NonNullable<Data> {
	if (answer.error) throw new Refused(answer.error);
	if (answer.data === null || answer.data === undefined) {
		throw new Refused({ code: 'PT404', message: 'nothing was answered' });
	}
	return answer.data;
}

/** Serves posted JSON: what the handler gives, or why not. What nobody foresaw is logged, not told. */
export function answerPosted(
	handler: (body: unknown, request: Request) => Promise<object>
): (request: Request) => Promise<Response> {
	return async (request) => {
		if (request.method !== 'POST') {
			return Response.json({ code: 'method', message: 'Post it' }, { status: 405 });
		}
		try {
			const body: unknown = await request.json().catch(() => undefined);
			return Response.json(await handler(body, request));
		} catch (error) {
			if (error instanceof Refused) {
				const { code, message, hint } = error;
				return Response.json({ code, message, hint }, { status: statuses[code] ?? 409 });
			}
			console.error(error);
			return Response.json({ code: 'failed', message: 'The function failed' }, { status: 500 });
		}
	};
}
