import { randomUUID } from 'node:crypto';
import {
	carers,
	carersAndPatient,
	chartsOpened,
	type BucketAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

/** Those who hold `documents.file` and have the chart of `own` open; to all others the document does not exist. */
const filing: Omit<CommandAccess, 'call'> = {
	given: () => chartsOpened,
	own: { rows: carers },
	other: {},
	otherwise: 'PT404'
};

export const buckets: Record<string, BucketAccess> = {
	documents: {
		given: chartsOpened,
		file: ({ keys }) => ({
			name: `select name from public.documents where id = '${String(keys.documents?.id)}'`
		}),
		may: { select: { own: carersAndPatient }, insert: { own: carersAndPatient } }
	},
	'documents, sent and not filed': {
		given: chartsOpened,
		file: ({ patient, doctor }) => ({
			name: `'${patient.patientId}/${randomUUID()}'`,
			owner: doctor.id
		}),
		may: {
			select: { own: ['doctor'] },
			insert: { own: carersAndPatient },
			delete: { own: ['doctor'] }
		}
	}
};

export const tables: Record<string, TableAccess> = {
	documents: { may: { select: { own: carersAndPatient } }, change: 'title', given: chartsOpened }
};

export const commands: Record<string, CommandAccess> = {
	file_document: {
		call: ({ patient }) =>
			`select public.file_document('${patient.patientId}/11111111-1111-4111-8111-111111111111', 'letter', 'Letter', '2026-10-01')`,
		given: () => chartsOpened,
		// Nothing has been sent: what this asks is who gets so far.
		own: { LN037: carersAndPatient },
		other: {},
		otherwise: 'PT404'
	},
	correct_document: {
		call: ({ keys }) =>
			`select public.correct_document('${String(keys.documents?.id)}', null, 'letter', 'Letter', '2026-10-01', false)`,
		...filing
	},
	release_document: {
		call: ({ keys }) =>
			`select public.release_document('${String(keys.documents?.id)}', null, false)`,
		given: () => chartsOpened,
		own: { rows: ['doctor'], PT404: ['admin'] },
		other: { PT404: ['admin', 'doctor'] }
	},
	mark_document_seen: {
		call: ({ keys }) => `select public.mark_document_seen('${String(keys.documents?.id)}')`,
		...filing,
		given: ({ keys }) =>
			`${chartsOpened}; update public.documents set source = 'patient' where id = '${String(keys.documents?.id)}'`
	},
	void_document: {
		call: ({ keys }) =>
			`select public.void_document('${String(keys.documents?.id)}', null, 'Of somebody else')`,
		...filing
	}
};
