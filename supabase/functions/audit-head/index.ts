import { rpc } from '../_shared/database.ts';
import { isJob } from '../_shared/jobs.ts';
import { messageId, sendMail } from '../_shared/mail.ts';
import { wordsOf } from '../_shared/outcome.ts';
import { composeHead, type Head, type Locale } from '../_shared/words.ts';

interface Recipient {
	email: string;
	locale: Locale;
}

/**
 * Mails the newest seal of the audit log to those who may read it: whoever makes the chain anew or cuts it off cannot
 * take back what is in their mailboxes. Called by the database once a day.
 * `POST` with the jobs' key → 200 with how many were sent; 202 when there is nothing to send; 502 when nobody
 * got it, and it is asked for again; 401.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const head = await rpc<(Head & { recipients: Recipient[] }) | null>('audit_head', {});
	if (!head || head.recipients.length === 0) return new Response(null, { status: 202 });
	const outcomes = await Promise.all(
		head.recipients.map(({ email, locale }) =>
			sendMail(
				email,
				head.hospital_name,
				composeHead(locale, head),
				messageId(crypto.randomUUID(), 0)
			).catch((error: unknown) => ({ kind: 'refused', error: wordsOf(error) }))
		)
	);
	const sent = outcomes.filter(({ kind }) => kind !== 'refused').length;
	if (sent === 0) {
		console.error(`audit-head: ${JSON.stringify(outcomes[0])}`);
		return Response.json({ sent }, { status: 502 });
	}
	await rpc('record_audit_anchor', { p_n: head.n, p_recipients: sent });
	return Response.json({ sent });
});
