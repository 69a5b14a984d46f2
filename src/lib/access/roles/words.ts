import { m } from '$lib/paraglide/messages.js';

const labels: Record<string, () => string> = {
	admin: m.roles_name_admin,
	doctor: m.roles_name_doctor,
	nurse: m.roles_name_nurse,
	ward_manager: m.roles_name_ward_manager,
	bed_manager: m.roles_name_bed_manager,
	receptionist: m.roles_name_receptionist,
	pharmacist: m.roles_name_pharmacist,
	lab_technician: m.roles_name_lab_technician,
	cashier: m.roles_name_cashier,
	housekeeper: m.roles_name_housekeeper,
	patient: m.roles_name_patient
};

/** A role that came with Lantern in the reader's language; one the hospital made, as it named it. */
export const roleLabel = ({ id, name }: { id: string; name: string }): string =>
	(Object.hasOwn(labels, id) ? labels[id]?.() : undefined) ?? name;
