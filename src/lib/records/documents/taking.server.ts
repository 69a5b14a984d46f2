import type { DocumentReference } from '@medplum/fhirtypes';
import { everyRow } from '$lib/app/lists/every-row';
import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { subjectOf, type TakenFrom } from '$lib/people/patients/taking';
import { isKind, kindWords } from './kinds';

export default {
	place: 70,
	async take(taking) {
		const documents = await everyRow(
			taking.client
				.from('documents')
				.select(
					'id, kind, title, dated_on, media_type, size_bytes, recorded_at, filed_name, source'
				)
				.eq('patient_id', taking.patientId)
				// One's own that was withdrawn is no part of it; of the others the portal shows none.
				.is('voided_at', null)
				.is('replaced_at', null)
				.order('dated_on', { ascending: false }),
			['id']
		);
		if (documents.length === 0) return null;
		const kindOf = (kind: string) => kindWords[isKind(kind) ? kind : 'other']();
		return {
			title: m.documents_title(),
			head: [m.documents_dated(), m.documents_kind(), m.documents_name()],
			rows: documents.map(({ dated_on, kind, title }) => [
				formatDate(dated_on),
				kindOf(kind),
				title
			]),
			resources: documents.map((document): DocumentReference => ({
				resourceType: 'DocumentReference',
				id: document.id,
				status: 'current',
				type: { text: kindOf(document.kind) },
				subject: subjectOf(taking),
				date: document.recorded_at,
				description: document.title,
				...(document.filed_name && { author: [{ display: document.filed_name }] }),
				content: [
					{
						attachment: {
							contentType: document.media_type,
							// Asked there who may have it.
							url: `${taking.origin}/portal/record/documents/${document.id}/file`,
							size: document.size_bytes,
							title: document.title,
							creation: document.dated_on
						}
					}
				]
			}))
		};
	}
} satisfies TakenFrom;
