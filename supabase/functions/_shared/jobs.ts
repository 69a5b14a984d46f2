import { createHash, timingSafeEqual } from 'node:crypto';
import { secretKeys } from './keys.ts';

/**
 * Whether a request comes from the database's own jobs (`JOBS_KEY`) or from the hospital's servers (the
 * project's secret keys). A person's token, whosever it is, is neither.
 */
export function isJob(request: Request): boolean {
	const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
	const keys = [Deno.env.get('JOBS_KEY'), ...secretKeys()];
	return keys.some((key) => Boolean(key) && given !== undefined && isSame(given, key ?? ''));
}

/** Takes as long for a key that is nearly right as for any other. */
function isSame(given: string, key: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(key));
}
