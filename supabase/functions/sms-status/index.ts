import { rpc } from '../_shared/database.ts';
import { isSigned, statusUrl } from '../_shared/sms.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Takes the SMS provider's reports (Twilio's status callbacks) about the message named in `?id=`. What does
 * not bear the account's signature is refused with 403 and changes nothing. A report that says nothing new
 * is answered like any other: the provider need not send it again.
 */
Deno.serve(async (request) => {
	if (request.method !== 'POST') return new Response(null, { status: 405 });
	const { search, searchParams } = new URL(request.url);
	const form = new URLSearchParams(await request.text());
	if (!isSigned(statusUrl(search), form, request.headers.get('x-twilio-signature'))) {
		return Response.json({ message: 'The signature is not valid' }, { status: 403 });
	}
	const id = searchParams.get('id') ?? '';
	const sid = form.get('MessageSid');
	const status = form.get('MessageStatus');
	if (!uuid.test(id) || !sid || !status) {
		return Response.json({ message: 'Which message, and what of it?' }, { status: 400 });
	}
	await rpc('record_sms_status', {
		p_id: id,
		p_provider_id: sid,
		p_status: status,
		p_error: form.get('ErrorCode')
	});
	return new Response(null, { status: 204 });
});
