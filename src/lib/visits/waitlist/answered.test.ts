import { expect, test } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';
import { acceptedWords } from './answered';

const at = '2026-11-24T09:00:00Z';

test.for([
	['en', 'confirmed', 'Your visit is booked', /^See you on .* at 10:00\.$/],
	[
		'en',
		'requested',
		'Your request has been sent',
		/^The hospital still has to confirm .* at 10:00\./
	],
	['es', 'confirmed', 'Su cita está reservada', /^Le esperamos el .* a las 10:00\.$/],
	[
		'es',
		'requested',
		'Su solicitud se ha enviado',
		/^El hospital aún tiene que confirmar .* a las 10:00\./
	]
] as const)(
	'in %s a visit that is %s is spoken of as what it is',
	([locale, status, title, text]) => {
		overwriteGetLocale(() => locale);
		const words = acceptedWords({ starts_at: at, status }, 'Europe/Madrid');
		overwriteGetLocale(() => 'en');
		expect(words.title).toBe(title);
		expect(words.text).toMatch(text);
	}
);
