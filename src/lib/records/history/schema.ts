import { z } from 'zod';
import { codedFields, isSaid } from '$lib/records/problems/entries';
import { commentField } from '$lib/records/problems/schema';
import { relations, topicNames } from './choices';

const number = (key: string, least: number, most: number) =>
	z
		.string()
		.trim()
		.transform((text) => (text === '' ? undefined : Number(text.replace(',', '.'))))
		.pipe(z.number(key).min(least, key).max(most, key).optional());

export const familySchema = z
	.object({
		...codedFields,
		relation: z.enum(relations),
		onset_age: number('onset_age', 0, 120),
		deceased: z.enum(['', 'yes', 'no']),
		comment: commentField
	})
	.refine(isSaid, { path: ['code_id'], message: 'code_id' });

export const socialSchema = z.object({
	topic: z.enum(topicNames),
	value: z.string(),
	words: z.string().trim().max(500),
	pack_years: number('pack_years', 0, 300),
	units: number('units', 0, 500)
});
