import { z } from 'zod';
import type { Refused } from '$lib/app/forms/refused';
import { m } from '$lib/paraglide/messages.js';
import { parseSlotKey, type NamedSlot } from './slots';
import { visitStatuses } from './status';

const reason = z
	.string()
	.trim()
	.max(500, { error: () => m.scheduling_error_reason_long() })
	.default('');

/** A slot as `slotKey` writes it: instant and doctor in one value, so that one button can carry it. */
const slot = z.string().transform((text, context) => {
	const parsed = parseSlotKey(text);
	if (parsed) return parsed;
	context.addIssue({ code: 'custom', message: m.scheduling_error_choose_slot() });
	return z.NEVER;
});
/** Set by the buttons that offer another time after a lost race. */
const alternative = z.string().default('').transform(parseSlotKey);

/** Confirming a booking. */
export const bookingSchema = z.object({
	patient_id: z.uuid({ error: () => m.scheduling_error_choose_patient() }),
	visit_type_id: z.uuid({ error: () => m.scheduling_error_choose_type() }),
	slot,
	alternative,
	reason
});

/** Placing a visit over others. The time is the one pointed at, not one that is offered. */
export const overbookSchema = z.object({
	patient_id: z.uuid({ error: () => m.scheduling_error_choose_patient() }),
	doctor_id: z.uuid({ error: () => m.calendar_error_choose_doctor() }),
	visit_type_id: z.uuid({ error: () => m.scheduling_error_choose_type() }),
	starts_at: z.iso.datetime({ offset: true }),
	room_id: z.union([z.uuid(), z.literal('')]).default(''),
	reason,
	overbook_reason: z
		.string()
		.trim()
		.min(1, { error: () => m.calendar_error_say_why() })
		.max(500, { error: () => m.scheduling_error_reason_long() })
});

export const cancelSchema = z.object({ appointment_id: z.uuid(), reason });

export const rescheduleSchema = z.object({
	appointment_id: z.uuid(),
	slot,
	alternative
});

export const stepSchema = z.object({
	appointment_id: z.uuid(),
	status: z.enum(visitStatuses)
});

export const stepBackSchema = z.object({
	appointment_id: z.uuid(),
	reason: z.string().trim().min(1).max(500)
});

/** A time that is lost, and the next ones that can be had. */
export interface LostTime extends Refused {
	offers: NamedSlot[];
}
