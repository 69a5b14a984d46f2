import type { WorldPart } from '../../support/world.ts';

export const part: WorldPart = {
	async half({ id }, { doctor, departmentId }) {
		const shiftId = await id(
			`insert into public.on_call_shifts (staff_id, department_id, starts_at, ends_at)
			 values ($1, $2, now() - interval '1 hour', now() + interval '1 hour')`,
			[doctor.staffId, departmentId]
		);
		return { keys: { on_call_shifts: { id: shiftId } } };
	}
};
