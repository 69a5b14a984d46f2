import { secretKey } from './keys.ts';
import { required } from './outcome.ts';

/**
 * Puts a file into a private bucket, never over another: what is there under its name stays.
 *
 * @throws with the service's answer
 */
export async function store(bucket: string, name: string, content: unknown): Promise<void> {
	const key = secretKey();
	const answer = await fetch(`${required('SUPABASE_URL')}/storage/v1/object/${bucket}/${name}`, {
		method: 'POST',
		headers: {
			apikey: key,
			authorization: `Bearer ${key}`,
			'content-type': 'application/json',
			'x-upsert': 'false'
		},
		body: JSON.stringify(content),
		signal: AbortSignal.timeout(15_000)
	});
	const text = await answer.text();
	// Storage says 400 of a name that is taken, and the reason in the body.
	if (!answer.ok && !/Duplicate|already exists/i.test(text)) {
		throw new Error(`storage: ${answer.status} ${text.slice(0, 200)}`);
	}
}

/**
 * Removes files of a bucket; tells how many were there.
 *
 * @throws with the service's answer
 */
export async function removeFiles(bucket: string, prefixes: string[]): Promise<number> {
	const key = secretKey();
	const answer = await fetch(`${required('SUPABASE_URL')}/storage/v1/object/${bucket}`, {
		method: 'DELETE',
		headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: JSON.stringify({ prefixes }),
		signal: AbortSignal.timeout(15_000)
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`storage: ${answer.status} ${text.slice(0, 200)}`);
	return (JSON.parse(text) as unknown[]).length;
}
