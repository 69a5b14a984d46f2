/** The arguments of the first call in a statement, parted at the commas outside of quotes and brackets. */
export function argumentsOf(sql: string, name: string) {
	const begin = sql.indexOf(`public.${name}(`) + `public.${name}(`.length;
	const parts = [''];
	let [depth, quoted, end] = [0, false, begin];
	for (; end < sql.length; end++) {
		const sign = sql[end] ?? '';
		if (sign === "'") quoted = !quoted;
		if (!quoted && '([{'.includes(sign)) depth++;
		if (!quoted && ')]}'.includes(sign) && depth-- === 0) break;
		if (sign === ',' && !quoted && depth === 0) parts.push('');
		else parts[parts.length - 1] += sign;
	}
	return {
		before: sql.slice(0, begin),
		given: parts.map((part) => part.trim()).filter(Boolean),
		after: sql.slice(end)
	};
}
