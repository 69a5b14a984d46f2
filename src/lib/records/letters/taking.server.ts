import type { DocumentReference } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { kindWord } from './words';

export default {
	place: 65,
	async take(taking) {
		const letters = await everyRow(
			taking.client
				.from('letters')
				.select('id, kind, title, language, number, author_name, signed_at')
				.eq('patient_id', taking.patientId)
				.eq('status', 'signed')
				.order('signed_at', { ascending: false }),
			['id']
		);
		if (letters.length === 0) return null;
		return {
			title: m.letters_title(),
			head: [m.letters_taking_signed(), m.letters_taking_what(), m.letters_taking_number()],
			rows: letters.map(({ signed_at, title, number }) => [
				signed_at ? formatDate(signed_at, taking.zone) : '',
				title,
				number ?? ''
			]),
			resources: letters.map((letter): DocumentReference => ({
				resourceType: 'DocumentReference',
				id: letter.id,
				status: 'current',
				docStatus: 'final',
				type: { text: kindWord(letter.kind) },
				subject: subjectOf(taking),
				...(letter.signed_at && { date: letter.signed_at }),
				author: [{ display: letter.author_name }],
				description: letter.title,
				...(letter.number && { identifier: [{ value: letter.number }] }),
				content: [
					{
						attachment: {
							contentType: 'application/pdf',
							language: letter.language,
							// Asked there who may have it.
							url: `${taking.origin}/portal/letters/${letter.id}/letter.pdf`,
							title: letter.title
						}
					}
				]
			}))
		};
	}
} satisfies TakenFrom;
