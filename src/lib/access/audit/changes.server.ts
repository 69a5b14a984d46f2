import { formatDate, formatDateTime } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { Json } from '$lib/app/supabase/database.types';
import { actions, fields, tables, values } from './words.server';

/** One field of a row that was written, as people read it. */
export interface Change {
	field: string;
	/** Null where there was no row before. */
	before: string | null;
	/** Null where there is none any more. */
	after: string | null;
}

interface Reader {
	/** What ids stand for. */
	names: ReadonlyMap<string, string>;
	zone: string;
}

const known = (words: Record<string, () => string>, name: string) =>
	Object.hasOwn(words, name) ? words[name]?.() : undefined;

/** A name nobody has given words: readable, if not translated. */
const plain = (name: string) => {
	const words = name.replaceAll(/[_.]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
};

export const tableName = (name: string) => known(tables, name) ?? plain(name);
export const fieldName = (name: string) => known(fields, name) ?? plain(name);
export const actionName = (name: string) => known(actions, name) ?? plain(name);

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d(:\d\d)?|Z)$/;
const day = /^\d{4}-\d\d-\d\d$/;
/** A span of time as the database writes it: `["2026-11-30 09:00:00+00",)`. */
const span = /^[[(]"?([^",]*)"?,"?([^",]*)"?[)\]]$/;

const isoOf = (written: string) => written.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');

/** What nobody should learn from the log, nor needs to. */
const secret = /(^|_)(token_hash|fingerprint|key)$/;

/** A value as people read it: never JSON. */
export function valueText(value: Json | undefined, reader: Reader): string {
	if (value === null || value === undefined || value === '') return m.audit_nothing();
	if (typeof value === 'boolean') return value ? m.audit_yes() : m.audit_no();
	if (typeof value === 'number') return String(value);
	if (typeof value === 'string') return textOf(value, reader);
	if (Array.isArray(value)) {
		return value.length === 0
			? m.audit_nothing()
			: value.map((one) => valueText(one, reader)).join(', ');
	}
	const parts = Object.entries(value).map(
		([name, inner]) => `${known(values, name) ?? fieldName(name)}: ${valueText(inner, reader)}`
	);
	return parts.length === 0 ? m.audit_nothing() : parts.join('; ');
}

function textOf(value: string, { names, zone }: Reader): string {
	if (uuid.test(value)) return names.get(value) ?? m.audit_unnamed({ id: value.slice(0, 8) });
	if (instant.test(value)) return formatDateTime(value, zone);
	if (day.test(value)) return formatDate(value);
	const [, from, until] = span.exec(value) ?? [];
	if (from !== undefined && until !== undefined && /^\d{4}-/.test(from + until)) {
		return [from, until]
			.map((at) => (at === '' ? '…' : formatDateTime(isoOf(at), zone)))
			.join(' – ');
	}
	return known(values, value) ?? value;
}

const isRow = (row: Json): row is Record<string, Json> =>
	row !== null && typeof row === 'object' && !Array.isArray(row);

/** What was written, field by field; of a new row what it says, of one that is gone what it said. */
export function changesOf(
	{ before, after }: { before: Json; after: Json },
	reader: Reader
): Change[] {
	const [was, is] = [before, after].map((row) => (isRow(row) ? row : null));
	const both = was && is;
	return (
		[...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])]
			.filter((name) => name !== 'id' && name !== 'updated_at' && !secret.test(name))
			// A row that was made says what is in it, and not what is not.
			.filter((name) => both || ![null, undefined, ''].includes((is ?? was)?.[name] as null))
			.map((name) => ({
				field: fieldName(name),
				before: was ? valueText(was[name], reader) : null,
				after: is ? valueText(is[name], reader) : null
			}))
	);
}

/** All ids in rows of the log: whose names are to be looked up. */
export function idsIn(rows: readonly Json[]): string[] {
	const found = new Set<string>();
	const look = (value: Json | undefined): void => {
		if (typeof value === 'string') {
			if (uuid.test(value)) found.add(value);
		} else if (Array.isArray(value)) value.forEach(look);
		else if (value !== null && typeof value === 'object') Object.values(value).forEach(look);
	};
	rows.forEach(look);
	return [...found];
}
