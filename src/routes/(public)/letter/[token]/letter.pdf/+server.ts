import { redirect } from '@sveltejs/kit';
import { postedForm } from '$lib/app/forms/posted.server';
import { letterAnswer } from '$lib/records/letters/answer.server';
import { copyOf } from '$lib/records/letters/kinds';
import { openedSheet } from '$lib/records/letters/opened.server';
import { openLetter } from '$lib/records/letters/queries';
import type { RequestHandler } from './$types';

/** The letter of a link as a file, for whoever answers what the link asks; else back to where it asks. */
export const POST: RequestHandler = async ({ request, params, locals, url }) => {
	const form = await postedForm(request);
	const answer = String(form.get('answer') ?? '').trim();
	const opened = await openLetter(locals.supabase, params.token, answer, 'pdf');
	if (opened.state !== 'open') redirect(303, `${url.pathname.replace(/\/letter\.pdf$/, '')}?wrong`);
	const copy = copyOf(String(form.get('copy') ?? ''));
	return letterAnswer(openedSheet(opened, url, opened.kind === 'sick_note' ? copy : 'full'));
};
