export type Cell = string | number | null;

/**
 * A spreadsheet runs what looks like a formula to it, wherever it came from: a text that begins like one is told to be
 * text by an apostrophe, as OWASP advises ("CSV injection"). Numbers are numbers, negative ones too.
 */
function field(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
	// Full-width forms of = + - @ are formulas to some spreadsheets as well; what is not shown could hide the sign.
	const safe = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell;
	return /[",;\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function toCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return `\ufeff${[head, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}
