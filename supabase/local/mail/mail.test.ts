import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { chromium } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserLaunch } from '../../../tests/support/browser.ts';
import { freePort } from '../ports.ts';
import { readBody } from '../exchange.ts';
import { MessageStore, type Message, type Summary } from './messages.ts';
import { createMailCatcher, type MailCatcher } from './service.ts';
import { signCallback } from './sms.ts';

const account = 'AC00000000000000000000000000000001';
let catcher: MailCatcher;
let smtpPort: number;
let smsPort: number;

beforeAll(async () => {
	[smtpPort, smsPort] = [await freePort(), await freePort()];
	catcher = await createMailCatcher({
		smtpPort,
		smsPort,
		webPort: await freePort(),
		log: () => undefined
	});
});
afterAll(() => catcher.close());
beforeEach(async () => {
	await fetch(`${catcher.url}/api/messages`, { method: 'DELETE' });
});

async function list(to?: string): Promise<Summary[]> {
	const query = to ? `?to=${encodeURIComponent(to)}` : '';
	const answer = await fetch(`${catcher.url}/api/messages${query}`);
	return ((await answer.json()) as { messages: Summary[] }).messages;
}

async function open(summary: Summary | undefined): Promise<Message> {
	const answer = await fetch(`${catcher.url}/api/messages/${summary?.id}`);
	expect(answer.status).toBe(200);
	return (await answer.json()) as Message;
}

