import { rowsPerAnswer } from './every-row';

/** Whether the API has cut an answer: it is as long as answers may be, and was not asked to be. */
function isCut(address: string, answer: Response): boolean {
	const { pathname, searchParams } = new URL(address);
	if (!pathname.startsWith('/rest/')) return false;
	const [, first, last, total] =
		/^(\d+)-(\d+)\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
	if (first === undefined || Number(last) - Number(first) + 1 < rowsPerAnswer) return false;
	const limit = searchParams.get('limit');
	return total !== String(Number(last) + 1) && (limit === null || Number(limit) > rowsPerAnswer);
}

/**
 * A `fetch` for the clients of the database that turns a cut answer into an error: half a list looks like a whole
 * one. Who may find more rows than fit an answer reads them with `everyRow`, or in pages.
 */
export const whole =
	(ask: typeof fetch = (...asked) => fetch(...asked)): typeof fetch =>
	async (input, init) => {
		const answer = await ask(input, init);
		const address = input instanceof Request ? input.url : String(input);
		// Who asks for the head alone wants to know how many there are.
		if (init?.method === 'HEAD' || !isCut(address, answer)) return answer;
		const message = `${new URL(address).pathname} has more than ${rowsPerAnswer} rows: read it with everyRow or in pages`;
		return Response.json({ code: 'cut', message, details: null, hint: null }, { status: 500 });
	};
