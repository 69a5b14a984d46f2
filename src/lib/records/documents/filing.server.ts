import type { SupabaseClient } from '@supabase/supabase-js';
import { invoke } from '$lib/app/supabase/invoke';
import type { Database } from '$lib/app/supabase/database.types';
import type { Filing } from './filing';

type Client = SupabaseClient<Database>;

const bucket = 'documents';

/** Files what the caller has uploaded; what is refused for its content is removed. See `supabase/functions/file-document`. */
export const fileUpload = (client: Client, filing: Filing) =>
	invoke(client, 'file-document', filing);

/**
 * A document's file, passed on as it comes from storage. No address of it leaves the server: the one used here is good
 * for a minute, and each look asks anew who may.
 */
export async function fileAnswer(
	client: Client,
	document: { name: string; media_type: string; title: string },
	{ download }: { download: boolean }
): Promise<Response | null> {
	const { data } = await client.storage.from(bucket).createSignedUrl(document.name, 60);
	if (!data) return null;
	const file = await fetch(data.signedUrl);
	if (!file.ok || !file.body) return null;
	const inline = !download && document.media_type !== 'application/dicom';
	const name = encodeURIComponent(`${document.title}.${extension(document.media_type)}`);
	return new Response(file.body, {
		headers: {
			'content-type':
				document.media_type === 'text/plain' ? 'text/plain; charset=utf-8' : document.media_type,
			'content-length': file.headers.get('content-length') ?? '',
			'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
			// The browser's own viewer shows it within the page of the document.
			'x-frame-options': 'SAMEORIGIN',
			'cache-control': 'private, no-store'
		}
	});
}

const extensions: Record<string, string> = { 'text/plain': 'txt', 'application/dicom': 'dcm' };

const extension = (type: string): string =>
	extensions[type] ?? type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
