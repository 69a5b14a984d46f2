/** What a template may print. Functions and methods of Go's templates are not offered. */
export type TemplateData = Record<string, unknown>;
type Escape = (value: string, before: string) => string;

/**
 * The part of Go's template language that mail templates need, so that the files hosted sends
 * are the ones sent here: `{{ .Name.Key }}`, `{{ if .Name }}`, `{{ if eq .Name "text" }}`,
 * `{{ else }}`, `{{ else if … }}`, `{{ end }}`, and `-` to trim white space.
 *
 * @throws Error naming the piece that is not understood.
 */
export function renderHtml(template: string, data: TemplateData): string {
	return render(template, data, escapeInHtml);
}

/** The same for a subject, which is no HTML. */
export function renderText(template: string, data: TemplateData): string {
	return render(template, data, (value) => value);
}

function render(template: string, data: TemplateData, escape: Escape): string {
	// Whether the text at this depth is printed, and whether a branch of this `if` has been already.
	const depths: { printing: boolean; taken: boolean }[] = [];
	const printing = () => depths.every((depth) => depth.printing);
	let output = '';

	for (const { literal, action } of split(template)) {
		if (literal !== undefined) {
			if (printing()) output += literal;
			continue;
		}
		const [word = '', ...rest] = action;
		const innermost = depths.at(-1);
		if (word === 'if') {
			const holds = test(rest, data);
			depths.push({ printing: holds, taken: holds });
		} else if (word === 'else' && innermost) {
			const holds = !innermost.taken && (rest.length === 0 || test(rest.slice(1), data));
			innermost.printing = holds;
			innermost.taken ||= holds;
		} else if (word === 'end' && innermost) {
			depths.pop();
		} else if (word.startsWith('.') && rest.length === 0) {
			if (printing()) output += escape(print(lookUp(word, data)), output);
		} else {
			throw new Error(`Template: {{ ${action.join(' ')} }} is not understood`);
		}
	}
	if (depths.length > 0) throw new Error('Template: an {{ if }} has no {{ end }}');
	return output;
}

type Piece = { literal: string; action?: undefined } | { literal?: undefined; action: string[] };

function split(template: string): Piece[] {
	const pieces: Piece[] = [];
	let rest = template;
	for (;;) {
		const found = /\{\{(-?)\s*([^}]*?)\s*(-?)\}\}/.exec(rest);
		if (!found) return [...pieces, { literal: rest }];
		const [whole, trimBefore, source = '', trimAfter] = found;
		const before = rest.slice(0, found.index);
		pieces.push({ literal: trimBefore ? before.trimEnd() : before });
		pieces.push({ action: source.match(/"[^"]*"|[^\s"]+/g) ?? [] });
		rest = rest.slice(found.index + whole.length);
		if (trimAfter) rest = rest.trimStart();
	}
}

function test(words: string[], data: TemplateData): boolean {
	if (words[0] === 'eq' && words.length === 3) {
		return valueOf(words[1] ?? '', data) === valueOf(words[2] ?? '', data);
	}
	if (words.length === 1) return Boolean(valueOf(words[0] ?? '', data));
	throw new Error(`Template: the condition ${words.join(' ')} is not understood`);
}

function valueOf(word: string, data: TemplateData): unknown {
	if (/^".*"$/.test(word)) return word.slice(1, -1);
	if (word.startsWith('.')) return lookUp(word, data);
	throw new Error(`Template: ${word} is not understood`);
}

function lookUp(path: string, data: TemplateData): unknown {
	let value: unknown = data;
	for (const name of path.slice(1).split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
			return undefined;
		value = (value as TemplateData)[name];
	}
	return value;
}

function print(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Go's html/template knows where it prints: in the query of a link it encodes, else it escapes. */
function escapeInHtml(value: string, before: string): string {
	const link = /\s(?:href|src)="([^"]*)$/i.exec(before)?.[1];
	if (link?.includes('?')) return encodeURIComponent(value);
	return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** The text part of a mail: what its HTML says, links written out. */
export function htmlToText(html: string): string {
	return html
		.replace(/<(style|head|script)\b[\s\S]*?<\/\1>/gi, '')
		.replace(/\s+/g, ' ')
		.replace(/<a\b[^>]*\shref="([^"]*)"[^>]*>(.*?)<\/a\s*>/gi, (_, link: string, label: string) =>
			label.trim() === link.trim() ? link : `${label.trim()}:\n${link}\n`
		)
		.replace(/<br\s*\/?>/gi, '\n')
		.replace(/<\/(p|h\d|div|tr|table|li|ul)\s*>/gi, '\n\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
		.replace(/&nbsp;/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&')
		.replace(/[ \t]*\n[ \t]*/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}
