import { expect, test } from 'vitest';
import { actionQuery, withQuery } from './address';

const url = new URL('http://lantern/portal/book?/book&patient=p&doctor=d&from=2026-11-23');

test('a change keeps what else was chosen and forgets the action that was posted', () => {
	expect(withQuery(url, { from: '2026-11-30' })).toBe('?patient=p&doctor=d&from=2026-11-30');
	expect(withQuery(url, { doctor: null, from: null, slot: 'a~b' })).toBe('?patient=p&slot=a%7Eb');
});

test('a form posts to its action and keeps the choices', () => {
	expect(actionQuery(url, 'cancel')).toBe('?/cancel&patient=p&doctor=d&from=2026-11-23');
	expect(actionQuery(new URL('http://lantern/today'), 'step')).toBe('?/step');
});
