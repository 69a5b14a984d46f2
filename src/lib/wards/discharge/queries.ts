import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Facts } from './facts';
import { sections, type SectionTexts } from './sections';

type Client = SupabaseClient<Database>;

/** One line of what has to be done before a patient leaves. */
export interface ChecklistItem {
	item: string;
	state: string;
	count: number;
	link: string | null;
	blocking: boolean;
	reason: string | null;
	settled_at: string | null;
	settled_by_name: string | null;
}

export interface Addendum {
	id: string;
	text: string;
	written_name: string;
	written_at: string;
}

/** A summary as it was saved; signed when `signed_at` is there, and then with the records as they were. */
export interface Summary {
	language: 'en' | 'es';
	sections: SectionTexts;
	facts: Facts | null;
	version: number;
	written_name: string;
	updated_at: string;
	signed_at: string | null;
	signed_name: string | null;
	addenda: Addendum[];
}

/** In the order in which it is asked; empty for those who may not deal with the end of the stay. */
export async function checklist(client: Client, admissionId: string): Promise<ChecklistItem[]> {
	const { data } = await client
		.rpc('discharge_checklist', { p_admission_id: admissionId })
		.throwOnError();
	return data;
}

/** What the records say of the stay. */
export async function stayFacts(client: Client, admissionId: string): Promise<Facts> {
	const { data } = await client
		.rpc('discharge_summary_draft', { p_admission_id: admissionId })
		.throwOnError();
	// Made by `private.discharge_facts`, whose shape `Facts` writes down.
	return data as unknown as Facts;
}

/** What was written about the end of the stay, or null. */
export async function summaryOf(client: Client, admissionId: string): Promise<Summary | null> {
	const { data } = await client
		.from('discharge_summaries')
		.select(
			`language, sections, facts, version, written_name, updated_at, signed_at, signed_name,
			addenda:discharge_addenda(id, text, written_name, written_at)`
		)
		.eq('admission_id', admissionId)
		.order('written_at', { referencedTable: 'discharge_addenda' })
		.maybeSingle()
		.throwOnError();
	if (!data) return null;
	const kept: Record<string, unknown> =
		data.sections && typeof data.sections === 'object' && !Array.isArray(data.sections)
			? data.sections
			: {};
	const texts = Object.fromEntries(
		sections.map((name) => [name, typeof kept[name] === 'string' ? kept[name] : ''])
	) as SectionTexts;
	return {
		...data,
		language: data.language === 'es' ? 'es' : 'en',
		sections: texts,
		facts: data.facts as unknown as Facts | null
	};
}
