import type { SupabaseClient } from '@supabase/supabase-js';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { writePdf } from '$lib/app/export/print/pdf.server';
import type { Database } from '$lib/app/supabase/database.types';
import { m } from '$lib/paraglide/messages.js';
import { printedNote } from './printed';
import type { FullNote } from './queries';

/** A note as a file. Its name is seen where the paper is not: no patient in it but the number. */
export async function noteAnswer(
	client: SupabaseClient<Database>,
	note: FullNote
): Promise<Response> {
	const [{ data: subject }, hospital] = await Promise.all([
		client
			.from('patients')
			.select('mrn, given_name, family_name, birth_date')
			.eq('id', note.patient_id)
			.single()
			.throwOnError(),
		hospitalSettings(client)
	]);
	const bytes = await writePdf(printedNote(note, subject, hospital));
	return new Response(bytes.slice(), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${m.notes_printed_file()}-${subject.mrn}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
}
