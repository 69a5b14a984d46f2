import { rpc } from '../_shared/database.ts';
import { isJob } from '../_shared/jobs.ts';
import { messageId, sendMail } from '../_shared/mail.ts';
import { required, wordsOf } from '../_shared/outcome.ts';
import { composeNotice, type Locale, type Notice } from '../_shared/words.ts';

/**
 * Mails the owners of accounts what was done with them. Called by the database.
 * `POST` with the jobs' key → 200 with how many were sent; 401. What could not be sent is asked for again.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	if (!isJob(request)) {
		return Response.json({ message: 'For the jobs of the database only' }, { status: 401 });
	}
	const notices = await rpc<(Notice & { id: string; email: string; locale: Locale })[]>(
		'claim_account_notices',
		{}
	);
	const outcomes = await Promise.all(
		notices.map(async ({ id, email, locale, ...notice }) => {
			const outcome = await sendMail(
				email,
				notice.hospital_name,
				composeNotice(locale, notice, required('SITE_URL')),
				messageId(id, 0)
			).catch((error: unknown) => ({ kind: 'refused', error: wordsOf(error) }));
			// What nobody knows of is told again: twice is better than never.
			if (outcome.kind === 'accepted') await rpc('record_account_notice', { p_id: id });
			else console.error(`account-notices: ${id}: ${JSON.stringify(outcome)}`);
			return outcome.kind === 'accepted';
		})
	);
	return Response.json({ sent: outcomes.filter(Boolean).length });
});
