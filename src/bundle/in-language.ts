import { getLocale, locales } from '$lib/paraglide/runtime';

type Text = string | ((inputs: object) => string);

/** A message of its texts, in the order of `locales`: called as those are that paraglide writes. */
export const inLanguage =
	(...texts: Text[]) =>
	(inputs: object = {}, { locale = getLocale() } = {}): string => {
		const text = texts[locales.indexOf(locale)] ?? '';
		return typeof text === 'string' ? text : text(inputs);
	};
