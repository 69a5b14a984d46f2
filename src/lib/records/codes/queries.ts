import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/app/supabase/database.types';
import type { Refused } from './formats';

type Client = SupabaseClient<Database>;

/** A code as it is found: `synonym` is what it was found by, where its name is another. */
export interface FoundCode {
	id: string;
	system_id: string;
	code: string;
	display: string;
	display_es: string | null;
	billable: boolean;
	synonym: string | null;
	used: boolean;
}

export async function searchCodes(
	client: Client,
	query: string,
	{
		systems,
		patientId,
		signal
	}: { systems?: readonly string[]; patientId?: string; signal?: AbortSignal } = {}
): Promise<FoundCode[]> {
	const search = client.rpc('search_codes', {
		p_query: query,
		p_systems: systems && [...systems],
		p_patient_id: patientId,
		p_limit: 12
	});
	const { data } = await (signal ? search.abortSignal(signal) : search).throwOnError();
	return data;
}

/** The lists, with how many codes each has and how many are valid today. */
export async function codeSystems(client: Client) {
	const [{ data: systems }, { data: counts }] = await Promise.all([
		client
			.from('code_systems')
			.select('id, name, url, version, notice, demonstration, imported_at')
			.order('name')
			.throwOnError(),
		client.rpc('code_system_counts').throwOnError()
	]);
	return systems.map((system) => {
		const counted = counts.find(({ system_id }) => system_id === system.id);
		return { ...system, codes: counted?.codes ?? 0, current: counted?.current ?? 0 };
	});
}

export interface Refusal {
	line: number;
	code: string | null;
	why: Refused;
}

/** The files that were read last. */
export async function codeImports(client: Client) {
	const { data } = await client
		.from('code_imports')
		.select(
			`id, system_id, file_name, version, started_at, finished_at, added, changed, unchanged, ended, refused, refusals,
			by:staff(full_name)`
		)
		.order('started_at', { ascending: false })
		.order('id', { ascending: false })
		.limit(20)
		.throwOnError();
	return data.map((row) => ({ ...row, refusals: row.refusals as unknown as Refusal[] }));
}
export type CodeImport = Awaited<ReturnType<typeof codeImports>>[number];
