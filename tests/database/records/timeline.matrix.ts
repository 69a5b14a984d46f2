import { carersAndPatient, chartsOpened, type CommandAccess } from '../../support/matrix.ts';

export const commands: Record<string, CommandAccess> = {
	patient_timeline: {
		call: ({ patient }) => `select from public.patient_timeline('${patient.patientId}')`,
		given: () => chartsOpened,
		own: { rows: carersAndPatient },
		other: {},
		otherwise: 'PT404'
	}
};
