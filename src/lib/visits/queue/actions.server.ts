import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { m } from '$lib/paraglide/messages.js';
import { patientIdByMrn } from '$lib/people/patients/queries';
import { withQuery } from '$lib/app/ui/address';
import {
	callNext,
	createQueueDisplay,
	finishToken,
	leaveQueue,
	moveToken,
	recallToken,
	revokeQueueDisplay,
	serveToken,
	setTokenPriority,
	skipToken,
	takeToken
} from './commands';
import { explainQueue } from './errors';
import {
	moveSchema,
	nextSchema,
	prioritySchema,
	recallSchema,
	revokeSchema,
	screenSchema,
	skipSchema,
	takeSchema,
	tokenSchema
} from './schema';

/** What a refused form gets back: why, beside which field, and what was typed. */
export interface Refused {
	action: string;
	/** The token the form was about; empty where it was about none. */
	subject: string;
	message: string | null;
	fields: Record<string, string>;
	values: Record<string, string>;
}

/** The posted form, or the answer that gives it back with what is wrong. */
async function posted<Schema extends z.ZodType<Record<string, string>>>(
	event: RequestEvent,
	action: string,
	schema: Schema
) {
	const values: Record<string, string> = {};
	for (const [name, value] of await event.request.formData()) {
		if (typeof value === 'string') values[name] = value;
	}
	const refuse = (status: number, message: string | null, fields: Record<string, string> = {}) => {
		const refused: Refused = { action, subject: values.token_id ?? '', message, fields, values };
		return fail(status, { refused });
	};
	const parsed = schema.safeParse(values);
	if (parsed.success) return { input: parsed.data, refuse, answer: null };
	const fields: Record<string, string> = {};
	for (const { path, message } of parsed.error.issues) fields[String(path[0])] ??= message;
	return { input: null, refuse, answer: refuse(422, null, fields) };
}

/** Checks the posted form, runs the command and goes back to the queue, or gives the form back. */
async function perform<Schema extends z.ZodType<Record<string, string>>>(
	event: RequestEvent,
	action: string,
	schema: Schema,
	command: (input: z.output<Schema>) => PromiseLike<{ error: Refusal | null }>
) {
	const { input, refuse, answer } = await posted(event, action, schema);
	if (answer) return answer;
	const { error } = await command(input);
	if (error) {
		const { status, message } = explainQueue(error);
		return refuse(status, message);
	}
	redirect(303, event.url.pathname + withQuery(event.url, { more: null, taken: null }));
}

export async function next(event: RequestEvent) {
	const { input, refuse, answer } = await posted(event, 'next', nextSchema);
	if (answer) return answer;
	const { data, error } = await callNext(event.locals.supabase, {
		departmentId: input.department_id,
		doctorId: input.doctor_id,
		roomId: input.room_id
	});
	if (error) {
		const { status, message } = explainQueue(error);
		return refuse(status, message);
	}
	if (data.length === 0) return refuse(409, m.queue_nobody_waits());
	// Pressed while the page of a choice was still on its way: the choice stays.
	const chosen = {
		...(input.room_id && { room: input.room_id }),
		...(input.doctor_id && { doctor: input.doctor_id })
	};
	redirect(303, event.url.pathname + withQuery(event.url, { ...chosen, more: null, taken: null }));
}

export async function take(event: RequestEvent) {
	const { input, refuse, answer } = await posted(event, 'take', takeSchema);
	if (answer) return answer;
	const client = event.locals.supabase;
	let patientId = input.patient_id;
	if (!patientId && input.mrn) {
		const found = await patientIdByMrn(client, input.mrn);
		if (!found) return refuse(404, null, { mrn: m.queue_error_no_patient() });
		patientId = found;
	}
	const { data, error } = await takeToken(client, {
		departmentId: input.department_id,
		patientId,
		note: input.note,
		priority: input.priority,
		reason: input.reason,
		requestId: input.request_id
	});
	if (error) {
		const { status, message } = explainQueue(error);
		return refuse(status, message);
	}
	redirect(303, event.url.pathname + withQuery(event.url, { more: null, taken: data.label }));
}

/** Makes a screen's link. Its secret is in the answer and nowhere else. */
export async function addScreen(event: RequestEvent) {
	const { input, refuse, answer } = await posted(event, 'add_screen', screenSchema);
	if (answer) return answer;
	const { data, error } = await createQueueDisplay(
		event.locals.supabase,
		input.department_id,
		input.name
	);
	if (error) {
		const { status, message } = explainQueue(error);
		return refuse(status, message);
	}
	return { screen: { id: data.id, token: data.token } };
}

export const revokeScreen = (event: RequestEvent) =>
	perform(event, 'revoke_screen', revokeSchema, (input) =>
		revokeQueueDisplay(event.locals.supabase, input.display_id)
	);

export const recall = (event: RequestEvent) =>
	perform(event, 'recall', recallSchema, (input) =>
		recallToken(event.locals.supabase, input.token_id, input.room_id)
	);

export const skip = (event: RequestEvent) =>
	perform(event, 'skip', skipSchema, (input) =>
		skipToken(event.locals.supabase, input.token_id, input.behind ? Number(input.behind) : null)
	);

export const serve = (event: RequestEvent) =>
	perform(event, 'serve', tokenSchema, (input) =>
		serveToken(event.locals.supabase, input.token_id)
	);

export const finish = (event: RequestEvent) =>
	perform(event, 'finish', tokenSchema, (input) =>
		finishToken(event.locals.supabase, input.token_id)
	);

export const leave = (event: RequestEvent) =>
	perform(event, 'leave', tokenSchema, (input) =>
		leaveQueue(event.locals.supabase, input.token_id)
	);

export const prioritise = (event: RequestEvent) =>
	perform(event, 'prioritise', prioritySchema, (input) =>
		setTokenPriority(event.locals.supabase, input.token_id, input.priority, input.reason)
	);

export const move = (event: RequestEvent) =>
	perform(event, 'move', moveSchema, (input) =>
		moveToken(event.locals.supabase, input.token_id, input.department_id)
	);
