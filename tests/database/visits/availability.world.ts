import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	after: ['people/directory'],
	async half({ id }, { doctor }) {
		const ruleId = await id(
			`insert into public.availability_rules (doctor_id, weekday, starts_time, ends_time, time_zone)
			 values ($1, 1, '08:00', '12:00', 'UTC')`,
			[doctor.doctorId]
		);
		const exceptionId = await id(
			`insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
			 values ($1, 'leave', now() + interval '60 days', now() + interval '61 days')`,
			[doctor.doctorId]
		);
		return {
			keys: { availability_rules: { id: ruleId }, availability_exceptions: { id: exceptionId } }
		};
	}
};
