import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { isPair } from './choices';
import type { RuleLine } from './import';
import type {
	beginSchema,
	endRuleSchema,
	groupSchema,
	medicineSchema,
	rangeSchema,
	restoreRuleSchema,
	ruleSchema,
	substanceSchema
} from './schema';

type Client = SupabaseClient<Database>;
/* The types the generator makes of a nullable parameter do not know null. */
const none = null as unknown as string;
const noVersion = null as unknown as number;

export const saveMedicine = (client: Client, input: z.output<typeof medicineSchema>) =>
	client.rpc('save_medicine', {
		p_id: input.id || none,
		p_version: input.version ?? noVersion,
		p_name: input.name,
		p_name_es: input.name_es,
		p_form: input.form,
		p_unit: input.unit,
		p_routes: input.routes,
		p_ingredients: input.ingredients as unknown as Json,
		p_complete: input.complete,
		p_two_people: input.two_people,
		p_active: input.active
	});
export const saveSubstance = (client: Client, input: z.output<typeof substanceSchema>) =>
	client.rpc('save_substance', {
		p_id: input.id || none,
		p_version: input.version ?? noVersion,
		p_name: input.name,
		p_name_es: input.name_es,
		p_synonyms: input.synonyms,
		p_groups: input.groups,
		p_active: input.active
	});
export const saveGroup = (client: Client, input: z.output<typeof groupSchema>) =>
	client.rpc('save_substance_group', {
		p_id: input.id,
		p_version: input.version ?? noVersion,
		p_name: input.name,
		p_name_es: input.name_es,
		p_synonyms: input.synonyms
	});

const substanceOf = (party: string) => (party.startsWith('s:') ? party.slice(2) : undefined);
const groupOf = (party: string) => (party.startsWith('g:') ? party.slice(2) : undefined);
export function saveRule(client: Client, input: z.output<typeof ruleSchema>) {
	const b = isPair(input.kind) ? input.b : '';
	return client.rpc('save_medicine_rule', {
		p_rule_id: input.rule_id || none,
		p_version: input.version ?? noVersion,
		p_kind: input.kind,
		p_severity: input.severity,
		p_text: input.text,
		p_text_es: input.text_es,
		p_source: input.source,
		p_source_version: input.source_version,
		p_substance_a: substanceOf(input.a),
		p_group_a: groupOf(input.a),
		p_substance_b: substanceOf(b),
		p_group_b: groupOf(b),
		p_below_egfr: input.kind === 'renal' ? input.below_egfr : undefined,
		p_reason: input.reason || undefined
	});
}
export const endRule = (client: Client, input: z.output<typeof endRuleSchema>) =>
	client.rpc('end_medicine_rule', {
		p_rule_id: input.rule_id,
		p_version: input.version,
		p_reason: input.reason
	});
export const restoreRule = (client: Client, input: z.output<typeof restoreRuleSchema>) =>
	client.rpc('restore_medicine_rule', {
		p_version_id: input.version_id,
		p_version: input.version,
		p_reason: input.reason
	});

export const saveRange = (client: Client, input: z.output<typeof rangeSchema>) =>
	client.rpc('save_dose_range', {
		p_id: input.id || none,
		p_substance_id: input.substance_id,
		p_route: input.route,
		p_unit: input.unit,
		p_per_kg: input.per_kg,
		p_min_dose: input.min_dose,
		p_max_dose: input.max_dose,
		p_max_daily: input.max_daily,
		p_source: input.source,
		p_source_version: input.source_version,
		p_age_from_months: input.age_from_months,
		p_age_until_months: input.age_until_months,
		p_weight_from_kg: input.weight_from_kg,
		p_weight_until_kg: input.weight_until_kg,
		p_min_interval_days: input.min_interval_days
	});
export const endRange = (client: Client, id: string) => client.rpc('end_dose_range', { p_id: id });

export const beginImport = (client: Client, input: z.output<typeof beginSchema>) =>
	client.rpc('begin_rule_import', {
		p_source: input.source,
		p_version: input.version,
		p_file_name: input.file_name
	});
export const sendLines = (client: Client, importId: string, lines: RuleLine[]) =>
	client.rpc('import_rules', { p_import_id: importId, p_rows: lines as unknown as Json });
export const previewLines = (client: Client, source: string, lines: RuleLine[]) =>
	client.rpc('preview_rules', { p_source: source, p_rows: lines as unknown as Json });
export const finishImport = (client: Client, importId: string, whole: boolean) =>
	client.rpc('finish_rule_import', { p_import_id: importId, p_whole: whole });
