/** Days back one can look, today included. */
export const ranges = [7, 30, 90] as const;
export type Range = (typeof ranges)[number];

/** The range asked for in the address; a month without one. */
export const rangeOf = (text: string | null): Range =>
	ranges.find((range) => String(range) === text) ?? 30;
