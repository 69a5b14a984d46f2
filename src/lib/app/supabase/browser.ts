import type { SupabaseClient } from '@supabase/supabase-js';
import { env } from '$env/dynamic/public';
import { forAWeek } from './cookies';
import type { Database } from './database.types';
import { reconnectAfterMs } from './patience';

let made: Promise<SupabaseClient<Database>> | undefined;

/**
 * The browser's client, fetched on first use so that it never delays a screen. One per browser: it holds one socket
 * and keeps the session fresh for all that share it.
 */
export function browserClient(): Promise<SupabaseClient<Database>> {
	made ??= Promise.all([import('@supabase/ssr'), import('$lib/app/lists/whole')]).then(
		([{ createBrowserClient, parseCookieHeader, serializeCookieHeader }, { whole }]) =>
			createBrowserClient<Database>(
				env.PUBLIC_SUPABASE_URL ?? '',
				env.PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '',
				{
					global: { fetch: whole() },
					cookies: {
						getAll: () =>
							parseCookieHeader(document.cookie).map(({ name, value = '' }) => ({ name, value })),
						setAll(changed) {
							for (const { name, value, options } of changed) {
								document.cookie = serializeCookieHeader(name, value, forAWeek(options));
							}
						}
					},
					cookieOptions: {
						path: '/',
						sameSite: 'lax',
						secure: location.protocol === 'https:'
					},
					realtime: {
						heartbeatIntervalMs: 15_000,
						reconnectAfterMs
					}
				}
			)
	);
	// A failed download (a deploy, a dead network) must not be remembered for ever.
	made.catch(() => (made = undefined));
	return made;
}
