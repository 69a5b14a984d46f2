import type { SupabaseClient } from '@supabase/supabase-js';
import { resolve } from '$app/paths';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { isolated, type PrintedDocument } from '$lib/app/export/document';
import { writePdf } from '$lib/app/export/print/pdf.server';
import type { Database } from '$lib/app/supabase/database.types';
import { formatDate, formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { fullName } from '$lib/people/patients/names';
import type { Signed } from './queries';
import { amountWords, medicineName, spanWords, statusLabel, takingWords } from './words';

/** In fives, as it is read out on the telephone. */
const spoken = (code: string) => code.replace(/(.{5})(?=.)/g, '$1-');

/** A prescription as a file, with the code by which whoever is given it asks whether it holds. */
export async function prescriptionAnswer(
	client: SupabaseClient<Database>,
	prescription: Signed,
	at: URL
): Promise<Response> {
	const hospital = await hospitalSettings(client);
	const { patient } = prescription;
	const code = prescription.verification_code ?? '';
	const facts: [string, string][] = [
		[
			m.prescriptions_verify_invalid(),
			prescription.status === 'active' ? '' : statusLabel(prescription.status)
		],
		[m.prescriptions_paper_patient(), fullName(patient)],
		[m.prescriptions_paper_born(), patient.birth_date ? formatDate(patient.birth_date) : ''],
		[m.prescriptions_medicine(), medicineName(prescription)],
		[m.prescriptions_paper_how(), takingWords(prescription)],
		[m.prescriptions_instructions(), prescription.instructions ?? ''],
		[
			m.prescriptions_paper_quantity(),
			prescription.quantity === null
				? ''
				: amountWords(prescription.quantity, prescription.medicine_unit)
		],
		[m.prescriptions_repeats(), String(prescription.repeats)],
		[m.prescriptions_starts_on(), spanWords(prescription)],
		[m.prescriptions_paper_prescriber(), prescription.staff_name],
		[
			m.prescriptions_paper_signed(),
			prescription.signed_at ? formatDateTime(prescription.signed_at, hospital.time_zone) : ''
		],
		[m.prescriptions_paper_code(), spoken(code)]
	];
	const document: PrintedDocument = {
		title: m.prescriptions_paper_title(),
		language: languageTags[getLocale()],
		head: {
			from: hospital.name,
			number: patient.mrn,
			whose: isolated(fullName(patient))
		},
		page: (number, of) => m.prescriptions_paper_page({ number, of }),
		blocks: [
			{ kind: 'facts', facts: facts.filter(([, value]) => value !== '') },
			{
				kind: 'text',
				text: m.prescriptions_paper_verify({
					// Addresses are relative to the one that was asked for.
					url: `${new URL(resolve('/prescription'), at).href}?code=${spoken(code)}`
				})
			}
		]
	};
	const bytes = await writePdf(document);
	return new Response(bytes.slice(), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${m.prescriptions_paper_file()}-${patient.mrn}.pdf"`,
			'cache-control': 'private, no-store'
		}
	});
}
