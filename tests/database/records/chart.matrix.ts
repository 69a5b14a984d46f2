import { carers, type CommandAccess, type TableAccess } from '../../support/matrix.ts';

/** Those in whose care the patient of `own` is; the administrator holds every permission, and has nobody in their care. */
const cared = {
	own: { rows: carers, PT404: ['admin'] },
	other: { PT404: ['admin', ...carers] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/** The doctors among them. */
const decided = {
	own: { rows: ['doctor'], PT404: ['admin'] },
	other: { PT404: ['admin', 'doctor'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

/* Of nothing here its patient is told: a warning may be about them, and a decision is told by somebody. */
export const tables: Record<string, TableAccess> = {
	patient_alerts: { may: { select: { own: carers } }, change: 'words' },
	resuscitation_decisions: { may: { select: { own: carers } }, change: 'decision' },
	pregnancies: { may: { select: { own: carers } }, change: 'due_on' }
};

export const commands: Record<string, CommandAccess> = {
	patient_marks: {
		call: ({ patient }) =>
			`select from public.patient_marks(array['${patient.patientId}']::uuid[])`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	},
	add_patient_alert: {
		call: ({ patient }) =>
			`select from public.add_patient_alert('${patient.patientId}', 'other', 'Prefers the window')`,
		...cared
	},
	end_patient_alert: {
		call: ({ keys }) =>
			`select from public.end_patient_alert('${String(keys.patient_alerts?.id)}', 'over')`,
		...cared
	},
	decide_resuscitation: {
		call: ({ patient }) =>
			`select from public.decide_resuscitation('${patient.patientId}', 'attempt', 'patient')`,
		...decided
	},
	record_pregnancy: {
		call: ({ patient }) =>
			`select from public.record_pregnancy('${patient.patientId}', current_date + 90)`,
		...cared
	},
	end_pregnancy: {
		call: ({ keys }) => `select from public.end_pregnancy('${String(keys.pregnancies?.id)}')`,
		...cared
	}
};
