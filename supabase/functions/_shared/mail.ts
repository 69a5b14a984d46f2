import { createTransport } from 'nodemailer';
import { isSettled, required, wordsOf, type Finding, type Outcome } from './outcome.ts';
import type { Composed } from './words.ts';

/** How long the whole conversation with a mail server may stand still. */
const patienceMs = 20_000;

/**
 * The Message-ID follows from the row and how often a person had it sent again, so that every try of one
 * message bears the same name and can be looked up and recognised.
 */
export function messageId(id: string, round: number): string {
	const domain = sender().address.split('@')[1] ?? 'localhost';
	return `${id}.${round}@${domain}`;
}

/** `MAIL_FROM` as in a header: an address, or a name and an address in angle brackets. */
function sender(): { name: string; address: string } {
	const from = Deno.env.get('MAIL_FROM') ?? 'no-reply@lantern.example';
	const [, name = '', address] = /^(.*?)\s*<([^<>]+)>$/.exec(from) ?? [];
	return { name, address: address ?? from };
}

/** Sends by SMTP. What the server answers to the message itself is the moment it changes hands. */
export async function sendMail(
	to: string,
	from: string,
	message: Composed,
	id: string
): Promise<Outcome> {
	const user = Deno.env.get('SMTP_USER');
	// Hosted functions reach neither port 25 nor 587.
	const port = Number(Deno.env.get('SMTP_PORT') ?? 465);
	const transport = createTransport({
		host: required('SMTP_HOST'),
		port,
		secure: port === 465,
		...(user && { auth: { user, pass: required('SMTP_PASS') } }),
		connectionTimeout: patienceMs,
		greetingTimeout: patienceMs,
		socketTimeout: patienceMs
	});
	const { name, address } = sender();
	try {
		await transport.sendMail({
			from: { name: name || from, address },
			// As one address: a comma in it makes no second one.
			to: { name: '', address: to },
			subject: message.subject,
			text: message.text,
			html: message.html,
			messageId: `<${id}>`,
			// Out-of-office answers and the like go nowhere.
			headers: { 'Auto-Submitted': 'auto-generated' }
		});
		return { kind: 'accepted', providerId: id };
	} catch (error) {
		return refusal(error);
	} finally {
		transport.close();
	}
}

/** A server that said no has not got it; one that said nothing may have. */
function refusal(error: unknown): Outcome {
	const { responseCode, code, command } = error as {
		responseCode?: number;
		code?: string;
		command?: string;
	};
	const said = wordsOf(error);
	if (responseCode !== undefined) {
		// A wrong password is ours to put right; a wrong address never will be right.
		return { kind: 'refused', error: said, permanent: responseCode >= 500 && code !== 'EAUTH' };
	}
	if (command === 'CONN' || code === 'EDNS') {
		return { kind: 'refused', error: said, permanent: false };
	}
	return { kind: 'unknown', error: said };
}

/**
 * Asks the provider whether it has a mail, through the events API in Mailgun's shape (`MAIL_STATUS_URL`,
 * `MAIL_STATUS_KEY`). SMTP itself has no such question; without the API nobody knows.
 */
export async function findMail(id: string, since: string): Promise<Finding> {
	const address = Deno.env.get('MAIL_STATUS_URL');
	if (!address) return { kind: 'unknowable' };
	if (!isSettled(since, 'MAIL_STATUS_AFTER_SECONDS', 1800)) return { kind: 'early' };
	const url = new URL(address);
	url.searchParams.set('message-id', id);
	try {
		const answer = await fetch(url, {
			headers: { authorization: `Basic ${btoa(`api:${required('MAIL_STATUS_KEY')}`)}` },
			signal: AbortSignal.timeout(patienceMs)
		});
		if (!answer.ok) throw new Error(`The provider answered ${answer.status}`);
		const { items } = (await answer.json()) as { items: unknown[] };
		return items.length > 0 ? { kind: 'found', providerId: id } : { kind: 'missing' };
	} catch (error) {
		return { kind: 'unknown', error: wordsOf(error) };
	}
}
