import { z } from 'zod';
import { codedFields, isSaid, partialDate } from '$lib/records/problems/entries';
import { commentField, sideField } from '$lib/records/problems/schema';
import { ticked } from '$lib/app/forms/schema';
import { outcomes } from './choices';

const fields = {
	performed_on: partialDate('performed_on').min(4, 'performed_on'),
	performed_by: z.string().trim().max(120),
	side: sideField,
	outcome: z.enum(outcomes).or(z.literal('')),
	comment: commentField
};
export const addProcedureSchema = z
	.object({
		...codedFields,
		...fields,
		by_me: ticked,
		encounter_id: z.uuid().or(z.literal(''))
	})
	.refine(isSaid, { path: ['code_id'], message: 'code_id' });
export const editProcedureSchema = z.object({
	procedure_id: z.uuid(),
	version: z.coerce.number().int(),
	...fields
});
