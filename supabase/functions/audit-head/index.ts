import { rpc } from '../_shared/database.ts';
import { isJob } from '../_shared/jobs.ts';
import { messageId, sendMail } from '../_shared/mail.ts';
import { wordsOf } from '../_shared/outcome.ts';
import { store } from '../_shared/storage.ts';
import { composeHead, type Head, type Locale } from '../_shared/words.ts';

interface Recipient {
	email: string;
	locale: Locale;
}

/**
 * Puts the newest seal of the audit log where the database cannot reach: into the mailboxes of those who may read it, and
 * into a file of the bucket `audit-heads`. Whoever makes the chain anew or cuts it off cannot take either back. Called by the
 * database once a day.
 * `POST` with the jobs' key → 200 with how many were sent and whether it was stored; 202 when there is no seal; 502 when it is
 * nowhere, and it is asked for again; 401.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const head = await rpc<(Head & { recipients: Recipient[] }) | null>('audit_head', {});
	if (!head) return new Response(null, { status: 202 });
	const { n, hash, at } = head;
	const stored = await store('audit-heads', `${String(n).padStart(12, '0')}-${hash}.json`, {
		n,
		hash,
		at
	}).then(
		() => true,
		(error: unknown) => {
			console.error(`audit-head: ${wordsOf(error)}`);
			return false;
		}
	);
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
	if (sent < outcomes.length)
		console.error(`audit-head: ${JSON.stringify(outcomes.find(({ kind }) => kind === 'refused'))}`);
	if (sent === 0 && !stored) return Response.json({ sent, stored }, { status: 502 });
	await rpc('record_audit_anchor', { p_n: n, p_recipients: sent, p_stored: stored });
	return Response.json({ sent, stored });
});
