const milliseconds: Record<string, number> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000
};

/**
 * Milliseconds of a duration as Go writes it (`1h30m`, `0.5s`), which is what `config.toml` and
 * `ban_duration` hold. Undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
	if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
	let total = 0;
	for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
		total += Number(amount) * (milliseconds[unit] ?? 0);
	}
	return total;
}
