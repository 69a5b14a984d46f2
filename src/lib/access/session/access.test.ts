import { expect, test } from 'vitest';
import { homeOf, type Access } from './access';

const ward = 'd9b7c0de-0000-4000-8000-000000000003';
const nobody: Access = {
	user_id: 'd9b7c0de-0000-4000-8000-000000000001',
	name: 'Noor Haddad',
	email: 'noor@example.org',
	position: null,
	kind: 'staff',
	roles: [],
	permissions: [],
	staff_id: 'd9b7c0de-0000-4000-8000-000000000002',
	doctor_id: null,
	ward_ids: [],
	patient_ids: [],
	locale: 'en',
	lacks: null
};

test.each<[string, Partial<Access>, string]>([
	['an administrator', { kind: 'admin', roles: ['admin'] }, '/wards'],
	['a doctor', { kind: 'doctor', doctor_id: ward, ward_ids: [ward] }, '/today'],
	['whoever books for all', { permissions: ['appointments.book_any'] }, '/reception'],
	['a housekeeper', { permissions: ['housekeeping.work'], ward_ids: [ward] }, '/housekeeping'],
	[
		'a nurse of one ward',
		{ permissions: ['housekeeping.work', 'patients.read'], ward_ids: [ward] },
		`/wards/${ward}`
	],
	['a nurse of two wards', { roles: ['nurse'], ward_ids: [ward, nobody.user_id] }, '/wards'],
	[
		'a bed manager',
		{ roles: ['bed_manager'], permissions: ['wards.read_all'], ward_ids: [ward] },
		'/wards'
	],
	['a patient', { kind: 'patient', staff_id: null, patient_ids: [ward] }, '/portal'],
	['who is nobody’s patient yet', { kind: 'patient', staff_id: null }, '/portal/welcome']
])('the day of %s begins where their work is', (_, access, home) => {
	expect(homeOf({ ...nobody, ...access })).toBe(home);
});
