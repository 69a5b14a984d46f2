import type { WorldPart } from '../../support/world.ts';

/** The secret of the link to the screen of a waiting room. */
export const displayToken = (queueDepartmentId: string) => `display-${queueDepartmentId}`;

declare module '../../support/world.ts' {
	interface Half {
		/** Where the doctor's patients wait, and this one today. */
		queueDepartmentId: string;
		tokenId: string;
		/** Of the screen in that waiting room; the one of `other` has been revoked. */
		displayTopicId: string;
	}
}

export const part: WorldPart = {
	async half({ db, id }, { patient, doctor }) {
		const queueDepartmentId = await db.value<string>(
			'select department_id from public.specialties where id = $1',
			[doctor.specialtyId]
		);
		const tokenId = await id(
			`insert into public.queue_tokens (department_id, day, number, label, patient_id)
			 values ($1, private.hospital_day(), 1000, 'W-1000', $2)`,
			[queueDepartmentId, patient.patientId]
		);
		const displayTopicId = await db.value<string>(
			`insert into public.queue_displays (department_id, name, token_hash)
			 values ($1, 'Screen', private.token_hash($2)) returning topic_id`,
			[queueDepartmentId, displayToken(queueDepartmentId)]
		);
		return {
			queueDepartmentId,
			tokenId,
			displayTopicId,
			keys: { queue_tokens: { id: tokenId }, queue_displays: { department_id: queueDepartmentId } }
		};
	},
	async world(db, { other }) {
		await db.rows('update public.queue_displays set revoked_at = now() where topic_id = $1', [
			other.displayTopicId
		]);
	}
};
