import { toCsv } from '$lib/app/export/csv';
import { isolated, type PrintedDocument } from '$lib/app/export/document';
import { formatDateTime, languageTags } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { actionName, tableName } from './changes.server';
import type { AuditFilter } from './filter';
import type { Entry } from './read.server';

interface Taken {
	rows: readonly Entry[];
	/** There was more than an export holds. */
	cut: boolean;
	filter: AuditFilter;
	zone: string;
	hospital: string;
	by: string;
}

const head = () => [
	m.audit_column_when(),
	m.audit_column_who(),
	m.audit_column_what(),
	m.audit_column_patient(),
	m.audit_column_changes(),
	m.audit_column_where()
];

const changed = ({ changes, redacted }: Entry) =>
	redacted
		? m.audit_erased()
		: changes
				.map(({ field, before, after }) =>
					before !== null && after !== null
						? `${field}: ${m.audit_before_after({ before, after })}`
						: `${field}: ${after ?? before}`
				)
				.join('\n');

/** A row of an export, the same in either format. */
const cells = (entry: Entry, zone: string): string[] => [
	formatDateTime(entry.at, zone),
	entry.who,
	`${entry.action}: ${entry.what}`,
	entry.patient ?? '',
	changed(entry),
	entry.ip ?? ''
];

/** What it was filtered by, in words. */
function filters(filter: AuditFilter): [string, string][] {
	const said: [string, string][] = [
		[m.audit_filter_person(), filter.person],
		[m.audit_filter_patient(), filter.patient],
		[m.audit_filter_table(), filter.table && tableName(filter.table)],
		[m.audit_filter_action(), filter.action && actionName(filter.action)],
		[m.audit_filter_from(), filter.from],
		[m.audit_filter_until(), filter.until]
	];
	return said.filter(([, value]) => value !== '');
}

export const auditCsv = ({ rows, zone }: Taken): string =>
	toCsv(
		[...head(), m.audit_column_row()],
		rows.map((entry) => [...cells(entry, zone), entry.rowId])
	);

export function auditDocument({ rows, cut, filter, zone, hospital, by }: Taken): PrintedDocument {
	const made = `${formatDateTime(new Date(), zone)} (${zone})`;
	return {
		title: m.audit_title(),
		language: languageTags[getLocale()],
		head: { from: hospital, number: made, whose: m.audit_title() },
		page: (page, pages) => m.audit_export_page({ page, pages }),
		blocks: [
			{
				kind: 'facts',
				facts: [
					[m.audit_export_made(), `${made}, ${isolated(by)}`],
					...filters(filter),
					[m.audit_export_rows(), String(rows.length)]
				]
			},
			...(cut ? [{ kind: 'text' as const, text: m.audit_export_cut({ count: rows.length }) }] : []),
			{ kind: 'table', head: head(), rows: rows.map((entry) => cells(entry, zone)) }
		]
	};
}
