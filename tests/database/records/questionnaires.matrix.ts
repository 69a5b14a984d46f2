import {
	admin,
	both,
	carers,
	carersAndPatient,
	chartsOpened,
	schedulers,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

/** The patient's own, and nobody else's. */
const answered: Omit<CommandAccess, 'call'> = {
	own: { rows: ['patient'] },
	other: {},
	otherwise: 'PT404'
};

export const tables: Record<string, TableAccess> = {
	question_sets: { may: { select: both(admin) }, change: 'name' },
	questionnaires: {
		given: chartsOpened,
		may: { select: { own: carersAndPatient } },
		change: 'sent_name'
	},
	questionnaire_drafts: {
		given: chartsOpened,
		may: { select: { own: ['patient'] } },
		change: 'updated_name'
	}
};

export const commands: Record<string, CommandAccess> = {
	save_question_set: {
		call: ({ visitTypeId, code }) =>
			`select from public.save_question_set('New ${code}', 'Nuevo', '[{"key": "why", "type": "text", "label": "Why?", "label_es": "¿Por qué?"}]', null, '${visitTypeId}')`,
		own: { rows: admin }
	},
	visit_questionnaires: {
		call: ({ appointmentId }) =>
			`select from public.visit_questionnaires(array['${appointmentId}'::uuid])`,
		own: { rows: [...schedulers, ...carers, 'patient'] },
		other: { rows: schedulers },
		otherwise: 'none'
	},
	visit_questions: {
		call: ({ appointmentId }) => `select from public.visit_questions('${appointmentId}')`,
		...answered
	},
	save_answers: {
		call: ({ appointmentId, questionSetId }) =>
			`select from public.save_answers('${appointmentId}', '${questionSetId}', 1, '{"why": "Fever"}')`,
		...answered
	},
	send_answers: {
		call: ({ appointmentId, questionSetId }) =>
			`select from public.send_answers('${appointmentId}', '${questionSetId}', 1, '{"why": "Fever"}')`,
		...answered
	}
};
