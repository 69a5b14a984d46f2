import { m } from '$lib/paraglide/messages.js';
import type { Position } from './positions';

const positionLabels: Record<Position, () => string> = {
	doctor: m.directory_position_doctor,
	nurse: m.directory_position_nurse,
	ward_manager: m.directory_position_ward_manager,
	bed_manager: m.directory_position_bed_manager,
	receptionist: m.directory_position_receptionist,
	pharmacist: m.directory_position_pharmacist,
	lab_technician: m.directory_position_lab_technician,
	cashier: m.directory_position_cashier,
	housekeeper: m.directory_position_housekeeper,
	administrator: m.directory_position_administrator
};
const isPosition = (word: string): word is Position => word in positionLabels;

export const positionLabel = (position: string) =>
	isPosition(position) ? positionLabels[position]() : position;

const wrong: Record<string, () => string> = {
	name: m.directory_error_name,
	long: m.directory_error_long,
	position: m.directory_error_position,
	email: m.directory_error_email,
	locale: m.directory_error_choose,
	doctor_name: m.directory_error_doctor_name,
	specialty: m.directory_error_specialty
};
/** What a key of `invitation.ts` says. */
export const wrongLabel = (key: string) => wrong[key]?.() ?? m.directory_error_refused();
