import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Refusal } from '$lib/app/errors/explain';
import { daySpan, instantOf } from '$lib/app/time/instants.server';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { here, perform, type Done } from '$lib/app/forms/perform.server';
import type { Changes } from '$lib/app/ui/address';
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
	reopenCleaning,
	startCleaning,
	startLeave,
	swapBeds,
	transferPatient,
	undoCleaningStep,
	undoClosureStep,
	undoMove,
	updateStay
} from './commands';
import { explainAdmission, explainWard, wardErrors } from './errors';
import { undoing } from '$lib/app/undo/undo.server';
import { patientIdByMrn } from '$lib/people/patients/queries';
import {
	admitSchema,
	cleaningSchema,
	cleanAgainSchema,
	closeSchema,
	dischargeSchema,
	finishSchema,
	leaveSchema,
	newbornSchema,
	reopenSchema,
	staySchema,
	swapSchema,
	transferSchema,
	updateSchema
} from './schema';

const unknownPatient: Refusal = { code: 'PT404', message: '', hint: 'mrn' };

/**
 * Checks the posted form, runs the command and goes back to the board; or gives the form back with
 * what was wrong. Whether the caller may is the database's to judge.
 */
const act = <Schema extends z.ZodType, Result extends { error: Refusal | null }>(
	event: RequestEvent,
	schema: Schema,
	run: (input: z.output<Schema>) => PromiseLike<Result>,
	/** What the address of the board says afterwards. */
	after: (done: Done<Result>) => Changes = () => ({}),
	explain = explainWard
) =>
	perform(event, {
		schema,
		explain,
		run,
		next: (done) => here(event, { bed: null, undone: null, ...after(done) })
	});

/** The actions of a ward's board; `wardId` is the ward whose beds they are about. */
export const wardActions = {
	admit: (event: RequestEvent, wardId: string) =>
		act(
			event,
			admitSchema,
			async (input) => {
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
					needs: input.needs,
					expectedDischargeOn: input.expected_discharge_on,
					motherAdmissionId: input.mother_admission_id,
					overrideReason: input.override_reason,
					allergies: input.allergies,
					allergySubstance: input.allergy_substance,
					allergySeverity: input.allergy_severity
				});
			},
			undefined,
			explainAdmission
		),
	transfer: (event: RequestEvent) =>
		act(event, transferSchema, (input) =>
			transferPatient(
				event.locals.supabase,
				input.admission_id,
				input.bed_id,
				input.override_reason
			)
		),
	swap: (event: RequestEvent) =>
		act(event, swapSchema, (input) =>
			swapBeds(
				event.locals.supabase,
				input.admission_id,
				input.other_admission_id,
				input.override_reason
			)
		),
	undo: (event: RequestEvent) =>
		act(
			event,
			staySchema,
			(input) => undoMove(event.locals.supabase, input.admission_id),
			({ data }) => ({
				undone: !data || data.bed_id ? 'bed' : data.with_mother ? 'mother' : 'waiting'
			})
		),
	leave: (event: RequestEvent) =>
		act(event, leaveSchema, async (input) => {
			const client = event.locals.supabase;
			const { time_zone } = await hospitalSettings(client);
			const back = input.expected_back_at && instantOf(input.expected_back_at, time_zone);
			return startLeave(client, input.admission_id, back, input.reason);
		}),
	back: (event: RequestEvent) =>
		act(event, staySchema, (input) => endLeave(event.locals.supabase, input.admission_id)),
	update: (event: RequestEvent) =>
		act(event, updateSchema, (input) =>
			updateStay(event.locals.supabase, input.admission_id, {
				isolation: input.isolation,
				needs: input.needs,
				expectedDischargeOn: input.expected_discharge_on,
				private: input.private === 'yes',
				attendingId: input.attending_id
			})
		),
	newborn: (event: RequestEvent) =>
		act(event, newbornSchema, (input) =>
			linkNewborn(
				event.locals.supabase,
				input.admission_id,
				input.mother_admission_id,
				input.give_up_bed !== 'yes'
			)
		),
	discharge: (event: RequestEvent) =>
		act(event, dischargeSchema, (input) =>
			dischargePatient(
				event.locals.supabase,
				input.admission_id,
				input.disposition,
				input.summary,
				input.diagnosis_group
			)
		),
	close: (event: RequestEvent) =>
		act(event, closeSchema, async (input) => {
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
		act(event, reopenSchema, (input) => reopenBed(event.locals.supabase, input.bed_id)),
	start: (event: RequestEvent) =>
		act(event, cleaningSchema, (input) => startCleaning(event.locals.supabase, input.task_id)),
	finish: (event: RequestEvent) =>
		act(event, finishSchema, (input) =>
			finishCleaning(event.locals.supabase, input.task_id, input.sure === 'yes')
		),
	again: (event: RequestEvent) =>
		perform(event, {
			schema: cleanAgainSchema,
			explain: explainWard,
			run: ({ task_id, reason }) => reopenCleaning(event.locals.supabase, task_id, reason),
			next: () => here(event, { again: null })
		}),
	undo_cleaning: undoing(undoCleaningStep, wardErrors),
	undo_closure: undoing(undoClosureStep, wardErrors),
	handback: (event: RequestEvent) =>
		act(event, cleaningSchema, (input) => handBackCleaning(event.locals.supabase, input.task_id)),
	callOff: (event: RequestEvent) =>
		act(event, cleaningSchema, (input) => cancelCleaning(event.locals.supabase, input.task_id))
};

export type WardAction = keyof typeof wardActions;
