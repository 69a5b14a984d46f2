/** What is measured of an outpatient. Limits are the database's: what nobody alive has is refused. */
export const kinds = [
	{ kind: 'height', unit: 'cm', least: 20, most: 260, decimals: 1 },
	{ kind: 'weight', unit: 'kg', least: 0.2, most: 450, decimals: 2 },
	{ kind: 'head_circumference', unit: 'cm', least: 15, most: 75, decimals: 1 },
	{ kind: 'blood_pressure', unit: 'mmHg', least: 30, most: 320, decimals: 0 },
	{ kind: 'pulse', unit: '/min', least: 15, most: 320, decimals: 0 },
	{ kind: 'respiratory_rate', unit: '/min', least: 2, most: 100, decimals: 0 },
	{ kind: 'temperature', unit: '°C', least: 25, most: 45, decimals: 1 },
	{ kind: 'spo2', unit: '%', least: 30, most: 100, decimals: 0 },
	{ kind: 'glucose', unit: 'mg/dL', least: 5, most: 1500, decimals: 0 }
] as const;
export type Kind = (typeof kinds)[number]['kind'];

/** A number as it is typed, with a point or a comma; null for nothing, NaN for what is none. */
export function typedNumber(text: string): number | null {
	const plain = text.trim().replace(',', '.');
	return plain === '' ? null : /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

/** "124/78" as it is typed; null for nothing, NaN for what is none. */
export function typedPressure(text: string): [number, number] | null {
	if (text.trim() === '') return null;
	const [, high, low] = /^\s*(\d{2,3})\s*[/ ]\s*(\d{2,3})\s*$/.exec(text) ?? [];
	return [Number(high ?? NaN), Number(low ?? NaN)];
}
