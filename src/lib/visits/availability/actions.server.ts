import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { m } from '$lib/paraglide/messages.js';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import type { Refused } from '$lib/app/forms/refused';
import { withQuery } from '$lib/app/ui/address';
import {
	addException,
	changeException,
	rebookVisits,
	removeException,
	replaceHours,
	saveLengths,
	type Move,
	type OwnLength
} from './commands';
import { explainHours } from './errors';
import { readRows, readWeek } from './hours';
import { leaveImpact } from './queries';
import { day, exceptionSchema, lengthSchema, moveSchema, removeSchema } from './schema';
import { instantOf } from '$lib/app/time/instants.server';

const textsOf = (form: FormData): Record<string, string> =>
	Object.fromEntries(
		[...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
	);

const issuesOf = (error: z.ZodError) => {
	const fields: Record<string, string> = {};
	for (const { path, message } of error.issues) fields[String(path[0] ?? '')] ??= message;
	return fields;
};

const refuse = (
	form: string,
	status: number,
	{ message = null, fields = {}, values = {} }: Partial<Omit<Refused, 'form'>>
) => fail(status, { refused: { form, message, fields, values } });

/** Saves the painted or typed week. Rows come back as they were typed when something is wrong with them. */
export async function saveHours(event: RequestEvent, doctorId: string) {
	const form = await event.request.formData();
	const values = textsOf(form);
	const rows = readRows(form);
	const { pieces, wrong } = readWeek(rows);
	const from = day.safeParse(values.valid_from ?? '');
	const fields: Record<string, string> = {};
	for (const [index, message] of Object.entries(wrong)) fields[`row-${index}`] = message;
	if (!from.success) fields.valid_from = from.error.issues[0]?.message ?? '';
	const again = (status: number, message: string | null) =>
		fail(status, {
			refused: { form: 'hours', message, fields, values },
			rows
		});
	if (!from.success || Object.keys(wrong).length > 0) {
		return again(422, m.availability_error_rows());
	}

	const { error } = await replaceHours(event.locals.supabase, {
		doctorId,
		pieces,
		from: from.data,
		version: values.version ?? ''
	});
	if (error) {
		if (error.hint === 'p_valid_from') {
			fields.valid_from = m.availability_error_past();
			return again(422, null);
		}
		const { status, message } = explainHours(error);
		return again(status, message);
	}
	redirect(303, event.url.pathname + withQuery(event.url, { done: 'hours', from: from.data }));
}

/** Adds or changes an absence or an added time. Where leave touches visits it leads to these. */
export async function saveException(event: RequestEvent, doctorId: string) {
	const values = textsOf(await event.request.formData());
	const parsed = exceptionSchema.safeParse(values);
	if (!parsed.success) {
		return refuse('exception', 422, { fields: issuesOf(parsed.error), values });
	}
	const client = event.locals.supabase;
	const { time_zone } = await hospitalSettings(client);
	const { exception_id, kind, starts, ends, reason, room_id } = parsed.data;
	const data = {
		kind,
		starts_at: instantOf(starts, time_zone),
		ends_at: instantOf(ends, time_zone),
		reason: reason || null,
		room_id: kind === 'extra' && room_id ? room_id : null
	};
	let id: string | null;
	if (exception_id) {
		const { error } = await changeException(client, doctorId, exception_id, data);
		if (error) {
			const { status, message } = explainHours(error);
			return refuse('exception', status, { message, values });
		}
		id = exception_id;
	} else {
		const added = await addException(client, doctorId, data);
		if (added.error) {
			const { status, message } = explainHours(added.error);
			return refuse('exception', status, { message, values });
		}
		id = added.id;
	}
	const touched = kind !== 'extra' && id !== null ? await leaveImpactCount(event, id) : 0;
	if (id && touched > 0) redirect(303, `/availability/rebook?absence=${id}&done=leave`);
	redirect(303, event.url.pathname + withQuery(event.url, { add: null, edit: null, done: kind }));
}

/** How many visits an absence touches; none for somebody who keeps hours but may not move visits. */
async function leaveImpactCount(event: RequestEvent, absenceId: string): Promise<number> {
	return (await leaveImpact(event.locals.supabase, absenceId).catch(() => [])).length;
}

export async function dropException(event: RequestEvent, doctorId: string) {
	const values = textsOf(await event.request.formData());
	const parsed = removeSchema.safeParse(values);
	if (!parsed.success) return refuse('remove', 422, { message: m.errors_invalid(), values });
	const { error } = await removeException(
		event.locals.supabase,
		doctorId,
		parsed.data.exception_id
	);
	if (error) {
		const { status, message } = explainHours(error);
		return refuse('remove', status, { message, values });
	}
	redirect(303, event.url.pathname + withQuery(event.url, { remove: null, done: 'removed' }));
}

/** Saves a doctor's own lengths and buffers, and which types they offer. */
export async function saveOwnLengths(event: RequestEvent, doctorId: string) {
	const form = await event.request.formData();
	const values = textsOf(form);
	const fields: Record<string, string> = {};
	const lengths: OwnLength[] = [];
	for (const type of form.getAll('type')) {
		if (typeof type !== 'string') continue;
		const parsed = lengthSchema.safeParse({
			duration: values[`duration-${type}`],
			before: values[`before-${type}`],
			after: values[`after-${type}`]
		});
		if (parsed.success) {
			lengths.push({
				visit_type_id: type,
				duration_minutes: parsed.data.duration,
				buffer_before_minutes: parsed.data.before,
				buffer_minutes: parsed.data.after,
				offered: values[`offered-${type}`] === 'on'
			});
		} else {
			for (const [name, message] of Object.entries(issuesOf(parsed.error))) {
				fields[`${name}-${type}`] = message;
			}
		}
	}
	if (Object.keys(fields).length > 0) return refuse('lengths', 422, { fields, values });
	const { error } = await saveLengths(event.locals.supabase, doctorId, lengths);
	if (error) {
		const { status, message } = explainHours(error);
		return refuse('lengths', status, { message, values });
	}
	redirect(303, event.url.pathname + withQuery(event.url, { done: 'lengths' }));
}

/** Moves and calls off what was chosen in the list of an absence: all of it, or nothing. */
export async function rebook(event: RequestEvent) {
	const form = await event.request.formData();
	const values = textsOf(form);
	const moves: Move[] = [];
	for (const id of form.getAll('visit')) {
		const parsed = moveSchema.safeParse({
			appointment_id: id,
			updated_at: values[`version-${String(id)}`],
			choice: values[`choice-${String(id)}`] ?? 'keep'
		});
		if (!parsed.success) return refuse('rebook', 422, { message: m.errors_invalid(), values });
		const { appointment_id, updated_at, choice } = parsed.data;
		if (choice === 'keep') continue;
		if (choice === 'cancel') {
			const reason = values.reason?.trim() ?? '';
			if (!reason) {
				return refuse('rebook', 422, {
					fields: { reason: m.availability_error_reason() },
					values
				});
			}
			moves.push({ appointment_id, updated_at, cancel: true, reason: reason.slice(0, 500) });
			continue;
		}
		const [starts_at = '', doctor_id = ''] = choice.split('~');
		moves.push({ appointment_id, updated_at, starts_at, doctor_id });
	}
	if (moves.length === 0) {
		return refuse('rebook', 422, { message: m.availability_error_none_chosen(), values });
	}
	const { error } = await rebookVisits(event.locals.supabase, moves);
	if (error) {
		const { status, message } = explainHours(error);
		// Of which visit it was, the database says in the details.
		const visit = error.details && /^[\da-f-]{36}$/i.test(error.details) ? error.details : '';
		return refuse('rebook', status, {
			message,
			fields: visit ? { [`choice-${visit}`]: message } : {},
			values
		});
	}
	const cancelled = moves.filter((move) => 'cancel' in move).length;
	redirect(
		303,
		event.url.pathname +
			withQuery(event.url, {
				done: 'rebooked',
				moved: String(moves.length - cancelled),
				cancelled: String(cancelled)
			})
	);
}
