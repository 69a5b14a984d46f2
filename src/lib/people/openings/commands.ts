import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database } from '$lib/app/supabase/database.types';
import type { answerSchema, breakGlassSchema, explainSchema, reviewSchema } from './schema';

type Client = SupabaseClient<Database>;

export const breakGlass = (
	client: Client,
	patientId: string,
	{ kind, reason }: z.output<typeof breakGlassSchema>
) => client.rpc('open_chart', { p_patient_id: patientId, p_reason: reason, p_kind: kind });

export const closeChart = (client: Client, openingId: string) =>
	client.rpc('close_chart', { p_opening_id: openingId });

export const explainOpening = (client: Client, input: z.output<typeof explainSchema>) =>
	client.rpc('explain_opening', { p_opening_id: input.opening_id, p_words: input.words });

export const reviewOpening = (client: Client, input: z.output<typeof reviewSchema>) =>
	client.rpc('review_opening', {
		p_opening_id: input.opening_id,
		p_verdict: input.verdict,
		p_note: input.note || undefined
	});

export const questionOpening = (client: Client, input: z.output<typeof explainSchema>) =>
	client.rpc('question_opening', { p_opening_id: input.opening_id, p_words: input.words });

export const answerQuestion = (client: Client, input: z.output<typeof answerSchema>) =>
	client.rpc('answer_chart_question', { p_question_id: input.question_id, p_words: input.words });
