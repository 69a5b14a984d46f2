import type { WorldPart } from '../../support/world.ts';

declare module '../../support/world.ts' {
	interface World {
		/** A change of the spare role by the admin, which can be undone. */
		spareChange: string;
	}
}

export const part: WorldPart = {
	after: ['access/session'],
	async world(db, world) {
		world.spareChange = await db.value<string>(
			`insert into public.role_changes (role_id, made_by, before, after)
			 values ($1, $2, private.role_state($1), private.role_state($1)) returning id`,
			[world.spareRole, world.people.admin.id]
		);
	}
};
