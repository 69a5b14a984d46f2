import { isActionFailure } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import { actions } from './+page.server';

type Event = Parameters<(typeof actions)['default']>[0];

/** Whether the page says the link is over, when the auth service refuses so. */
async function isOver(error: { status: number; code: string }): Promise<[number, unknown]> {
	const url = new URL('http://lantern/auth/confirm');
	const verifyOtp = async () => ({ data: { session: null }, error: { ...error, message: '' } });
	const event: Partial<Event> = {
		url,
		request: new Request(url, {
			method: 'POST',
			body: new URLSearchParams({ type: 'signup', token_hash: 'hash', code: '', next: '' })
		}),
		locals: { once: null, supabase: { auth: { verifyOtp } } } as unknown as Event['locals']
	};
	const answer: unknown = await actions.default(event as Event);
	if (!isActionFailure(answer)) throw new Error('taken');
	const { refused } = answer.data as unknown as { refused: { expired: boolean } };
	return [answer.status, refused.expired];
}

test('a link keeps its button at a limit and while the service is away, and loses it when it is over', async () => {
	expect(await isOver({ status: 429, code: 'over_request_rate_limit' })).toEqual([429, false]);
	expect(await isOver({ status: 503, code: '' })).toEqual([expect.any(Number), false]);
	expect(await isOver({ status: 403, code: 'otp_expired' })).toEqual([410, true]);
});
