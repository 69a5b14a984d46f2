import type { SupabaseClient } from '@supabase/supabase-js';
import type { Stretch } from '$lib/app/lists/cursor';
import { typedLength } from '$lib/app/lists/typed';
import type { Database, Json } from '$lib/app/supabase/database.types';
import { addDays } from '$lib/app/time/days';
import { startOfDay } from '$lib/app/time/instants.server';
import { m } from '$lib/paraglide/messages.js';
import { actionName, changesOf, idsIn, tableName, type Change } from './changes.server';
import { writePlace, type AuditFilter, type AuditStart } from './filter';
import { tables } from './words.server';

type Client = SupabaseClient<Database>;

/** An entry of the log as people read it. */
export interface Entry {
	id: number;
	at: string;
	who: string;
	actorId: string | null;
	action: string;
	what: string;
	table: string;
	rowId: string | null;
	patientId: string | null;
	patient: string | null;
	changes: Change[];
	ip: string | null;
	agent: string | null;
	sealed: boolean;
	redacted: boolean;
}

interface Row {
	id: number;
	at: string;
	actor_id: string | null;
	actor_name: string | null;
	role: string;
	action: string;
	table_name: string;
	row_id: string | null;
	patient_id: string | null;
	before: Json;
	after: Json;
	ip: string | null;
	user_agent: string | null;
	sealed: boolean;
	redacted: boolean;
}

/** The parameters of `audit_events` for a filter; null where it can match nothing. */
async function asked(client: Client, filter: AuditFilter, zone: string) {
	const [people, patients] = await Promise.all([
		filter.person ? client.rpc('audit_people', { p_query: filter.person }).throwOnError() : null,
		typedLength(filter.patient) >= 2
			? client.rpc('search_patients', { p_query: filter.patient, p_limit: 50 }).throwOnError()
			: null
	]);
	if (people?.data.length === 0 || patients?.data.length === 0) return null;
	return {
		p_actor_ids: people?.data.map(({ user_id }) => user_id),
		p_patient_ids: patients?.data.map(({ id }) => id),
		p_tables: filter.table ? [filter.table] : undefined,
		p_action: filter.action || undefined,
		p_from: filter.from ? startOfDay(filter.from, zone) : undefined,
		p_until: filter.until ? startOfDay(addDays(filter.until, 1), zone) : undefined
	};
}

async function inWords(client: Client, rows: readonly Row[], zone: string): Promise<Entry[]> {
	const ids = idsIn(rows.flatMap((row) => [row.before, row.after, row.patient_id]));
	const names = new Map<string, string>();
	for (let first = 0; first < ids.length; first += 1000) {
		const { data } = await client
			.rpc('audit_names', { p_ids: ids.slice(first, first + 1000) })
			.throwOnError();
		for (const { id, name } of data) names.set(id, name);
	}
	return rows.map((row) => ({
		id: row.id,
		at: row.at,
		who: row.actor_name ?? m.audit_nobody(),
		actorId: row.actor_id,
		action: actionName(row.action),
		what: tableName(row.table_name),
		table: row.table_name,
		rowId: row.row_id,
		patientId: row.patient_id,
		patient: row.patient_id ? (names.get(row.patient_id) ?? null) : null,
		changes: changesOf(row, { names, zone }),
		ip: row.ip,
		agent: row.user_agent,
		sealed: row.sealed,
		redacted: row.redacted
	}));
}

/** A page of the log by key. */
export async function auditPage(
	client: Client,
	filter: AuditFilter,
	{ start, zone, size = 50 }: { start: AuditStart | null; zone: string; size?: number }
): Promise<Stretch<Entry>> {
	const parameters = await asked(client, filter, zone);
	if (!parameters) return { rows: [], older: null, newer: null };
	const back = start?.towards === 'newer';
	const { data } = await client
		.rpc('audit_events', {
			...parameters,
			p_before: start?.at,
			p_before_id: start?.id,
			p_newer: back,
			p_limit: size + 1
		})
		.throwOnError();
	const more = data.length > size;
	const rows = data.slice(0, size) as Row[];
	if (back) rows.reverse();
	const place = (row: Row | undefined) => (row ? writePlace(row) : null);
	return {
		rows: await inWords(client, rows, zone),
		older: more || back ? place(rows.at(-1)) : null,
		newer: (back ? more : start !== null) ? place(rows[0]) : null
	};
}

/** So many entries an export holds at most. */
export const mostExported = { csv: 20_000, pdf: 2000 } as const;

/** All a filter finds, newest first, as far as an export goes. */
export async function auditExport(
	client: Client,
	filter: AuditFilter,
	{ zone, most }: { zone: string; most: number }
): Promise<{ rows: Entry[]; cut: boolean }> {
	const parameters = await asked(client, filter, zone);
	const rows: Row[] = [];
	while (parameters && rows.length <= most) {
		const last = rows.at(-1);
		const { data } = await client
			.rpc('audit_events', {
				...parameters,
				p_before: last?.at,
				p_before_id: last?.id,
				p_limit: 1000
			})
			.throwOnError();
		rows.push(...(data as Row[]));
		if (data.length < 1000) break;
	}
	return { rows: await inWords(client, rows.slice(0, most), zone), cut: rows.length > most };
}

/** Of whose rows the log can be narrowed to, by name. */
export const tableChoices = () =>
	Object.keys(tables)
		.map((id) => ({ id, name: tableName(id) }))
		.sort((a, b) => a.name.localeCompare(b.name));

export interface AuditState {
	seal: { n: number; at: string; hash: string } | null;
	waiting: number;
	verified: {
		at: string;
		n: number;
		rows: number;
		problems: number;
		first_n: number | null;
	} | null;
	anchor: { n: number; at: string; recipients: number; stored: boolean; found: boolean } | null;
}

/** How far the log is sealed, and what was found when it was looked through. */
export async function auditState(client: Client): Promise<AuditState> {
	const { data } = await client.rpc('audit_state').throwOnError();
	return data as unknown as AuditState;
}
