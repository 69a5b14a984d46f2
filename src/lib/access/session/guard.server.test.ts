import { isHttpError, isRedirect } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import type { Access } from './access';
import { ofKind, permitted, signedIn } from './guard.server';

const nurse: Access = {
	user_id: 'd9b7c0de-0000-4000-8000-000000000001',
	name: 'Noor Haddad',
	email: 'noor@example.org',
	position: 'nurse',
	kind: 'staff',
	roles: ['nurse'],
	permissions: ['patients.read', 'admissions.manage'],
	staff_id: 'd9b7c0de-0000-4000-8000-000000000002',
	doctor_id: null,
	ward_ids: [],
	patient_ids: [],
	locale: 'en',
	lacks: null
};

function asking(access: Access | null, address = '/wards?ward=a', method = 'GET') {
	const url = new URL(address, 'http://lantern.invalid');
	const locals = { access, unreachable: false } as App.Locals;
	return { locals, url, request: new Request(url, { method }) };
}

/** What a guard threw, which is how SvelteKit answers. */
function thrown(guard: () => unknown): unknown {
	try {
		guard();
	} catch (refusal) {
		return refusal;
	}
	throw new Error('the guard let it pass');
}

test('a stranger is sent to sign in and brought back', () => {
	const refusal = thrown(() => signedIn(asking(null)));
	expect(isRedirect(refusal) && refusal.location).toBe('/sign-in?next=%2Fwards%3Fward%3Da');
});

test('a stranger who posted is brought back to the page, not to the action', () => {
	const refusal = thrown(() => signedIn(asking(null, '/portal/book?/book', 'POST')));
	expect(isRedirect(refusal) && refusal.location).toBe('/sign-in?next=%2Fportal%2Fbook');
});

test('while the server does not answer nobody is taken for a stranger', () => {
	const event = asking(null);
	event.locals.unreachable = true;
	const refusal = thrown(() => signedIn(event));
	expect(isHttpError(refusal) && refusal.status).toBe(503);
});

test('what one may not do does not exist, and that it was tried is noted', () => {
	const event = asking(nurse);
	const refusal = thrown(() => permitted(event, 'beds.manage'));
	expect(isHttpError(refusal) && refusal.status).toBe(404);
	expect(event.locals.refused).toBe('beds.manage');
});

test('a screen for other people does not exist, and that it was tried is noted', () => {
	const event = asking(nurse);
	const refusal = thrown(() => ofKind(event, 'patient', 'doctor'));
	expect(isHttpError(refusal) && refusal.status).toBe(404);
	expect(event.locals.refused).toBe('patient, doctor');
});

test('those who may come in are told who they are', () => {
	expect(permitted(asking(nurse), 'admissions.manage')).toBe(nurse);
	expect(ofKind(asking(nurse), 'staff')).toBe(nurse);
});

test('a session that is not whole is sent to become so, and brought back', () => {
	const event = asking(null, '/patients');
	event.locals.lacks = 'code';
	const toCode = thrown(() => signedIn(event));
	expect(isRedirect(toCode) && toCode.location).toBe('/sign-in/code?next=%2Fpatients');
	event.locals.lacks = 'locked';
	const toUnlock = thrown(() => signedIn(event));
	expect(isRedirect(toUnlock) && toUnlock.location).toBe('/unlock?next=%2Fpatients');
});

test('whoever has to enrol first gets to where that is done, and nowhere else', () => {
	const enrolling: Access = { ...nurse, permissions: [], staff_id: null, lacks: 'enrol' };
	const refusal = thrown(() => signedIn(asking(enrolling)));
	expect(isRedirect(refusal) && refusal.location).toBe('/two-factor');
	expect(signedIn(asking(enrolling, '/two-factor'))).toBe(enrolling);
});
