import { randomUUID } from 'node:crypto';
import {
	both,
	admin,
	allWards,
	wardPeople,
	admitting,
	staff,
	carersAndPatient,
	bedManagers,
	type TableAccess,
	type ChannelAccess,
	type CommandAccess
} from '../../support/matrix.ts';
import type { Half, Side, World, Role } from '../../support/world.ts';

const boardOnly = { select: { own: wardPeople, other: allWards } } satisfies TableAccess['may'];

const admissionsSeen = {
	own: [...carersAndPatient, ...allWards],
	other: allWards
} satisfies Record<Side, readonly Role[]>;

export const admissionsManaged = {
	own: { rows: admitting, PT404: ['doctor'] },
	other: { rows: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const privatePatientsTold = {
	own: { rows: ['nurse', 'ward_manager'], none: allWards, PT404: ['doctor'] },
	other: { none: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const bedsManaged = {
	own: { rows: [...allWards, 'ward_manager'] },
	other: { rows: allWards, PT404: ['ward_manager'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

const cleaning = {
	own: { rows: wardPeople },
	other: { rows: allWards, PT404: ['nurse', 'ward_manager', 'housekeeper'] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const wardSeen = {
	own: { rows: wardPeople },
	other: { rows: allWards },
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;

/** A housekeeper sees beds, not who lies in them. */
export const wardPatientsSeen = {
	own: { rows: admitting },
	other: { rows: allWards },
	otherwise: 'none'
} satisfies Pick<CommandAccess, 'own' | 'other' | 'otherwise'>;

export const withoutBed = ({ admissionId }: Half) =>
	`delete from public.bed_stays where admission_id = '${admissionId}'`;

export const notAdmitted = (half: Half) =>
	`${withoutBed(half)};
	update public.admissions set discharged_at = now(), disposition = 'home' where id = '${half.admissionId}'`;

const closure: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

export const reopened = ({ closedBedId }: Half) =>
	`update public.bed_closures set ended_at = now() where bed_id = '${closedBedId}'`;

/** Nothing keeps the patient from leaving: alerts have been answered, tasks done. */
const answered = ({ admissionId }: Half) =>
	`update public.news2_alerts set acknowledged_at = clock_timestamp() where admission_id = '${admissionId}';
	update public.nursing_tasks set status = 'done', done_at = now()
	where admission_id = '${admissionId}' and status = 'open'`;

export const privately = ({ admissionId }: Half) =>
	`update public.admissions set private = true where id = '${admissionId}'`;

/** A second admission of each ward, to swap beds with. */
const neighbour: Record<Side, string> = { own: randomUUID(), other: randomUUID() };

/** As after a transfer from the closed bed a minute ago. */
const justMoved = (half: Half) =>
	`${reopened(half)};
	update public.bed_stays set period = tstzrange(now() - interval '1 minute', null)
	where admission_id = '${half.admissionId}';
	with stay as (
		insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id, period)
		values ('${half.closedBedId}', '${half.wardId}', '${half.patient.patientId}', '${half.admissionId}',
			tstzrange(now() - interval '1 hour', now() - interval '1 minute'))
		returning id
	)
	insert into private.last_moves (admission_id, kind, from_ward_id, from_stay_id, to_stay_id, moved_by, moved_at)
	select '${half.admissionId}', 'transfer', '${half.wardId}', stay.id, current_stay.id, null, now() - interval '1 minute'
	from stay, public.bed_stays current_stay
	where current_stay.bed_id = '${half.bedId}' and current_stay.is_current`;

/** By a nurse, or where none works by a bed manager. */
const movedBySomebody = (half: Half, world: World, side: Side) =>
	`${justMoved(half)};
	update private.last_moves set moved_by = '${world.people[side === 'own' ? 'nurse' : 'bed_manager'].id}'`;

const away = ({ admissionId, patient, wardId }: Half) =>
	`insert into public.admission_leaves (admission_id, patient_id, ward_id)
	values ('${admissionId}', '${patient.patientId}', '${wardId}')`;

/** The patient of a half was born this month, and the neighbour is the mother. */
const withMother = (half: Half, world: World, side: Side) =>
	`${withNeighbour(half, world, side)};
	update public.patients set birth_date = current_date - 9 where id = '${half.patient.patientId}'`;

const cleaningBegun = ({ keys }: Half) =>
	`update public.housekeeping_tasks set status = 'in_progress'
	where id = '${String(keys.housekeeping_tasks?.id)}'`;

const withNeighbour = (half: Half, _world: World, side: Side) =>
	`${reopened(half)};
	with patient as (
		insert into public.patients (given_name, family_name, birth_date)
		values ('Next', 'Door', '1990-01-01') returning id
	), admission as (
		insert into public.admissions (id, patient_id, ward_id)
		select '${neighbour[side]}', id, '${half.wardId}' from patient returning id, patient_id, ward_id
	)
	select from admission;
	insert into public.bed_stays (bed_id, ward_id, patient_id, admission_id)
	select '${half.closedBedId}', ward_id, patient_id, id from public.admissions where id = '${neighbour[side]}'`;

export const tables: Record<string, TableAccess> = {
	wards: {
		may: { select: both(staff), insert: both(admin), update: both(admin) },
		change: 'name',
		insert: ({ departmentId }) => ({ department_id: departmentId, code: 'MATRIX', name: 'Matrix' })
	},
	ward_rooms: {
		may: {
			select: both(staff),
			insert: { own: bedManagers, other: allWards },
			update: { own: bedManagers, other: allWards }
		},
		change: 'name',
		insert: ({ wardId }) => ({ ward_id: wardId, name: 'Matrix' })
	},
	beds: {
		may: {
			select: { own: wardPeople, other: allWards },
			insert: { own: bedManagers, other: allWards },
			update: { own: bedManagers, other: allWards }
		},
		change: 'position',
		insert: ({ wardId, wardRoomId }) => ({ ward_id: wardId, room_id: wardRoomId, label: 'Matrix' })
	},
	staff_wards: {
		may: { select: both(staff), insert: both(admin), delete: both(admin) },
		change: 'created_at',
		insert: ({ wardId }, { bystander }) => ({ staff_id: bystander.staffId, ward_id: wardId })
	},
	admissions: {
		may: { select: admissionsSeen, update: { own: admitting, other: allWards } },
		change: 'reason'
	},
	bed_stays: { may: { select: admissionsSeen }, change: 'period' },
	admission_leaves: { may: { select: admissionsSeen }, change: 'reason' },
	bed_closures: { may: boardOnly, change: 'note' },
	housekeeping_tasks: { may: boardOnly, change: 'status' }
};

export const channels: Record<string, ChannelAccess> = {
	'ward:<id>': {
		topic: (side, _role, world) => `ward:${world[side].wardId}`,
		join: { own: wardPeople, other: allWards },
		presence: { own: wardPeople, other: allWards }
	},
	wards: { topic: () => 'wards', join: both(wardPeople) }
};

export const commands: Record<string, CommandAccess> = {
	bed_board: {
		call: ({ wardId, bedId }) =>
			`select from public.bed_board('${wardId}') where bed_id = '${bedId}'`,
		...wardSeen
	},
	'bed_board, of all wards': {
		call: ({ bedId }) => `select from public.bed_board() where bed_id = '${bedId}'`,
		...wardSeen
	},
	'bed_board, who lies there': {
		call: ({ wardId }) =>
			`select from public.bed_board('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_id::text, attending_name, reason) is not null`,
		...wardPatientsSeen
	},
	'bed_board, who lies there privately': {
		call: ({ wardId }) =>
			`select from public.bed_board('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_id::text, attending_name, reason) is not null`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	waiting_admissions: {
		call: ({ wardId, admissionId }) =>
			`select from public.waiting_admissions('${wardId}') where admission_id = '${admissionId}'`,
		given: withoutBed,
		...wardSeen
	},
	'waiting_admissions, who waits': {
		call: ({ wardId }) =>
			`select from public.waiting_admissions('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_name, reason) is not null`,
		given: withoutBed,
		...wardPatientsSeen
	},
	'waiting_admissions, who waits privately': {
		call: ({ wardId }) =>
			`select from public.waiting_admissions('${wardId}')
			 where coalesce(patient_id::text, patient_name, patient_mrn, patient_sex, patient_birth_date::text,
				attending_name, reason) is not null`,
		given: (half) => `${withoutBed(half)}; ${privately(half)}`,
		own: { rows: ['nurse', 'ward_manager'] },
		other: {},
		otherwise: 'none'
	},
	ward_summary: {
		call: ({ wardId }) => `select from public.ward_summary() where ward_id = '${wardId}'`,
		...wardSeen
	},
	admit_patient: {
		call: ({ patient, wardId, bedId }) =>
			`select from public.admit_patient('${patient.patientId}', '${wardId}', '${bedId}')`,
		given: notAdmitted,
		...admissionsManaged
	},
	transfer_patient: {
		call: ({ admissionId, closedBedId }) =>
			`select from public.transfer_patient('${admissionId}', '${closedBedId}')`,
		given: reopened,
		...admissionsManaged
	},
	swap_beds: {
		call: ({ admissionId }, _world, side) =>
			`select from public.swap_beds('${admissionId}', '${neighbour[side]}')`,
		given: withNeighbour,
		...admissionsManaged
	},
	'swap_beds, with a ward that is not one’s own': {
		call: (_half, { own, other }) =>
			`select from public.swap_beds('${own.admissionId}', '${other.admissionId}')`,
		own: { rows: allWards, PT404: ['doctor', 'nurse', 'ward_manager'] }
	},
	discharge_patient: {
		call: ({ admissionId }) => `select from public.discharge_patient('${admissionId}')`,
		given: answered,
		...admissionsManaged
	},
	// Beds have to be managed without knowing who lies there privately.
	'transfer_patient, who is told who lies there privately': {
		call: ({ admissionId, closedBedId }) =>
			`select from public.transfer_patient('${admissionId}', '${closedBedId}') where patient_id is not null`,
		given: (half) => `${reopened(half)}; ${privately(half)}`,
		...privatePatientsTold
	},
	'swap_beds, who is told who lies there privately': {
		call: ({ admissionId, patient }, _world, side) =>
			`select from public.swap_beds('${admissionId}', '${neighbour[side]}')
			 where patient_id = '${patient.patientId}'`,
		given: (half, world, side) => `${withNeighbour(half, world, side)}; ${privately(half)}`,
		...privatePatientsTold
	},
	'discharge_patient, who is told who lay there privately': {
		call: ({ admissionId }) =>
			`select from public.discharge_patient('${admissionId}')
			 where coalesce(patient_id::text, attending_id::text, reason) is not null`,
		given: (half) => `${answered(half)}; ${privately(half)}`,
		...privatePatientsTold
	},
	undo_move: {
		call: ({ admissionId }) => `select from public.undo_move('${admissionId}')`,
		given: justMoved,
		...admissionsManaged
	},
	undoable_moves: {
		call: ({ admissionId }) =>
			`select from public.undoable_moves() where admission_id = '${admissionId}'`,
		given: movedBySomebody,
		own: { rows: ['nurse'] },
		other: { rows: ['bed_manager'] },
		otherwise: 'none'
	},
	bed_fits: {
		call: ({ admissionId, bedId }) =>
			`select from public.bed_fits('${admissionId}') where bed_id = '${bedId}'`,
		...admissionsManaged
	},
	start_leave: {
		call: ({ admissionId }) => `select from public.start_leave('${admissionId}')`,
		...admissionsManaged
	},
	'start_leave, who is told who leaves privately': {
		call: ({ admissionId }) =>
			`select from public.start_leave('${admissionId}', null, 'Funeral')
			 where coalesce(patient_id::text, reason) is not null`,
		given: privately,
		...privatePatientsTold
	},
	end_leave: {
		call: ({ admissionId }) => `select from public.end_leave('${admissionId}')`,
		given: away,
		...admissionsManaged
	},
	update_stay: {
		call: ({ admissionId }) =>
			`select from public.update_stay('${admissionId}', current_date + 1, 'contact', '{oxygen}', false, null)`,
		...admissionsManaged
	},
	'update_stay, of who is there privately': {
		call: ({ admissionId }) =>
			`select from public.update_stay('${admissionId}', null, null, '{}', false, null)`,
		given: privately,
		own: { rows: ['nurse', 'ward_manager'], PT404: ['doctor', ...allWards] },
		other: { PT404: ['doctor', 'nurse', 'ward_manager', ...allWards] }
	},
	link_newborn: {
		call: ({ admissionId }, _world, side) =>
			`select from public.link_newborn('${admissionId}', '${neighbour[side]}')`,
		given: withMother,
		...admissionsManaged
	},
	cleaning_tasks: {
		call: ({ keys }) =>
			`select from public.cleaning_tasks() where task_id = '${String(keys.housekeeping_tasks?.id)}'`,
		own: { rows: wardPeople },
		other: { rows: allWards },
		otherwise: 'none'
	},
	hand_back_cleaning: {
		call: ({ keys }) =>
			`select from public.hand_back_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		given: cleaningBegun,
		...cleaning
	},
	cancel_cleaning: {
		call: ({ keys }) =>
			`select from public.cancel_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...bedsManaged
	},
	close_bed: {
		call: ({ closedBedId }) => `select from public.close_bed('${closedBedId}')`,
		given: reopened,
		...bedsManaged
	},
	reopen_bed: {
		call: ({ closedBedId }) => `select from public.reopen_bed('${closedBedId}')`,
		...bedsManaged
	},
	start_cleaning: {
		call: ({ keys }) =>
			`select from public.start_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...cleaning
	},
	undo_cleaning_step: {
		call: ({ keys }) =>
			`select from public.undo_cleaning_step('${String(keys.housekeeping_tasks?.id)}')`,
		own: { LN021: wardPeople },
		other: { LN021: allWards, PT404: cleaning.other.PT404 }
	},
	reopen_cleaning: {
		call: ({ keys }) =>
			`select from public.reopen_cleaning('${String(keys.housekeeping_tasks?.id)}', 'Not clean')`,
		given: ({ keys }) =>
			`update public.housekeeping_tasks set status = 'done' where id = '${String(keys.housekeeping_tasks?.id)}'`,
		...bedsManaged
	},
	undo_closure_step: {
		call: (_half, _world, side) => `select from public.undo_closure_step('${closure[side]}')`,
		given: ({ closedBedId }, _world, side) =>
			`update public.bed_closures set id = '${closure[side]}' where bed_id = '${closedBedId}'`,
		own: { LN021: bedsManaged.own.rows },
		other: { LN021: allWards, PT404: bedsManaged.other.PT404 }
	},
	finish_cleaning: {
		call: ({ keys }) =>
			`select from public.finish_cleaning('${String(keys.housekeeping_tasks?.id)}')`,
		...cleaning
	}
};
