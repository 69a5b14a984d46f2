/** What is measured with a number: its limits as the database has them, and how it is typed. */
export const measurements = [
	{ name: 'respiratory_rate', unit: '/min', from: 0, until: 80, decimals: 0 },
	{ name: 'spo2', unit: '%', from: 30, until: 100, decimals: 0 },
	{ name: 'systolic', unit: 'mmHg', from: 30, until: 300, decimals: 0 },
	{ name: 'diastolic', unit: 'mmHg', from: 10, until: 200, decimals: 0 },
	{ name: 'pulse', unit: '/min', from: 0, until: 300, decimals: 0 },
	{ name: 'temperature', unit: '°C', from: 25, until: 44, decimals: 1 },
	{ name: 'pain', unit: '/10', from: 0, until: 10, decimals: 0 },
	{ name: 'glucose', unit: 'mg/dL', from: 10, until: 1000, decimals: 0 },
	{ name: 'weight', unit: 'kg', from: 0.3, until: 400, decimals: 1 },
	{ name: 'oxygen_flow', unit: 'l/min', from: 0.1, until: 60, decimals: 1 }
] as const;

export type Measurement = (typeof measurements)[number]['name'];

export const unitOf = (name: Measurement): string =>
	measurements.find((measurement) => measurement.name === name)?.unit ?? '';

export const oxygenDevices = [
	'nasal_cannula',
	'simple_mask',
	'venturi',
	'reservoir',
	'high_flow',
	'non_invasive',
	'ventilator'
] as const;

/** A number as it was typed, with a point or a comma; null for nothing, NaN for what is none. */
export function typedNumber(text: string | undefined): number | null {
	const trimmed = (text ?? '').trim().replace(',', '.');
	if (trimmed === '') return null;
	return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : NaN;
}
