import type { TestDatabase } from '../../support/database.ts';
import { admit, createWard, createWardStaff } from '../../support/ward.ts';

/** A doctor whose patient lies on a ward, with the chart open. */
export async function wardDoctor(db: TestDatabase) {
	const ward = await createWard(db);
	const doctor = await db.createDoctor();
	const nurse = await createWardStaff(db, 'nurse', ward);
	const patient = await db.createPortalPerson();
	const manager = await createWardStaff(db, 'ward_manager', ward);
	const stay = await db.as(manager, () =>
		admit(db, patient.patientId, ward.id, ward.beds[0] ?? null)
	);
	await db.rows('update public.admissions set attending_id = $1 where id = $2', [
		doctor.staffId,
		stay.id
	]);
	await db.as(doctor, () => db.rows('select public.open_chart($1)', [patient.patientId]));
	await db.rows('insert into public.allergy_denials (patient_id) values ($1)', [patient.patientId]);
	return { ward, doctor, nurse, manager, patient, stay };
}
