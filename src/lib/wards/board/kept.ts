import type { Bed } from './board';

/** What is kept of a bed: enough to find a patient and know how to treat them. */
export type KeptBed = Pick<
	Bed,
	| 'bed_id'
	| 'bed_label'
	| 'room_name'
	| 'state'
	| 'patient_name'
	| 'patient_initials'
	| 'patient_mrn'
	| 'patient_sex'
	| 'patient_birth_date'
	| 'attending_name'
	| 'nurse_name'
	| 'reason'
	| 'expected_discharge_on'
	| 'isolation'
	| 'on_leave_since'
	| 'newborns'
	| 'allergies'
	| 'allergies_denied'
	| 'news2_score'
	| 'alert_level'
>;

export interface KeptWard {
	id: string;
	name: string;
	beds: KeptBed[];
}
