import { z } from 'zod';

const id = z.string().max(40);

/** A change of who may do what, as the database takes it; what it would do is looked at first. */
export const changeSchema = z.discriminatedUnion('do', [
	z.object({
		do: z.literal('change_role'),
		role_id: id,
		name: z.string().max(200).optional(),
		description: z.string().max(1000).optional(),
		add: z.array(z.string().max(80)),
		remove: z.array(z.string().max(80))
	}),
	z.object({ do: z.literal('delete_role'), role_id: id, move_to: z.union([z.literal(''), id]) }),
	z.object({ do: z.enum(['give_role', 'take_role']), role_id: id, user_id: z.uuid() })
]);
export type Change = z.output<typeof changeSchema>;

const person = z.object({
	user_id: z.string(),
	/** null: the account of somebody who does not work here. */
	staff_id: z.string().nullable(),
	name: z.string()
});

const changed = z.array(z.object({ permission_id: z.string(), people: z.array(person) }));

/** What a change does, by name. */
export const effectSchema = z.object({
	/** Said when the change is made, so that nothing else is done than was looked at. */
	seen: z.string(),
	role: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
	/** Who has the role; or whom it is given to or taken from. */
	people: z.array(person),
	/** What the role allows from then on, and no longer. */
	adds: z.array(z.string()),
	removes: z.array(z.string()),
	gains: changed,
	loses: changed,
	/** Who would have nothing left to do here. */
	without_role: z.array(person)
});
export type Effect = z.output<typeof effectSchema>;

/** A change with what it would do, between looking and doing. */
export interface Reviewed {
	change: Change;
	effect: Effect;
}
