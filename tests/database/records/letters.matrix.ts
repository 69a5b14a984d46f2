import { randomUUID } from 'node:crypto';
import {
	both,
	carers,
	carersAndPatient,
	chartsOpened,
	everybody,
	staff,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import { roles, type Half, type Side, type World } from '../../support/world.ts';

/** The administrator holds every permission, and has nobody in their care. */
const written = {
	own: { rows: ['doctor'], PT404: ['admin'] },
	other: { PT404: ['doctor', 'admin'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

const read = (change: string, own = carersAndPatient): TableAccess => ({
	given: chartsOpened,
	may: { select: { own } },
	change
});

export const tables: Record<string, TableAccess> = {
	letter_templates: { may: { select: both(staff) }, change: 'active' },
	letter_template_versions: { may: { select: both(staff) }, change: 'saved_name' },
	letters: read('title'),
	letter_drafts: read('reason', carers),
	letter_versions: read('signed_name'),
	letter_links: read('recipient_name', carers),
	letter_openings: read('what', carers)
};

/** Links as messages have them, one to the letter of each half. */
const token: Record<Side, string> = { own: randomUUID(), other: randomUUID() };
const withToken = ({ letterLinkId }: Half, _world: World, side: Side) =>
	`insert into private.letter_tokens (token_hash, link_id) values (encode(sha256('${token[side]}'), 'hex'), '${letterLinkId}');
	 insert into private.letter_codes (link_id, code_hash) values ('${letterLinkId}', private.letter_code_hash('${letterLinkId}', 'ABCD-EFGH'))`;

const content = `'{"title": "Letter", "sections": [{"key": "letter", "title": "Regarding", "text": "Walk."}]}'`;

export const commands: Record<string, CommandAccess> = {
	save_letter_template: {
		call: () =>
			`select from public.save_letter_template('free', jsonb_build_object('en', ${content}::jsonb, 'es', ${content}::jsonb))`,
		own: { rows: ['admin'] }
	},
	begin_letter: {
		call: ({ patient, keys }) =>
			`select from public.begin_letter('${patient.patientId}', '${String(keys.letter_templates?.id)}', 'en')`,
		...written
	},
	letter_words: {
		call: ({ signedLetterId }) => `select from public.letter_words('${signedLetterId}')`,
		given: ({ signedLetterId }) =>
			`${chartsOpened}; update public.letters set status = 'entered_in_error', error_at = now(), error_name = 'Dr. Person', error_reason = 'Mistake'
			 where id = '${signedLetterId}'`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},
	save_letter_draft: {
		call: ({ draftLetterId }) =>
			`select from public.save_letter_draft('${draftLetterId}', 1, ${content})`,
		...written
	},
	sign_letter: {
		call: ({ draftLetterId }) => `select from public.sign_letter('${draftLetterId}', 1)`,
		...written
	},
	replace_letter: {
		call: ({ signedLetterId }) => `select from public.replace_letter('${signedLetterId}')`,
		...written
	},
	set_letter_aside: {
		call: ({ signedLetterId }) =>
			`select from public.set_letter_aside('${signedLetterId}', 'Other patient')`,
		...written
	},
	release_letter: {
		call: ({ signedLetterId }) => `select from public.release_letter('${signedLetterId}', true)`,
		...written
	},
	take_over_letter: {
		call: ({ draftLetterId }) => `select from public.take_over_letter('${draftLetterId}')`,
		given: ({ draftLetterId }, { people }) =>
			`update public.letter_drafts set begun_by = '${String(people.former_nurse.staffId)}' where letter_id = '${draftLetterId}'`,
		...written
	},
	unsigned_letters: {
		call: () => 'select from public.unsigned_letters()',
		own: { rows: ['doctor'], none: ['admin'] }
	},
	send_letter: {
		call: ({ signedLetterId }) =>
			`select from public.send_letter('${signedLetterId}', 'other', 'full', 'Dr. Elsewhere', 'elsewhere@lantern.example')`,
		...written
	},
	withdraw_letter_link: {
		call: ({ letterLinkId }) => `select from public.withdraw_letter_link('${letterLinkId}')`,
		...written
	},
	letter_by_link: {
		call: (_half, _world, side) => `select from public.letter_by_link('${token[side]}')`,
		given: withToken,
		...both({ rows: roles })
	},
	open_letter: {
		call: (_half, _world, side) =>
			`select from public.open_letter('${token[side]}', 'abcd efgh') as opened where opened ->> 'state' = 'open'`,
		given: withToken,
		...both({ rows: roles })
	},
	verify_letter: {
		call: () => `select from public.verify_letter('0000')`,
		own: { none: everybody }
	}
};
