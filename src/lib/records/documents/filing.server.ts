import type { SupabaseClient } from '@supabase/supabase-js';
import type { Refusal } from '$lib/app/errors/explain';
import type { Database } from '$lib/app/supabase/database.types';
import { mediaTypeOf } from './content';
import { notFiled } from './errors';
import { scan } from './scan.server';

type Client = SupabaseClient<Database>;
type Filing = Database['public']['Functions']['file_document']['Args'];

export const bucket = 'documents';

/**
 * Files what the caller has uploaded, once its content is what it was said to be and the scanner has nothing against it;
 * what is refused for its content is removed. All with the caller's own rights.
 */
export async function fileUpload(
	client: Client,
	filing: Omit<Filing, 'p_scan'>
): Promise<{ error: Refusal | null }> {
	const files = client.storage.from(bucket);
	const { data: file } = await files.download(filing.p_name);
	if (!file) return { error: notFiled.gone };
	const bytes = new Uint8Array(await file.arrayBuffer());
	const refusal = mediaTypeOf(bytes) === file.type.split(';')[0] ? null : notFiled.type;
	const scanned = refusal ? null : await scan(bytes);
	if (scanned?.state === 'unreachable') return { error: notFiled.scanner };
	if (refusal || !scanned || scanned.state === 'found') {
		await files.remove([filing.p_name]);
		if (scanned?.state !== 'found') return { error: notFiled.type };
		return { error: { code: '22023', hint: 'virus', message: scanned.what } };
	}
	return client.rpc('file_document', { ...filing, p_scan: scanned.state });
}

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
