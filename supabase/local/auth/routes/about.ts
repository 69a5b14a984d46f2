import type { Auth } from '../environment.ts';
import type { Routes } from '../http.ts';

/** What the service is and offers; needs no signed-in person. */
export function aboutRoutes({ settings, publicKey }: Auth): Routes {
	const providers = Object.entries(settings.external).map(([name, { enabled }]) => [name, enabled]);
	return {
		'GET /health': () => ({
			body: { version: 'lantern', name: 'GoTrue', description: 'Lantern’s embedded auth server' }
		}),
		'GET /settings': () => ({
			body: {
				external: {
					...(Object.fromEntries(providers) as Record<string, boolean>),
					email: settings.email.enabled,
					phone: false,
					anonymous_users: false
				},
				disable_signup: !settings.enable_signup,
				mailer_autoconfirm: !settings.email.enable_confirmations,
				phone_autoconfirm: false,
				sms_provider: '',
				saml_enabled: false
			}
		}),
		'GET /.well-known/jwks.json': () => ({
			body: { keys: [publicKey] },
			headers: { 'cache-control': 'public, max-age=600' }
		})
	};
}
