import { secretKey } from './keys.ts';
import { required } from './outcome.ts';

/**
 * Calls a function of the database as `service_role`. By hand rather than by supabase-js: a job that runs
 * every minute should start quickly and hold little.
 *
 * @throws with the database's message; what was asked for may hold patients' data and is not in it
 */
export async function rpc<Result>(
	name: string,
	parameters: Record<string, unknown>
): Promise<Result> {
	const key = secretKey();
	const answer = await fetch(`${required('SUPABASE_URL')}/rest/v1/rpc/${name}`, {
		method: 'POST',
		headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
		body: JSON.stringify(parameters),
		signal: AbortSignal.timeout(15_000)
	});
	const text = await answer.text();
	if (!answer.ok) {
		const { code = answer.status, message = '' } = parsed(text);
		throw new Error(`${name}: ${code} ${message}`);
	}
	return (text === '' ? null : JSON.parse(text)) as Result;
}

function parsed(text: string): { code?: string; message?: string } {
	try {
		return JSON.parse(text) as { code?: string; message?: string };
	} catch {
		return {};
	}
}
