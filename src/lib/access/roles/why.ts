import { z } from 'zod';

const careReasons = [
	'assigned',
	'booked',
	'admitted',
	'escalated',
	'covering',
	'emergency',
	'private'
] as const;

/** Why somebody can do something or not, as the database's own guards say when asked as that person. */
export const answerSchema = z.object({
	person: z.object({
		user_id: z.string(),
		staff_id: z.string().nullable(),
		name: z.string(),
		/** null: does not work here. */
		active: z.boolean().nullable(),
		shut_out: z.boolean()
	}),
	permission: z.object({
		id: z.string(),
		may: z.boolean(),
		/** Those that allow it. */
		roles: z.array(
			z.object({
				id: z.string(),
				name: z.string(),
				/** null: one the person does not have. */
				held_since: z.string().nullable(),
				given_by: z.string().nullable()
			})
		)
	}),
	record: z
		.object({
			sees: z.boolean(),
			in_care: z.boolean(),
			linked: z.boolean(),
			reads_charts: z.boolean(),
			care: z.array(
				z.object({
					reason: z.enum(careReasons).catch('assigned'),
					since: z.string().optional(),
					until: z.string().optional(),
					ward: z.string().nullable().optional()
				})
			),
			links: z.array(z.object({ relationship: z.string(), since: z.string() }))
		})
		.nullable()
});
export type Answer = z.output<typeof answerSchema>;
export type Care = NonNullable<Answer['record']>['care'][number];
