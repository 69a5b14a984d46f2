import { explain, type Explained, type Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';

const hinted: Record<string, () => string> = {
	archived: m.merges_error_archived,
	deceased: m.merges_error_deceased
};

/** What the database refuses about putting records together, in words. */
export const explainMerge = (error: Refusal): Explained =>
	explain(error, {
		byConstraint: {
			admissions_one_open: { status: 409, message: m.merges_error_admitted },
			patient_references_refuse: { status: 409, message: m.merges_error_holds, field: 'keep' }
		},
		byCode: {
			LN030: { status: 409, message: hinted[error.hint ?? ''] ?? m.merges_error_archived },
			LN031: {
				status: 409,
				message: error.hint === 'undone' ? m.merges_error_undone : m.merges_error_undo_archived
			},
			PT404: { status: 404, message: m.merges_error_gone },
			'23505': { status: 409, message: m.merges_error_both },
			'23P01': { status: 409, message: m.merges_error_both }
		}
	});
