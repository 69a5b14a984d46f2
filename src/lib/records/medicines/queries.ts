import type { SupabaseClient } from '@supabase/supabase-js';
import { paged } from '$lib/app/lists/page';
import { plain } from '$lib/app/lists/plain';
import type { Database } from '$lib/app/supabase/database.types';

type Client = SupabaseClient<Database>;
interface Asked {
	query: string;
	page: number;
}
const size = 50;

/** The words that were typed, as the database compares names. */
const wordsOf = (query: string) =>
	plain(query)
		.replace(/[^\p{L}\p{N} ]/gu, ' ')
		.split(' ')
		.filter(Boolean)
		.slice(0, 5);
/** A filter of PostgREST: columns any of which holds all of what was typed. */
const anyHolds = (query: string, columns: readonly string[]) => {
	// What PostgREST would read as its own may be anything.
	const typed = query.trim().replace(/[^\p{L}\p{N} -]+/gu, '*');
	return /[^* -]/.test(typed) && columns.map((column) => `${column}.ilike.*${typed}*`).join(',');
};

export const catalogueShows = ['used', 'unmapped', 'retired'] as const;
type CatalogueShow = (typeof catalogueShows)[number];

const medicineColumns = `id, name, name_es, form, unit, routes, mapped, two_people, active, version,
	ingredients:medicine_ingredients(place, strength, strength_unit, substance:substances(id, name, name_es))` as const;

export async function catalogue(
	client: Client,
	{ query, page, show }: Asked & { show: CatalogueShow }
) {
	let asked = client
		.from('medicines')
		.select(medicineColumns, { count: 'exact' })
		.eq('active', show !== 'retired')
		.order('name')
		.order('id')
		.order('place', { referencedTable: 'ingredients' });
	if (show === 'unmapped') asked = asked.eq('mapped', false);
	for (const word of wordsOf(query)) asked = asked.like('name_key', `% ${word}%`);
	return paged(asked, { page, size });
}
export type Medicine = Awaited<ReturnType<typeof catalogue>>['rows'][number];

export async function coverage(client: Client) {
	const [{ data: counted }, { data: lacking }] = await Promise.all([
		client.rpc('medicine_coverage').single().throwOnError(),
		client.rpc('uncovered_medicines', { p_limit: 200 }).throwOnError()
	]);
	return { ...counted, lacking };
}
export type Coverage = Awaited<ReturnType<typeof coverage>>;

export async function substances(client: Client, { query, page }: Asked) {
	let asked = client
		.from('substances')
		.select(
			'id, name, name_es, synonyms, active, version, groups:substance_group_members(group_id)',
			{
				count: 'exact'
			}
		)
		.order('name')
		.order('id');
	const filter = anyHolds(query, ['name', 'name_es']);
	if (filter) asked = asked.or(filter);
	return paged(asked, { page, size });
}
export type Substance = Awaited<ReturnType<typeof substances>>['rows'][number];

/** All groups: some dozens. */
export async function groups(client: Client) {
	const { data } = await client
		.from('substance_groups')
		.select('id, name, name_es, synonyms, version')
		.order('name')
		.order('id')
		.limit(500)
		.throwOnError();
	return data;
}
export type Group = Awaited<ReturnType<typeof groups>>[number];

const named = 'id, name, name_es' as const;
const ruleColumns =
	`id, rule_id, version, kind, severity, text, text_es, source, source_version, hospital, below_egfr, reason, valid_from,
	valid_until, substance_a:substances!medicine_rules_substance_a_fkey(${named}), group_a:substance_groups!medicine_rules_group_a_fkey(${named}),
	substance_b:substances!medicine_rules_substance_b_fkey(${named}), group_b:substance_groups!medicine_rules_group_b_fkey(${named}),
	by:staff(full_name)` as const;

/** Rules that hold, or those that were ended; of what is typed the text, or either side. */
export async function rules(
	client: Client,
	{ query, page, kind, ended }: Asked & { kind: string; ended: boolean }
) {
	let asked = client
		.from('medicine_rules')
		.select(ruleColumns, { count: 'exact' })
		.order('kind')
		.order('text')
		.order('id');
	asked = ended ? asked.eq('ended_here', true) : asked.is('valid_until', null);
	if (kind) asked = asked.eq('kind', kind);
	const filter = anyHolds(query, ['name', 'name_es']);
	if (filter) {
		const [{ data: found }, { data: alike }] = await Promise.all([
			client.from('substances').select('id').or(filter).limit(100).throwOnError(),
			client.from('substance_groups').select('id').or(filter).limit(100).throwOnError()
		]);
		const ids = found.map(({ id }) => id).join(',');
		const groupIds = alike.map(({ id }) => id).join(',');
		asked = asked.or(
			[
				anyHolds(query, ['text', 'text_es']),
				ids && `substance_a.in.(${ids}),substance_b.in.(${ids})`,
				groupIds && `group_a.in.(${groupIds}),group_b.in.(${groupIds})`
			]
				.filter(Boolean)
				.join(',')
		);
	}
	return paged(asked, { page, size });
}
export type Rule = Awaited<ReturnType<typeof rules>>['rows'][number];

