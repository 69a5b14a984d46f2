import {
	admin,
	both,
	carers,
	type ChannelAccess,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';
import type { Half } from '../../support/world.ts';

/** Administrators hold every permission, and have nobody in their care: they are asked why as any colleague. */
const breakers = [...carers, ...admin];

const opening = ({ keys }: Half) => String(keys.chart_openings?.id);

/** What one opened oneself. */
const ownOpening = {
	own: { rows: ['doctor'] },
	other: {},
	otherwise: 'PT404'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;

export const tables: Record<string, TableAccess> = {
	chart_openings: {
		may: { select: { own: ['doctor', ...admin], other: admin } },
		change: 'until'
	},
	chart_reviews: {
		may: { select: { own: ['doctor', ...admin], other: admin } },
		change: 'state'
	},
	chart_questions: {
		may: { select: { own: ['patient', ...admin], other: admin } },
		change: 'answer'
	}
};

export const channels: Record<string, ChannelAccess> = {
	openings: { topic: () => 'openings', join: both(admin) }
};

export const commands: Record<string, CommandAccess> = {
	open_chart: {
		call: ({ patient }) => `select from public.open_chart('${patient.patientId}')`,
		own: { rows: carers, LN028: admin },
		other: { LN028: breakers }
	},
	'open_chart, for a reason': {
		call: ({ patient }) =>
			`select from public.open_chart('${patient.patientId}', 'Found unresponsive', 'emergency')`,
		...both({ rows: breakers })
	},
	open_chart_of_stay: {
		call: ({ admissionId }) => `select from public.open_chart_of_stay('${admissionId}')`,
		own: { rows: carers, PT404: admin },
		other: { PT404: breakers }
	},
	close_chart: {
		call: (half) => `select from public.close_chart('${opening(half)}')`,
		...ownOpening
	},
	explain_opening: {
		call: (half) => `select from public.explain_opening('${opening(half)}', 'I covered the night')`,
		...ownOpening
	},
	review_opening: {
		call: (half) => `select from public.review_opening('${opening(half)}', 'justified')`,
		...both({ rows: admin })
	},
	chart_readers: {
		call: ({ patient }) => `select from public.chart_readers('${patient.patientId}')`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	question_opening: {
		call: (half) => `select from public.question_opening('${opening(half)}', 'Why was this?')`,
		given: (half) => `delete from public.chart_questions where opening_id = '${opening(half)}'`,
		own: { rows: ['patient'] },
		other: {},
		otherwise: 'PT404'
	},
	answer_chart_question: {
		call: ({ keys }) =>
			`select from public.answer_chart_question('${String(keys.chart_questions?.id)}', 'On call')`,
		...both({ rows: admin })
	},
	review_counts: {
		call: () => 'select from public.review_counts()',
		own: { rows: admin }
	}
};
