/** The field in which a form sends its key. */
export const keyField = 'once';

/** What a key looks like. Anything else is none: it goes into a header, and not every text can. */
export const keyForm = /^[\w-]{1,64}$/;

/** A key of 128 bits. By hand: `crypto.randomUUID` is missing where the app is served without TLS. */
export const newKey = (): string =>
	[...crypto.getRandomValues(new Uint8Array(16))]
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join('');

/**
 * A `fetch` for the client of the database and its functions that says by which key a posted form is known, so that the database does what it
 * asks for once. A form that takes several steps brings one for each: the same step gets the same when it is sent again.
 */
export function once(
	key: () => string | null,
	ask: typeof fetch = (...asked) => fetch(...asked)
): typeof fetch {
	const steps = new Map<string, unknown[]>();
	return (input, init) => {
		const known = key();
		const address = new URL(input instanceof Request ? input.url : String(input));
		if (!known || init?.method !== 'POST' || !/^\/(rest|functions)\//.test(address.pathname)) {
			return ask(input, init);
		}
		const sent = steps.get(address.pathname) ?? [];
		steps.set(address.pathname, sent);
		// What is tried again within the request is the same step.
		if (!sent.includes(init.body)) sent.push(init.body);
		const step = sent.indexOf(init.body);
		const headers = new Headers(init.headers);
		headers.set('idempotency-key', step === 0 ? known : `${known}:${step}`);
		return ask(input, { ...init, headers });
	};
}
