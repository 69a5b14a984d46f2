import type { WorldPart } from '../../support/world.ts';

/** The secret of the display on a ward's wall. */
export const wardDisplayToken = (wardId: string) => `ward-display-${wardId}`;

declare module '../../support/world.ts' {
	interface Half {
		/** Of the display on the ward's wall; the one of `other` has been revoked. */
		wardDisplayId: string;
		wardDisplayTopicId: string;
	}
}

export const part: WorldPart = {
	after: ['wards/board'],
	async half({ db, id }, { wardId }) {
		const wardDisplayId = await id(
			`insert into public.displays (ward_id, name, token_hash)
			 values ($1, 'Corridor', private.token_hash($2))`,
			[wardId, wardDisplayToken(wardId)]
		);
		const wardDisplayTopicId = await db.value<string>(
			'select topic_id from private.ward_display_topics where ward_id = $1',
			[wardId]
		);
		return { wardDisplayId, wardDisplayTopicId, keys: { displays: { id: wardDisplayId } } };
	},
	async world(db, { other }) {
		await db.rows('update public.displays set revoked_at = now() where id = $1', [
			other.wardDisplayId
		]);
	}
};
