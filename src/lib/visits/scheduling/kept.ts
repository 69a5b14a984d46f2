import type { VisitStatus } from './status';

/** What is kept of a visit of today. */
export interface KeptVisit {
	id: string;
	starts_at: string;
	status: VisitStatus;
	patient_name: string;
	patient_mrn: string;
	doctor_name: string | null;
	reason: string | null;
	room: string | null;
	alerts: string[];
}
