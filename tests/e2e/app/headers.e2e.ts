import { once } from 'node:events';
import { appAnswers, spawnApp } from '../../../supabase/local/app.ts';
import { freePort } from '../../../supabase/local/ports.ts';
import { demoPassword, demoPeople } from '../../support/people.ts';
import { expect, test } from '../fixtures.ts';

/* What every answer says to the browser, of the built app, as it is sent. */

const directives = (policy: string) =>
	Object.fromEntries(
		policy.split(';').map((each) => {
			const [name = '', ...values] = each.trim().split(' ');
			return [name, values.join(' ')];
		})
	);

test('no script but ours runs in a page, nobody frames it, and nothing of a patient stays in a cache', async ({
	app,
	sessionOf,
	playwright
}) => {
	const nonces = new Set<string>();
	for (const [who, pages, data] of [
		[null, ['/sign-in', '/register', '/display', '/nothing'], []],
		['nurse', ['/wards', '/patients', '/admin/people', '/nothing'], ['/wards/__data.json']],
		['patient', ['/portal', '/wards'], ['/portal/__data.json']],
		['admin', ['/admin/audit', '/admin/settings'], ['/admin/audit/__data.json']]
	] as const) {
		const request = await playwright.request.newContext({
			baseURL: app,
			storageState: who ? await sessionOf(demoPeople[who]) : undefined
		});
		for (const path of [...pages, ...data]) {
			const answer = await request.get(path, { headers: { accept: 'text/html' } });
			const about = `${who}: ${path} (${answer.status()})`;
			expect(answer.headers(), about).toMatchObject({
				'x-content-type-options': 'nosniff',
				'x-frame-options': 'DENY',
				'referrer-policy': 'same-origin',
				'cross-origin-opener-policy': 'same-origin'
			});
			if (who) expect(answer.headers()['cache-control'], about).toContain('no-store');
			if (path.endsWith('.json')) continue;
			const policy = directives(answer.headers()['content-security-policy'] ?? '');
			expect(policy, about).toMatchObject({
				'default-src': `'self'`,
				'script-src': expect.stringMatching(/^'self' 'nonce-[\w+/=]{16,}'$/) as unknown,
				'object-src': `'none'`,
				'base-uri': `'none'`,
				'form-action': `'self'`,
				'frame-ancestors': `'none'`
			});
			const nonce = /'nonce-([^']+)'/.exec(policy['script-src'] ?? '')?.[1] ?? '';
			expect(nonces, about).not.toContain(nonce);
			nonces.add(nonce);
			const scripts = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)];
			const others = scripts.filter(([tag]) => !tag.includes(`nonce="${nonce}"`));
			expect(
				others.map(([tag]) => tag),
				about
			).toEqual([]);
			expect(await answer.text(), about).not.toMatch(/<[a-z][^>]*\son[a-z]+="/);
		}
		await request.dispose();
	}
});

test('a form that another site posts does nothing', async ({ app, sessionOf, playwright }) => {
	const request = await playwright.request.newContext({
		baseURL: app,
		storageState: await sessionOf(demoPeople.nurse)
	});
	const posted = (origin: string) =>
		request.post('/profile?/name', {
			form: { full_name: 'Somebody else' },
			headers: { origin }
		});
	expect((await posted('https://elsewhere.example')).status()).toBe(403);
	expect((await posted(app)).status()).not.toBe(403);
	await request.dispose();
});

test('a file, a refusal and what never reaches a page are taken for nothing else', async ({
	app,
	request
}) => {
	const refused = await request.post(`${app}/sign-in?/signIn`, {
		headers: { origin: 'https://elsewhere.example' },
		form: { email: 'a@b.co', password: demoPassword }
	});
	expect(refused.status()).toBe(403);
	expect(refused.headers()['set-cookie']).toBeUndefined();
	const answers = [refused];
	for (const path of [
		'/favicon.svg',
		'/manifest.webmanifest',
		'/service-worker.js',
		'/_app/version.json',
		'/health',
		'/metrics',
		'/%00',
		'//nothing',
		'/wards'
	])
		answers.push(await request.get(app + path, { maxRedirects: 0 }));
	for (const answer of answers)
		expect(answer.headers()['x-content-type-options'], answer.url()).toBe('nosniff');
});

test('over https a browser keeps to it, and no cookie goes over anything else or to other sites', async ({
	stack
}) => {
	const origin = 'https://hospital.example';
	const port = await freePort();
	const { url: supabaseUrl, publishableKey } = stack;
	const server = spawnApp({ port, host: '127.0.0.1', origin, supabaseUrl, publishableKey });
	server.stdout?.resume();
	const at = `http://127.0.0.1:${port}`;
	try {
		await appAnswers(at);
		const form = { method: 'POST', redirect: 'manual' } as const;
		const signedIn = await fetch(`${at}/sign-in?/signIn`, {
			...form,
			headers: { origin, accept: 'text/html' },
			body: new URLSearchParams({ email: demoPeople.nurse, password: demoPassword })
		});
		expect(signedIn.status).toBe(303);
		const cookies = signedIn.headers.getSetCookie();
		const held = cookies.map((line) => line.split(';')[0] ?? '').join('; ');
		const page = await fetch(`${at}/wards`, { headers: { cookie: held, accept: 'text/html' } });
		cookies.push(...page.headers.getSetCookie());
		const language = await fetch(`${at}/language`, {
			...form,
			headers: { origin },
			body: new URLSearchParams({ locale: 'es', next: '/sign-in' })
		});
		cookies.push(...language.headers.getSetCookie());
		expect(cookies.length).toBeGreaterThan(2);
		for (const line of cookies) {
			const [name = ''] = line.split('=');
			expect(line, name).toMatch(/; Path=\/(;|$)/i);
			expect(line, name).toMatch(/; SameSite=Lax/i);
			expect(line, name).toMatch(/; Secure/i);
			expect(line, name).not.toMatch(/; Domain=/i);
			// The page joins live channels with the session, notes that somebody is there, and speaks their language.
			if (!/^sb-.+-auth-token|active|LOCALE/.test(name)) expect(line, name).toMatch(/; HttpOnly/i);
			if (/^sb-/.test(name)) {
				expect(Number(/Max-Age=(\d+)/i.exec(line)?.[1]), name).toBeLessThanOrEqual(7 * 86_400);
			}
		}
		const elsewhere = await fetch(`${at}/sign-in?/signIn`, { ...form, headers: { origin: at } });
		const file = await fetch(`${at}/favicon.svg`);
		const nothing = await fetch(`${at}/%00`);
		for (const answer of [signedIn, page, file, nothing, elsewhere]) {
			expect(answer.headers.get('strict-transport-security'), answer.url).toBe(
				'max-age=31536000; includeSubDomains'
			);
		}
	} finally {
		server.kill();
		await once(server, 'exit');
	}
});
