import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface World {
		/** A role nobody in the matrix has, for rows about roles. */
		spareRole: string;
	}
}

export const part: WorldPart = {
	async world(db, world) {
		world.spareRole = 'matrix_spare';
		await db.rows(`insert into public.roles (id, kind, name) values ($1, 'staff', 'Spare')`, [
			world.spareRole
		]);
	}
};