function sendSms(form: Record<string, string>, token = 'secret') {
	return fetch(`http://127.0.0.1:${smsPort}/2010-04-01/Accounts/${account}/Messages.json`, {
		method: 'POST',
		headers: { authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` },
		body: new URLSearchParams(form)
	});
}

describe('mail', () => {
	test('arrives by SMTP with both parts, accents and attachments, found by any recipient', async () => {
		await createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true }).sendMail({
			from: { name: 'Lantern', address: 'hospital@lantern.example' },
			to: 'ana@example.org',
			bcc: 'audit@example.org',
			subject: 'Su cita de mañana',
			text: 'Hola, Ana',
			html: '<p>Hola, <b>Ana</b></p>',
			attachments: [
				{ filename: 'cita.ics', content: 'BEGIN:VCALENDAR', contentType: 'text/calendar' }
			]
		});
		const [summary] = await list('AUDIT@example.org');
		expect(await list('ana@example.org')).toEqual([summary]);
		expect(await list('somebody@example.org')).toEqual([]);
		expect(await open(summary)).toMatchObject({
			kind: 'mail',
			from: 'Lantern <hospital@lantern.example>',
			to: ['ana@example.org', 'audit@example.org'],
			subject: 'Su cita de mañana',
			text: expect.stringContaining('Hola, Ana') as string,
			html: expect.stringContaining('<b>Ana</b>') as string,
			attachments: [{ filename: 'cita.ics', mimeType: 'text/calendar' }]
		});
	});

	test('newest comes first, and deleting leaves none', async () => {
		const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
		for (const subject of ['first', 'second']) {
			await transport.sendMail({ from: 'a@b.example', to: 'c@d.example', subject, text: subject });
		}
		expect((await list()).map((message) => message.subject)).toEqual(['second', 'first']);
		const answer = await fetch(`${catcher.url}/api/messages`, { method: 'DELETE' });
		expect(answer.status).toBe(204);
		expect(await list()).toEqual([]);
	});

	test('the oldest make room once the store is full', () => {
		const store = new MessageStore(2);
		const message = {
			kind: 'sms',
			from: '',
			to: [],
			subject: '',
			html: null,
			messageId: null,
			attachments: []
		} as const;
		for (const text of ['1', '2', '3']) store.add({ ...message, to: [], attachments: [], text });
		expect(store.list().map((summary) => summary.preview)).toEqual(['3', '2']);
	});
});

describe('text messages', () => {
	test('are accepted as the provider accepts them, and listed', async () => {
		const answer = await sendSms({
			To: '+34600000001',
			From: '+15550001111',
			Body: 'Cita mañana 9:00'
		});
		expect(answer.status).toBe(201);
		expect(await answer.json()).toMatchObject({
			sid: expect.stringMatching(/^SM[0-9a-f]{32}$/) as string,
			account_sid: account,
			status: 'queued',
			to: '+34600000001',
			num_segments: '1'
		});
		const [summary] = await list('+34600000001');
		expect(await open(summary)).toMatchObject({
			kind: 'sms',
			text: 'Cita mañana 9:00',
			html: null
		});
	});

	test.each([
		['no recipient', { From: '+15550001111', Body: 'x' }, 400, 21604],
		['a recipient that is no number', { To: '600', From: '+15550001111', Body: 'x' }, 400, 21211],
		['no sender', { To: '+34600000001', Body: 'x' }, 400, 21603],
		['no text', { To: '+34600000001', From: '+15550001111' }, 400, 21602]
	])(
		'with %s are refused with the provider’s code, and not listed',
		async (_, form, status, code) => {
			const answer = await sendSms(form as Record<string, string>);
			expect(answer.status).toBe(status);
			expect(await answer.json()).toMatchObject({ code, status });
			expect(await list()).toEqual([]);
		}
	);

	test('without credentials are refused', async () => {
		const answer = await sendSms({ To: '+34600000001', From: '+15550001111', Body: 'x' }, '');
		expect(answer.status).toBe(401);
		expect(await answer.json()).toMatchObject({ code: 20003 });
		expect(await list()).toEqual([]);
	});

	test('report sent, then delivered, to the callback with a sound signature', async () => {
		const reports: { signature: unknown; form: Record<string, string> }[] = [];
		let done: () => void;
		const delivered = new Promise<void>((resolve) => (done = resolve));
		const receive = async (request: IncomingMessage) => {
			const form = Object.fromEntries(
				new URLSearchParams((await readBody(request, 10_000)).toString())
			);
			reports.push({ signature: request.headers['x-twilio-signature'], form });
			if (form.MessageStatus === 'delivered') done();
		};
		const receiver = createServer((request, response) => {
			void receive(request).then(() => response.writeHead(204).end());
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/status?id=1`;
		try {
			await sendSms({ To: '+34600000001', From: '+15550001111', Body: 'x', StatusCallback: url });
			await delivered;
		} finally {
			receiver.close();
		}
		expect(reports.map(({ form }) => form.MessageStatus)).toEqual(['sent', 'delivered']);
		for (const { signature, form } of reports) {
			expect(signature).toBe(signCallback('secret', url, form));
			expect(signature).not.toBe(signCallback('another', url, form));
		}
	});

	test('the signature is the one of the provider’s own documentation', () => {
		// The worked example of https://www.twilio.com/docs/usage/security
		const form = {
			CallSid: 'CA1234567890ABCDE',
			Caller: '+12349013030',
			Digits: '1234',
			From: '+12349013030',
			To: '+18005551212'
		};
		const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
		expect(signCallback('12345', url, form)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
	});
});

describe('the page', () => {
	test('is told of a message as it arrives', async () => {
		const events = await fetch(`${catcher.url}/api/events`);
		const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
		expect((await reader?.read())?.value).toContain('listening');
		await sendSms({ To: '+34600000002', From: '+15550001111', Body: 'Live' });
		const event = (await reader?.read())?.value ?? '';
		expect(event).toContain('event: caught');
		expect(event).toContain('+34600000002');
		await reader?.cancel();
	});

	test('lists what arrives while it is open, and shows it without running it', async () => {
		const browser = await chromium.launch(browserLaunch());
		try {
			const page = await browser.newPage();
			await page.goto(catcher.url);
			await page.getByText('No messages yet').waitFor();
			await createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true }).sendMail({
				from: 'mallory@example.org',
				to: 'ana@example.org',
				subject: '<img src=x onerror="document.title = `broken in`">',
				text: 'plain',
				html: '<h1>Hello</h1><script>parent.document.title = "broken in"</script><img src=x onerror="parent.document.title = `broken in`"><a href="https://app.test/">Go</a>'
			});
			await page.getByRole('button', { name: 'to ana@example.org' }).click();
			const frame = page.frameLocator('iframe[title="Message"]');
			await frame.getByRole('heading', { name: 'Hello' }).waitFor();
			// Links open beside the page, not in the frame.
			expect(await frame.locator('base').getAttribute('target')).toBe('_blank');
			await page.getByText('As plain text').click();
			await page.getByText('plain', { exact: true }).waitFor();
			expect(await page.title()).toBe('Mail and SMS · Lantern');

			await page.getByRole('searchbox').fill('somebody else');
			await page.getByText('Nothing matches.').waitFor();
			await page.getByRole('button', { name: 'Delete all' }).click();
			await page.getByText('Choose a message to read it.').waitFor();
			expect(await list()).toEqual([]);
		} finally {
			await browser.close();
		}
	});

	test('sends the policy that stops scripts once more', async () => {
		const policy = (await fetch(catcher.url)).headers.get('content-security-policy');
		expect(policy).toContain(`default-src 'none'`);
		expect(policy).toMatch(/script-src 'sha256-[^']+';/);
	});
});

test('a port that is taken is an error, and the other ports are let go', async () => {
	const taken = Number(new URL(catcher.url).port);
	const free = [await freePort(), await freePort()] as const;
	const start = (webPort: number) =>
		createMailCatcher({ smtpPort: free[0], smsPort: free[1], webPort, log: () => undefined });
	await expect(start(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
	const second = await start(await freePort());
	await second.close();
	expect(second.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
