import { expect, test } from 'vitest';
import { postedForm } from './posted.server';

const posted = (body: BodyInit | ReadableStream, type: string) =>
	postedForm(
		new Request('https://lantern.invalid/language', {
			method: 'POST',
			body,
			headers: { 'content-type': type },
			duplex: 'half'
		} as RequestInit)
	);
const broken = (reason: Error) => new ReadableStream({ start: (way) => way.error(reason) });

test('a form is read', async () => {
	const form = await posted('locale=es', 'application/x-www-form-urlencoded');
	expect(form.get('locale')).toBe('es');
});

test.each<[string, () => Promise<FormData>]>([
	['is none', () => posted('x', 'text/plain')],
	['has parts without an end', () => posted('--x\r\n', 'multipart/form-data; boundary=x')],
	['has parts and no boundary', () => posted('x', 'multipart/form-data')],
	['breaks off', () => posted(broken(new Error('aborted')), 'application/x-www-form-urlencoded')]
])('a body that %s is its sender’s fault', async (_, send) => {
	await expect(send()).rejects.toMatchObject({ status: 400 });
});

test('a body that is too large is refused as such', async () => {
	const tooLarge = Object.assign(new Error('Payload Too Large'), { status: 413 });
	const form = posted(broken(tooLarge), 'application/x-www-form-urlencoded');
	await expect(form).rejects.toMatchObject({ status: 413 });
});
