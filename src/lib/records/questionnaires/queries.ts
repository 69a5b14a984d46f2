import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import { answersOf, questionsOf } from './questions';

type Client = SupabaseClient<Database>;

/** The sets of questions there are, those in use first. */
export async function allSets(client: Client) {
	const { data } = await client
		.from('question_sets')
		.select(
			'id, name, name_es, specialty_id, visit_type_id, questions, active, version, specialty:specialties(name), visit_type:visit_types(name)'
		)
		.order('active', { ascending: false })
		.order('name')
		.limit(500)
		.throwOnError();
	return data.map((set) => ({ ...set, questions: questionsOf(set.questions) }));
}
export type QuestionSet = Awaited<ReturnType<typeof allSets>>[number];

/** What is asked before a visit, and how it stands. */
export interface Asked {
	appointment_id: string;
	set_id: string;
	/** Null as long as nothing was answered. */
	questionnaire_id: string | null;
	name: string;
	name_es: string;
	state: 'due' | 'begun' | 'sent';
	sent_at: string | null;
}

/** What is asked before visits and how it stands, of those the reader sees. */
export async function askedBefore(client: Client, visitIds: readonly string[]): Promise<Asked[]> {
	if (visitIds.length === 0) return [];
	const { data } = await client
		.rpc('visit_questionnaires', { p_appointment_ids: [...visitIds] })
		.throwOnError();
	return data.map((asked) => asked as Asked);
}

/** What is asked before a visit of one's own, with what was answered. */
export async function questionsOfVisit(client: Client, visitId: string) {
	const { data } = await client
		.rpc('visit_questions', { p_appointment_id: visitId })
		.throwOnError();
	return data.map(({ questions, answers, ...asked }) => ({
		...asked,
		questionnaire_id: asked.questionnaire_id as string | null,
		sent_at: asked.sent_at as string | null,
		sent_name: asked.sent_name as string | null,
		questions: questionsOf(questions),
		answers: answersOf(answers)
	}));
}
export type AskedOfPatient = Awaited<ReturnType<typeof questionsOfVisit>>[number];

const sentColumns =
	'id, appointment_id, name, name_es, questions, answers, sent_at, sent_name, sent_as' as const;

/** What was answered about a patient, newest first: before one visit, or in one questionnaire, or all there is. */
export async function sentAnswers(
	client: Client,
	patientId: string,
	of: { visitId?: string; id?: string } = {}
) {
	let query = client
		.from('questionnaires')
		.select(sentColumns)
		.eq('patient_id', patientId)
		.not('sent_at', 'is', null)
		.order('sent_at', { ascending: false })
		.order('id')
		.limit(1000);
	if (of.visitId) query = query.eq('appointment_id', of.visitId);
	if (of.id) query = query.eq('id', of.id);
	const { data } = await query.throwOnError();
	return data.map(({ questions, answers, sent_at, ...sent }) => ({
		...sent,
		sent_at: sent_at ?? '',
		questions: questionsOf(questions),
		answers: answersOf(answers)
	}));
}
export type SentAnswers = Awaited<ReturnType<typeof sentAnswers>>[number];
