import {
	carers,
	chartsOpened,
	type CommandAccess,
	type TableAccess
} from '../../support/matrix.ts';

export const tables: Record<string, TableAccess> = {
	encounters: { given: chartsOpened, may: { select: { own: carers } }, change: 'staff_name' }
};

export const commands: Record<string, CommandAccess> = {
	start_encounter: {
		call: ({ patient, admissionId }) =>
			`select from public.start_encounter('${patient.patientId}', null, '${admissionId}')`,
		// The administrator holds every permission, and has nobody in their care.
		own: { rows: ['doctor'], PT404: ['admin'] },
		other: { PT404: ['doctor', 'admin'] }
	}
};
