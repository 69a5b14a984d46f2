import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ db, id }, { patient: { patientId }, code }) {
		const vaccine = `m_${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
		await db.rows(
			`insert into public.vaccines (id, name, name_es) values ($1, 'Matrix', 'Matriz')`,
			[vaccine]
		);
		await db.rows(
			'insert into public.immunisation_schedule (vaccine_id, dose, due_months) values ($1, 1, 2), ($1, 2, 3)',
			[vaccine]
		);
		const immunisationId = await id(
			`insert into public.immunisations (patient_id, vaccine_id, dose, given_on, reported) values ($1, $2, 1, '2020-01-01', true)`,
			[patientId, vaccine]
		);
		return {
			keys: {
				vaccines: { id: vaccine },
				immunisation_schedule: { vaccine_id: vaccine, dose: 1 },
				immunisations: { id: immunisationId }
			}
		};
	}
};
