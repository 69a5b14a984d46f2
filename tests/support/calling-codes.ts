import metadata from 'libphonenumber-js/metadata.max.json';

/** A country's numbers, as `private.calling_codes` has them. */
export interface CallingCode {
	country: string;
	code: string;
	/** What the country's own numbers begin with, where several share a code; null: all that are of none of those. */
	begins: string | null;
	/** Numbers that cost whoever writes to them. */
	costly: string | null;
}

/* Places in libphonenumber's compact metadata. */
const leadingDigits = 10;
const types = 11;
const [premiumRate, sharedCost] = [3, 9];

/** What libphonenumber knows, to be written into the migration and compared with it. */
export function callingCodes(): CallingCode[] {
	return Object.entries(metadata.countries as unknown as Record<string, unknown[]>)
		.map(([country, facts]) => {
			const kinds = (facts[types] ?? []) as ([string, ...unknown[]] | 0 | undefined)[];
			const costly = [kinds[premiumRate], kinds[sharedCost]].flatMap((kind) =>
				kind ? [kind[0]] : []
			);
			return {
				country,
				code: String(facts[0]),
				begins: typeof facts[leadingDigits] === 'string' ? facts[leadingDigits] : null,
				costly: costly.map((pattern) => pattern.replace(/\s/g, '')).join('|') || null
			};
		})
		.sort((one, other) => (one.country < other.country ? -1 : 1));
}
