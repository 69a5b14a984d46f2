/* Apart from the schemas that use them: lists of choices are small, what checks them is not. */

export const positions = [
	'doctor',
	'nurse',
	'ward_manager',
	'bed_manager',
	'receptionist',
	'pharmacist',
	'lab_technician',
	'cashier',
	'housekeeper',
	'administrator'
] as const;
export type Position = (typeof positions)[number];

export const staffStates = ['active', 'inactive', 'invited'] as const;
