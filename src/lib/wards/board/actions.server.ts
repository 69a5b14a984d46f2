import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { daySpan, instantOf } from '$lib/app/time/instants.server';
import { m } from '$lib/paraglide/messages.js';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { withQuery } from '$lib/app/ui/address';
import {
	admitPatient,
	cancelCleaning,
	closeBed,
	dischargePatient,
	endLeave,
	finishCleaning,
	handBackCleaning,
	linkNewborn,
	reopenBed,
	startCleaning,
	startLeave,
	swapBeds,
	transferPatient,
	undoMove,
	updateStay
} from './commands';
import { explainWard } from './errors';
import { patientIdByMrn } from '$lib/people/patients/queries';
import {
	admitSchema,
	cleaningSchema,
	closeSchema,
	dischargeSchema,
	leaveSchema,
	newbornSchema,
	reopenSchema,
	staySchema,
	swapSchema,
	transferSchema,
	updateSchema
} from './schema';

/** What a refused form gets back: why, beside which field, and what was typed. */
export interface Refused {
	action: string;
	/** What the form was about: a bed, an admission or a task. Several forms of a kind can be on a page. */
	subject: string;
	message: string | null;
	fields: Record<string, string>;
	values: Record<string, string>;
}

type Answer = Promise<ActionFailure<{ refused: Refused }>>;

const unknownPatient: Refusal = { code: 'PT404', message: 'no patient has this MRN' };

/** The field that says what a form is about, first of those it has. */
const subjects = ['task_id', 'admission_id', 'opened_bed_id', 'bed_id'];

/**
 * Checks the posted form, runs the command and goes back to the board; or gives the form back with
 * what was wrong. Whether the caller may is the database's to judge.
 */
async function perform<Schema extends z.ZodType<Record<string, string>>>(
	event: RequestEvent,
	action: string,
	schema: Schema,
	command: (input: z.output<Schema>) => PromiseLike<{ error: Refusal | null }>,
	/** What the address of the board says afterwards. */
	after: () => Record<string, string | null> = () => ({})
): Answer {
	const values = fieldsOf(await event.request.formData());
	const subject = subjects.map((name) => values[name]).find(Boolean) ?? '';
	const refuse = (status: number, message: string | null, fields: Record<string, string> = {}) =>
		fail(status, { refused: { action, subject, message, fields, values } });

	const parsed = schema.safeParse(values);
	if (!parsed.success) {
		const fields: Record<string, string> = {};
		for (const { path, message } of parsed.error.issues) fields[String(path[0])] ??= message;
		return refuse(422, null, fields);
	}
	const { error } = await command(parsed.data);
	if (error === unknownPatient) {
		return refuse(404, null, { patient_id: m.wards_error_patient_gone() });
	}
	if (error) {
		const { status, message } = explainWard(error);
		const field = fieldOf(error, values);
		return field ? refuse(status, null, { [field]: message }) : refuse(status, message);
	}
	redirect(303, event.url.pathname + withQuery(event.url, { bed: null, undone: null, ...after() }));
}

/** The fields of a posted form; of several with one name (ticked boxes) the values with commas between. */
function fieldsOf(form: FormData): Record<string, string> {
	const values: Record<string, string> = {};
	for (const name of form.keys()) {
		const texts = form.getAll(name).filter((value) => typeof value === 'string');
		values[name] = texts.join(',');
	}
	return values;
}

/** The field a refusal is about: a reason that is missing, or the parameter that makes no sense. */
function fieldOf({ code, hint }: Refusal, values: Record<string, string>): string | null {
	if (code === 'LN020') return 'override_reason';
	const name = (hint ?? '').replace(/^p_/, '');
	return code === '22023' && name !== 'admission_id' && name in values ? name : null;
}

const listed = (text: string) => text.split(',').filter(Boolean);

