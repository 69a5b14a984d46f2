import {
	admitting,
	carers,
	allWards,
	type TableAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Side, Role } from '../../support/world.ts';
import {
	admissionsManaged,
	privatePatientsTold,
	bedsManaged,
	wardSeen,
	wardPatientsSeen,
	reopened,
	privately
} from './board.matrix.ts';

/** Whoever the patient's admission is open to and who works here. */
const requestsSeen = {
	own: [...carers, ...allWards],
	other: allWards
} satisfies Record<Side, readonly Role[]>;

export const tables: Record<string, TableAccess> = {
	bed_requests: { may: { select: requestsSeen }, change: 'priority' },
	bed_reservations: { may: { select: requestsSeen }, change: 'expires_at' }
};

export const commands: Record<string, CommandAccess> = {
	request_bed: {
		call: ({ patient }) => `select from public.request_bed('${patient.patientId}')`,
		given: ({ keys }) =>
			`delete from public.bed_requests where id = '${String(keys.bed_requests?.id)}'`,
		...admissionsManaged
	},
	withdraw_bed_request: {
		call: ({ keys }) =>
			`select from public.withdraw_bed_request('${String(keys.bed_requests?.id)}')`,
		...admissionsManaged
	},
	bed_request_queue: {
		call: ({ wardId, keys }) =>
			`select from public.bed_request_queue('${wardId}')
			 where request_id = '${String(keys.bed_requests?.id)}'`,
		...wardSeen
	},
	'bed_request_queue, who waits': {
		call: ({ wardId }) =>
			`select from public.bed_request_queue('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				reason) is not null`,
		...wardPatientsSeen
	},
	'bed_request_queue, what the bed must have': {
		call: ({ wardId }) =>
			`select from public.bed_request_queue('${wardId}')
			 where isolation is not null and 'monitor' = any (needs)`,
		given: ({ keys }) =>
			`update public.bed_requests set isolation = 'contact', needs = '{monitor}'
			 where id = '${String(keys.bed_requests?.id)}'`,
		own: { rows: admitting },
		other: { rows: allWards },
		otherwise: 'none'
	},
	'bed_request_queue, who waits privately': {
		call: ({ wardId }) =>
			`select from public.bed_request_queue('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_initials, patient_mrn, patient_sex,
				patient_birth_date::text, reason) is not null`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	bed_proposals: {
		call: ({ keys, closedBedId }) =>
			`select from public.bed_proposals('${String(keys.bed_requests?.id)}', 50)
			 where bed_id = '${closedBedId}'`,
		given: reopened,
		...bedsManaged
	},
	reserve_bed: {
		call: ({ keys, closedBedId }) =>
			`select from public.reserve_bed('${String(keys.bed_requests?.id)}', '${closedBedId}')`,
		given: reopened,
		...bedsManaged
	},
	'reserve_bed, who is told for whom it is privately': {
		call: ({ keys, closedBedId }) =>
			`select from public.reserve_bed('${String(keys.bed_requests?.id)}', '${closedBedId}')
			 where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		own: { rows: ['ward_manager'], none: allWards },
		other: { none: allWards, PT404: ['ward_manager'] }
	},
	release_reservation: {
		call: ({ keys }) =>
			`select from public.release_reservation('${String(keys.bed_reservations?.id)}')`,
		...bedsManaged
	},
	place_patient: {
		call: ({ keys, closedBedId }) =>
			`select from public.place_patient('${String(keys.bed_requests?.id)}', '${closedBedId}')`,
		given: reopened,
		...admissionsManaged
	},
	'place_patient, who is told whom it was privately': {
		call: ({ keys, closedBedId }) =>
			`select from public.place_patient('${String(keys.bed_requests?.id)}', '${closedBedId}')
			 where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		...privatePatientsTold
	}
};
