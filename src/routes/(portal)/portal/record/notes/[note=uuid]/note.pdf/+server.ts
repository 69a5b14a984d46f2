import { noteAnswer } from '$lib/records/notes/answer.server';
import { ownNote } from '../note.server';
import type { RequestHandler } from './$types';

/** A note on paper, for the patient it was released to. */
export const GET: RequestHandler = async (event) => {
	const { note } = await ownNote(event);
	return noteAnswer(event.locals.supabase, note);
};
