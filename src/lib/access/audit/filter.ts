import { parseDay } from '$lib/app/time/days';

/** What of the log is asked for, as the address has it; exports and the screen read the same. */
export interface AuditFilter {
	person: string;
	patient: string;
	table: string;
	action: string;
	/** Days of the hospital's calendar, both included; empty: open. */
	from: string;
	until: string;
}

export const filterNames = ['person', 'patient', 'table', 'action', 'from', 'until'] as const;

export const auditActions = [
	'insert',
	'update',
	'delete',
	'refused',
	'sign_in_failed',
	'sign_in_disowned',
	'sessions_ended',
	'exported',
	'redacted'
] as const;

const aDay = (text: string | null) => (text && parseDay(text) ? text : '');

export function filterOf(query: URLSearchParams): AuditFilter {
	const text = (name: string) => (query.get(name) ?? '').trim().slice(0, 80);
	return {
		person: text('person'),
		patient: text('patient'),
		table: text('table'),
		action: auditActions.find((known) => known === query.get('action')) ?? '',
		from: aDay(query.get('from')),
		until: aDay(query.get('until'))
	};
}

/** Where a page begins: rows of the log are counted, and one instant may have several. */
export interface AuditStart {
	at: string;
	id: number;
	towards: 'older' | 'newer';
}

const form = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z))~(\d{1,15})$/;

export const writePlace = ({ at, id }: { at: string; id: number }) => `${at}~${id}`;

export function auditStartOf(query: URLSearchParams): AuditStart | null {
	for (const towards of ['older', 'newer'] as const) {
		const [, at, id] = form.exec(query.get(towards) ?? '') ?? [];
		if (at && id && !Number.isNaN(Date.parse(at))) return { at, id: Number(id), towards };
	}
	return null;
}
