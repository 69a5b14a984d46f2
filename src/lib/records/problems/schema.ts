import { z } from 'zod';
import { codedFields, isSaid, partialDate } from './entries';
import { statuses, certainties, sides, ranks } from './choices';

export const sideField = z.enum(sides).or(z.literal(''));
export const commentField = z.string().trim().max(1000);

const problemFields = {
	status: z.enum(statuses),
	certainty: z.enum(certainties),
	side: sideField,
	onset: partialDate('onset'),
	ended_on: partialDate('ended_on'),
	comment: commentField
};
export const addProblemSchema = z
	.object({ ...codedFields, ...problemFields })
	.refine(isSaid, { path: ['code_id'], message: 'code_id' });
export const editProblemSchema = z.object({
	problem_id: z.uuid(),
	version: z.coerce.number().int(),
	...problemFields
});
export const addDiagnosisSchema = z
	.object({
		...codedFields,
		encounter_id: z.uuid().or(z.literal('')),
		rank: z.enum(ranks),
		certainty: z.enum(certainties),
		side: sideField,
		comment: commentField
	})
	.refine(isSaid, { path: ['code_id'], message: 'code_id' });
export const rankSchema = z.object({
	diagnosis_id: z.uuid(),
	version: z.coerce.number().int(),
	rank: z.enum(ranks)
});
export const listSchema = z.object({ diagnosis_id: z.uuid() });
