import { z } from 'zod';
import { wallClockTime } from '$lib/app/time/schema';
import { several } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { severities } from '$lib/people/patients/codes';
import { bedNeeds, closureReasons, diagnosisGroups, dispositions, isolations } from './choices';

const text = (max: number) =>
	z
		.string()
		.trim()
		.max(max, { error: () => m.wards_error_long() })
		.default('');

const bed = z.uuid({ error: () => m.wards_error_choose_bed() });
const admission = z.uuid({ error: () => m.wards_error_refused() });
/** Of nobody, where it is left empty. */
const perhaps = z.union([z.literal(''), z.uuid()]).default('');
const bareDay = z
	.union([z.literal(''), z.iso.date({ error: () => m.wards_error_day() })])
	.default('');
/** Why a bed that does not suit is used all the same. */
const override = text(500);

const planned = {
	isolation: z.union([z.literal(''), z.enum(isolations)]).default(''),
	needs: several(z.enum(bedNeeds)),
	expected_discharge_on: bareDay
};

/** What was heard about allergies; empty where nobody asked. */
const heardAllergies = {
	allergies: z.enum(['', 'none', 'known']).default(''),
	allergy_substance: text(120),
	allergy_severity: z.enum(['', ...severities]).default('')
};

/** A patient comes by id (chosen from a search) or, without JavaScript, by MRN. */
export const admitSchema = z
	.object({
		bed_id: bed,
		patient_id: perhaps,
		mrn: z.string().trim().toUpperCase().default(''),
		/** Asked for: that nobody has been decided on is said, and not left out. */
		attending_id: z
			.union([z.literal('none'), z.uuid()], { error: () => m.wards_error_choose_attending() })
			.transform((id) => (id === 'none' ? '' : id)),
		reason: text(1000),
		...planned,
		mother_admission_id: perhaps,
		override_reason: override,
		...heardAllergies
	})
	.refine(({ patient_id, mrn }) => patient_id || mrn, {
		path: ['patient_id'],
		error: () => m.wards_error_choose_patient()
	})
	.refine(({ allergies, allergy_substance }) => allergies !== 'known' || allergy_substance, {
		path: ['allergy_substance'],
		error: () => m.patients_error_allergy_substance()
	})
	.refine(({ allergies, allergy_severity }) => allergies !== 'known' || allergy_severity, {
		path: ['allergy_severity'],
		error: () => m.patients_error_allergy_severity()
	});

export const transferSchema = z.object({
	admission_id: admission,
	bed_id: bed,
	override_reason: override
});

/** What is about a stay and needs no more said: undoing its last move, coming back from leave. */
export const staySchema = z.object({ admission_id: admission });

export const updateSchema = z.object({
	admission_id: admission,
	...planned,
	private: z.enum(['', 'yes']).default(''),
	attending_id: perhaps
});

export const leaveSchema = z.object({
	admission_id: admission,
	/** Day and time as the hospital's clock has them. */
	expected_back_at: z
		.union([z.literal(''), wallClockTime(() => m.wards_error_moment())])
		.default(''),
	reason: text(500)
});

export const newbornSchema = z.object({
	admission_id: admission,
	mother_admission_id: perhaps,
	/** Whether the newborn keeps a bed of their own. */
	give_up_bed: z.enum(['', 'yes']).default('')
});

export const swapSchema = z.object({
	admission_id: admission,
	other_admission_id: z.uuid({ error: () => m.wards_error_choose_other() }),
	override_reason: override
});

export const dischargeSchema = z.object({
	admission_id: admission,
	disposition: z.enum(dispositions, { error: () => m.wards_error_choose_disposition() }),
	summary: text(20_000),
	diagnosis_group: z.union([z.literal(''), z.enum(diagnosisGroups)]).default(''),
	confirmed: z.literal('yes', { error: () => m.wards_error_confirm() })
});

export const closeSchema = z.object({
	bed_id: bed,
	reason: z.enum(closureReasons, { error: () => m.wards_error_choose_reason() }),
	note: text(500),
	/** A day, until the end of which the bed is expected to stay closed. */
	expected_until: bareDay
});

export const reopenSchema = z.object({ bed_id: bed });

export const cleaningSchema = z.object({ task_id: z.uuid() });
export const finishSchema = cleaningSchema.extend({ sure: z.string().optional() });
export const cleanAgainSchema = cleaningSchema.extend({
	reason: z.string().trim().min(1).max(500)
});
