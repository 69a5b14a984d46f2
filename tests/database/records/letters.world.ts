import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface Half {
		/** Of the doctor, with something written in it. */
		draftLetterId: string;
		/** Signed by the doctor, released, and sent to somebody by a link. */
		signedLetterId: string;
		letterLinkId: string;
	}
}

const content = JSON.stringify({
	title: 'Letter',
	sections: [{ key: 'letter', title: 'Regarding', text: 'Rest.' }]
});

export const part: WorldPart = {
	after: ['records/encounters'],
	async half({ db, id }, { patient, doctor, code }) {
		const templateId = await id(
			`insert into public.letter_templates (kind, content) values ('free', jsonb_build_object('en', $1::jsonb, 'es', $1::jsonb))`,
			[content]
		);
		await db.rows(
			`insert into public.letter_template_versions (template_id, number, content, saved_name)
			 select id, 1, content, $2 from public.letter_templates where id = $1`,
			[templateId, code]
		);
		const letter = () =>
			id(
				`insert into public.letters (patient_id, template_id, template_version, kind, title, language, author_id, author_name)
				 values ($1, $2, 1, 'free', 'Letter', 'en', $3, 'Dr. Person')`,
				[patient.patientId, templateId, doctor.staffId]
			);
		const draftLetterId = await letter();
		await db.rows(
			`insert into public.letter_drafts (letter_id, patient_id, content, begun_by, updated_name) values ($1, $2, $3, $4, 'Dr. Person')`,
			[draftLetterId, patient.patientId, content, doctor.staffId]
		);
		const signedLetterId = await letter();
		const versionId = await id(
			`insert into public.letter_versions (letter_id, patient_id, number, content, facts, signed_by, signed_name, verification_code)
			 values ($1, $2, 1, $3, '{}', $4, 'Dr. Person', upper(encode(extensions.gen_random_bytes(10), 'hex')))`,
			[signedLetterId, patient.patientId, content, doctor.staffId]
		);
		await db.rows(
			`update public.letters set status = 'signed', version = 1, number = '2020-' || nextval('private.letter_numbers'), signed_at = now() - interval '2 years', released_at = now() where id = $1`,
			[signedLetterId]
		);
		const letterLinkId = await id(
			`insert into public.letter_links (letter_id, patient_id, audience, recipient_name, recipient_email, sent_name, expires_at)
			 values ($1, $2, 'other', 'Dr. Elsewhere', 'elsewhere@lantern.example', 'Dr. Person', now() + interval '1 day')`,
			[signedLetterId, patient.patientId]
		);
		const openingId = await id(
			`insert into public.letter_openings (link_id, patient_id, version, what) values ($1, $2, 1, 'page')`,
			[letterLinkId, patient.patientId]
		);
		return {
			draftLetterId,
			signedLetterId,
			letterLinkId,
			keys: {
				letter_templates: { id: templateId },
				letter_template_versions: { template_id: templateId },
				letters: { id: signedLetterId },
				letter_drafts: { letter_id: draftLetterId },
				letter_versions: { id: versionId },
				letter_links: { id: letterLinkId },
				letter_openings: { id: openingId }
			}
		};
	}
};
