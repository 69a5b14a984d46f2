import { isActionFailure, isRedirect, type RequestEvent } from '@sveltejs/kit';
import { expect, test, vi } from 'vitest';
import { actions } from './+page.server';

type Event = Parameters<(typeof actions)['signIn']>[0];

const password = 'the right password';
/** As Supabase answers that counts nothing itself: hosted without the hook. */
const signInWithPassword = vi.fn(async (tried: { password: string }) =>
	tried.password === password
		? { error: null }
		: { error: { code: 'invalid_credentials', message: 'Invalid login credentials', status: 400 } }
);

/** On which Ada has signed in before. */
const adasDevice = 'A'.repeat(43);
const rpc = (name: string, asked: Record<string, string>) =>
	Promise.resolve({
		data:
			name === 'excuse_device' &&
			asked.p_token === adasDevice &&
			asked.p_email === 'ada@example.org'
	});

/** What the sign-in page answers to somebody at an address. */
async function signIn(email: string, typed: string, address: string, device = ''): Promise<number> {
	const url = new URL('http://lantern/sign-in?/signIn');
	const event: Partial<Event> = {
		url,
		request: new Request(url, {
			method: 'POST',
			body: new URLSearchParams({ email, password: typed, next: '' })
		}),
		locals: {
			once: null,
			supabase: { auth: { signInWithPassword }, rpc }
		} as unknown as Event['locals'],
		cookies: {
			get: (name: string) => (name === 'lantern-device' ? device : 'en'),
			set: () => {}
		} as unknown as RequestEvent['cookies'],
		getClientAddress: () => address
	};
	try {
		const answer: unknown = await actions.signIn(event as Event);
		return isActionFailure(answer) ? answer.status : 200;
	} catch (thrown) {
		if (isRedirect(thrown)) return thrown.status;
		throw thrown;
	}
}

test('who guesses waits, without Supabase being asked; all others sign in meanwhile', async () => {
	const guess = () => signIn('ada@example.org', 'a guess', '192.0.2.1');
	for (let nth = 1; nth <= 4; nth++) expect(await guess()).toBe(400);
	expect(await guess()).toBe(429);
	const asked = signInWithPassword.mock.calls.length;
	expect(await guess()).toBe(429);
	expect(await signIn('ada@example.org', password, '192.0.2.1')).toBe(429);
	expect(signInWithPassword).toHaveBeenCalledTimes(asked);

	expect(await signIn('ada@example.org', password, '192.0.2.2')).toBe(303);
	expect(await signIn('ada@example.org', password, '192.0.2.1', adasDevice)).toBe(303);
	expect(await signIn('ada@example.org', password, '192.0.2.1', 'B'.repeat(43))).toBe(429);
	expect(await signIn('grace@example.org', password, '192.0.2.1')).toBe(303);
	expect(await signIn('grace@example.org', password, '192.0.2.2')).toBe(303);
	await new Promise((later) => setTimeout(later, 1050));
	expect(await signIn('ada@example.org', password, '192.0.2.1')).toBe(303);
});

test('who tries one password on many accounts is kept from all of them, and from them alone', async () => {
	const stranger = '198.51.100.7';
	for (let nth = 0; nth < 101; nth++)
		await signIn(`somebody-${nth}@example.org`, 'Summer', stranger);
	const asked = signInWithPassword.mock.calls.length;
	expect(await signIn('edith@example.org', password, stranger)).toBe(429);
	expect(signInWithPassword).toHaveBeenCalledTimes(asked);
	expect(await signIn('edith@example.org', password, '192.0.2.3')).toBe(303);
});
