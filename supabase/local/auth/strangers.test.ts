import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shortestAnswer } from './http.ts';
import { goodPassword, openAuthBench, readLetter, type AuthBench } from './testing.ts';

/** What nobody learns of an address they do not own: whether it has an account, and what has become of it. */

let bench: AuthBench;

const addresses = {
	proven: 'proven@example.org',
	unproven: 'unproven@example.org',
	banned: 'banned@example.org',
	unknown: 'unknown@example.org'
};

beforeAll(async () => {
	bench = await openAuthBench();
	await bench.addUser(addresses.proven);
	const banned = await bench.addUser(addresses.banned);
	await bench.admin().auth.admin.updateUserById(banned, { ban_duration: '24h' });
	await bench.client().auth.signUp({ email: addresses.unproven, password: goodPassword });
});
afterAll(() => bench.close());
beforeEach(() => bench.configure());

/** What can be asked without an account, given an address. */
const questions: Record<string, (email: string) => { path: string; body: object }> = {
	'a wrong password': (email) => ({
		path: '/token?grant_type=password',
		body: { email, password: 'Guessed-Horse-1' }
	}),
	'a code to sign in, without registering': (email) => ({
		path: '/otp',
		body: { email, create_user: false }
	}),
	'a link to sign in, for whom nothing can be stored': (email) => ({
		path: '/otp',
		body: { email, create_user: true, data: { full_name: 'a\u0000b' } }
	}),
	'a registration that cannot be stored': (email) => ({
		path: '/signup',
		body: { email, password: 'Another-Horse-8', data: { full_name: 'a\u0000b' } }
	}),
	'a registration with half a sign': (email) => ({
		path: '/signup',
		body: { email, password: 'Another-Horse-8', data: { '\ud800': 1 } }
	}),
	'a new password': (email) => ({ path: '/recover', body: { email } }),
	'the link again': (email) => ({ path: '/resend', body: { email, type: 'signup' } }),
	'a code tried': (email) => ({
		path: '/verify',
		body: { email, type: 'email', token: '0000000000' }
	})
};

for (const [what, question] of Object.entries(questions)) {
	test(`${what}: one answer, whoever has the address`, async () => {
		const answers: Record<string, unknown> = {};
		for (const [whose, email] of Object.entries(addresses)) {
			const { path, body } = question(email);
			const answer = await bench.request(path, { method: 'POST', body: JSON.stringify(body) });
			answers[whose] = [answer.status, await answer.json()];
		}
		expect(Object.values(answers)).toEqual(Array(4).fill(answers.unknown));
	});
}

test('a ban is told to those alone who know the password', async () => {
	const attempt = async (password: string) =>
		(await bench.client().auth.signInWithPassword({ email: addresses.banned, password })).error
			?.code;
	expect(await attempt('Guessed-Horse-1')).toBe('invalid_credentials');
	expect(await attempt(goodPassword)).toBe('user_banned');
});

test('no refusal comes sooner than what is done for an account takes', async () => {
	for (const email of Object.values(addresses)) {
		for (const what of ['a wrong password', 'a code to sign in, without registering']) {
			const { path, body } = questions[what]?.(email) ?? { path: '', body: {} };
			const start = performance.now();
			await bench.request(path, { method: 'POST', body: JSON.stringify(body) });
			expect(performance.now() - start).toBeGreaterThan(shortestAnswer - 2);
		}
	}
});

test('nobody’s mailbox is filled, and the letter its owner has goes on working', async () => {
	const email = 'pestered@example.org';
	for (let nth = 0; nth < 8; nth++)
		await bench.client().auth.signUp({ email, password: goodPassword });
	const { tokenHash } = readLetter(await bench.letterTo(email, 5));
	expect(await bench.countLetters(email)).toBe(5);
	const { error } = await bench.client().auth.verifyOtp({ token_hash: tokenHash, type: 'signup' });
	expect(error).toBeNull();
	for (let nth = 0; nth < 8; nth++) await bench.client().auth.resetPasswordForEmail(email);
	expect(await bench.countLetters(email)).toBe(10);
});

test('whoever asks for mail after mail keeps nobody else from theirs', async () => {
	await bench.configure({ rate_limit: { email_sent: 3 } });
	const recover = async (from: string, email: string) =>
		(
			await bench.request('/recover', {
				method: 'POST',
				headers: { 'x-forwarded-for': from },
				body: JSON.stringify({ email })
			})
		).status;
	const statuses: number[] = [];
	for (let nth = 0; nth < 4; nth++)
		statuses.push(await recover('203.0.113.1', `a${nth}@example.org`));
	expect(statuses).toEqual([200, 200, 200, 429]);
	expect(await recover('203.0.113.2', 'b@example.org')).toBe(200);
});
