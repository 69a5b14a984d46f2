import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type { Answers } from './questions';
import type { SetForm } from './schema';

type Client = SupabaseClient<Database>;

export const saveSet = (client: Client, set: SetForm) =>
	client.rpc('save_question_set', {
		p_name: set.name,
		p_name_es: set.name_es,
		p_questions: set.questions as unknown as Json,
		p_specialty_id: set.specialty_id || undefined,
		p_visit_type_id: set.visit_type_id || undefined,
		p_active: set.active,
		...(set.id && { p_set_id: set.id, p_version: set.version })
	});

interface Typed {
	visitId: string;
	setId: string;
	version: number;
	answers: Answers;
}

const parameters = ({ visitId, setId, version, answers }: Typed) => ({
	p_appointment_id: visitId,
	p_set_id: setId,
	p_version: version,
	p_answers: answers as Json
});

export const saveAnswers = (client: Client, typed: Typed) =>
	client.rpc('save_answers', parameters(typed));

export const sendAnswers = (client: Client, typed: Typed) =>
	client.rpc('send_answers', parameters(typed));
