import type { VisitStatus } from './status';

/** What is kept of a visit of today. */
export interface KeptVisit {
	id: string;
	starts_at: string;
	status: VisitStatus;
	patient_name: string;
	patient_mrn: string;
	patient_deceased_at: string | null;
	doctor_name: string | null;
	reason: string | null;
	room: string | null;
	alerts: string[];
	/** Whether they were asked for allergies and know of none; null where one may not know. */
	allergies_denied: boolean | null;
}