/** The actions of a ward's board; `wardId` is the ward whose beds they are about. */
export const wardActions = {
	admit: (event: RequestEvent, wardId: string) =>
		perform(event, 'admit', admitSchema, async (input) => {
			const client = event.locals.supabase;
			const patientId = input.patient_id || (await patientIdByMrn(client, input.mrn));
			if (!patientId) return { error: unknownPatient };
			return admitPatient(client, {
				patientId,
				wardId,
				bedId: input.bed_id,
				attendingId: input.attending_id,
				reason: input.reason,
				isolation: input.isolation,
				needs: listed(input.needs),
				expectedDischargeOn: input.expected_discharge_on,
				motherAdmissionId: input.mother_admission_id,
				overrideReason: input.override_reason
			});
		}),
	transfer: (event: RequestEvent) =>
		perform(event, 'transfer', transferSchema, (input) =>
			transferPatient(
				event.locals.supabase,
				input.admission_id,
				input.bed_id,
				input.override_reason
			)
		),
	swap: (event: RequestEvent) =>
		perform(event, 'swap', swapSchema, (input) =>
			swapBeds(
				event.locals.supabase,
				input.admission_id,
				input.other_admission_id,
				input.override_reason
			)
		),
	undo: (event: RequestEvent) => {
		// Where they are now is worth a word when it is not where they were.
		let undone: string | null = null;
		return perform(
			event,
			'undo',
			staySchema,
			async (input) => {
				const { data, error } = await undoMove(event.locals.supabase, input.admission_id);
				if (data && !data.bed_id) undone = data.with_mother ? 'mother' : 'waiting';
				return { error };
			},
			() => ({ undone })
		);
	},
	leave: (event: RequestEvent) =>
		perform(event, 'leave', leaveSchema, async (input) => {
			const client = event.locals.supabase;
			const { time_zone } = await hospitalSettings(client);
			const back = input.expected_back_at && instantOf(input.expected_back_at, time_zone);
			return startLeave(client, input.admission_id, back, input.reason);
		}),
	back: (event: RequestEvent) =>
		perform(event, 'back', staySchema, (input) =>
			endLeave(event.locals.supabase, input.admission_id)
		),
	update: (event: RequestEvent) =>
		perform(event, 'update', updateSchema, (input) =>
			updateStay(event.locals.supabase, input.admission_id, {
				isolation: input.isolation,
				needs: listed(input.needs),
				expectedDischargeOn: input.expected_discharge_on,
				private: input.private === 'yes',
				attendingId: input.attending_id
			})
		),
	newborn: (event: RequestEvent) =>
		perform(event, 'newborn', newbornSchema, (input) =>
			linkNewborn(
				event.locals.supabase,
				input.admission_id,
				input.mother_admission_id,
				input.give_up_bed !== 'yes'
			)
		),
	discharge: (event: RequestEvent) =>
		perform(event, 'discharge', dischargeSchema, (input) =>
			dischargePatient(
				event.locals.supabase,
				input.admission_id,
				input.disposition,
				input.summary,
				input.diagnosis_group
			)
		),
	close: (event: RequestEvent) =>
		perform(event, 'close', closeSchema, async (input) => {
			const client = event.locals.supabase;
			const { time_zone } = await hospitalSettings(client);
			return closeBed(client, {
				bedId: input.bed_id,
				reason: input.reason,
				note: input.note,
				// The day named is still part of the closure.
				expectedUntil: input.expected_until && daySpan(input.expected_until, time_zone).until
			});
		}),
	reopen: (event: RequestEvent) =>
		perform(event, 'reopen', reopenSchema, (input) =>
			reopenBed(event.locals.supabase, input.bed_id)
		),
	start: (event: RequestEvent) =>
		perform(event, 'start', cleaningSchema, (input) =>
			startCleaning(event.locals.supabase, input.task_id)
		),
	finish: (event: RequestEvent) =>
		perform(event, 'finish', cleaningSchema, (input) =>
			finishCleaning(event.locals.supabase, input.task_id)
		),
	handback: (event: RequestEvent) =>
		perform(event, 'handback', cleaningSchema, (input) =>
			handBackCleaning(event.locals.supabase, input.task_id)
		),
	callOff: (event: RequestEvent) =>
		perform(event, 'callOff', cleaningSchema, (input) =>
			cancelCleaning(event.locals.supabase, input.task_id)
		)
};

export type WardAction = keyof typeof wardActions;