/** Each version of a rule, the last first. */
export async function versionsOf(client: Client, ruleId: string) {
	const { data } = await client
		.from('medicine_rules')
		.select(ruleColumns)
		.eq('rule_id', ruleId)
		.order('version', { ascending: false })
		.limit(100)
		.throwOnError();
	return data;
}

const rangeColumns =
	`id, substance_id, route, age_from_months, age_until_months, weight_from_kg, weight_until_kg, unit, per_kg, min_dose, max_dose,
	max_daily, min_interval_days, source, source_version, valid_from, valid_until, substance:substances!inner(${named}), by:staff(full_name)` as const;
export async function ranges(client: Client, { query, page }: Asked) {
	let asked = client
		.from('dose_ranges')
		.select(rangeColumns, { count: 'exact' })
		.is('valid_until', null)
		.order('substance(name)')
		.order('route')
		.order('age_from_months')
		.order('id');
	const filter = anyHolds(query, ['name', 'name_es']);
	if (filter) asked = asked.or(filter, { referencedTable: 'substance' });
	return paged(asked, { page, size });
}
export type Range = Awaited<ReturnType<typeof ranges>>['rows'][number];

/** What held before, by the same route; the last first. */
export async function pastRanges(client: Client, substanceId: string, route: string) {
	const { data } = await client
		.from('dose_ranges')
		.select(rangeColumns)
		.eq('substance_id', substanceId)
		.eq('route', route)
		.order('valid_from', { ascending: false })
		.order('id')
		.limit(100)
		.throwOnError();
	return data;
}

/** Each state of a row of the catalogue, the last first. */
export async function statesOf(
	client: Client,
	kind: 'group' | 'substance' | 'medicine',
	item: string
) {
	const { data } = await client
		.from('catalogue_versions')
		.select('version, content, changed_at, by:staff(full_name)')
		.eq('kind', kind)
		.eq('item', item)
		.order('version', { ascending: false })
		.limit(100)
		.throwOnError();
	return data;
}

interface Refusal {
	line: number;
	why: string;
	what: string;
}
const importColumns =
	`id, source, version, file_name, started_at, finished_at, added, changed, unchanged, kept, ended, refused, refusals,
	by:staff(full_name)` as const;
export async function imports(client: Client) {
	const { data } = await client
		.from('rule_imports')
		.select(importColumns)
		.order('started_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(20)
		.throwOnError();
	return data.map((row) => ({ ...row, refusals: row.refusals as unknown as Refusal[] }));
}
export type RuleImport = Awaited<ReturnType<typeof imports>>[number];
export async function importById(client: Client, id: string) {
	const { data } = await client
		.from('rule_imports')
		.select('file_name, refusals')
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	return data && { ...data, refusals: data.refusals as unknown as Refusal[] };
}

export async function overrides(client: Client, days: number) {
	const { data } = await client.rpc('override_figures', { p_days: days }).throwOnError();
	return data.map((row) => ({
		...row,
		reasons: row.reasons as unknown as { reason: string; count: number }[]
	}));
}

/** Substances as one types, for a field that names one. */
export async function findSubstances(client: Client, query: string, signal: AbortSignal) {
	const filter = anyHolds(query, ['name', 'name_es']);
	if (!filter) return [];
	const { data } = await client
		.from('substances')
		.select(named)
		.eq('active', true)
		.or(filter)
		.order('name')
		.order('id')
		.limit(12)
		.abortSignal(signal)
		.throwOnError();
	return data;
}
export async function findGroups(client: Client, query: string, signal: AbortSignal) {
	const filter = anyHolds(query, ['name', 'name_es']);
	if (!filter) return [];
	const { data } = await client
		.from('substance_groups')
		.select(named)
		.or(filter)
		.order('name')
		.order('id')
		.limit(6)
		.abortSignal(signal)
		.throwOnError();
	return data;
}
