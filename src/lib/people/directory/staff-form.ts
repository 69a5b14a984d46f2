/** The fields of `StaffFields.svelte` as `personSchema` reads them. */
export const personShape = (form: FormData) => ({
	full_name: form.get('full_name'),
	position: form.get('position'),
	department_id: form.get('department_id') ?? '',
	ward_ids: form.getAll('ward_ids'),
	role_ids: form.getAll('role_ids'),
	doctor: {
		name: form.get('doctor.name') ?? '',
		specialty_id: form.get('doctor.specialty_id') ?? '',
		accepts_patients: form.get('doctor.accepts_patients') === 'yes'
	}
});
