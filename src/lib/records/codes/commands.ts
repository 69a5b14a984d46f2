import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Json } from '$lib/app/supabase/database.types';
import type { CodeLine } from './formats';
import type { BeginImport } from './schema';

type Client = SupabaseClient<Database>;

export const beginImport = (client: Client, wish: BeginImport) =>
	client.rpc('begin_code_import', {
		p_system_id: wish.system_id,
		p_format: wish.format,
		p_file_name: wish.file_name,
		p_version: wish.version || undefined,
		p_name: wish.name || undefined,
		p_url: wish.url || undefined,
		p_notice: wish.notice || undefined
	});

export const sendLines = (client: Client, importId: string, lines: CodeLine[]) =>
	client.rpc('import_codes', { p_import_id: importId, p_rows: lines as unknown as Json });

export const finishImport = (client: Client, importId: string, whole: boolean) =>
	client.rpc('finish_code_import', { p_import_id: importId, p_whole: whole });
