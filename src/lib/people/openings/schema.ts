import { z } from 'zod';
import { emergencyKinds, verdicts } from './kinds';

/** What a key below says: see `wrongWords`. */
const text = (wrong: string, least: number, most: number) =>
	z.string().trim().min(least, wrong).max(most, wrong);

export const breakGlassSchema = z.object({
	kind: z.enum(emergencyKinds, 'kind'),
	reason: text('reason', 10, 500)
});
export const closeSchema = z.object({ opening_id: z.uuid() });
export const explainSchema = z.object({ opening_id: z.uuid(), words: text('words', 1, 1000) });
export const reviewSchema = z
	.object({
		opening_id: z.uuid(),
		verdict: z.enum(verdicts),
		note: z.string().trim().max(1000, 'note')
	})
	.refine(({ verdict, note }) => verdict === 'justified' || note !== '', {
		path: ['note'],
		message: 'note'
	});
export const questionSchema = explainSchema;
export const answerSchema = z.object({ question_id: z.uuid(), words: text('words', 1, 1000) });
