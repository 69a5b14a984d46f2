import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { mostDoses, sites, routes } from './choices';

export const recordSchema = z
	.object({
		vaccine_id: z.string().min(1, 'vaccine_id'),
		dose: z
			.string()
			.trim()
			.transform((text) => (text === '' ? undefined : Number(text)))
			.pipe(z.number('dose').int('dose').min(1, 'dose').max(12, 'dose').optional()),
		given_on: z.iso.date('given_on'),
		reported: ticked,
		lot: z.string().trim().max(40, 'lot'),
		site: z.enum(sites).or(z.literal('')),
		route: z.enum(routes).or(z.literal('')),
		comment: z.string().trim().max(500),
		encounter_id: z.uuid().or(z.literal(''))
	})
	.refine(({ reported, lot }) => reported || lot !== '', { path: ['lot'], message: 'lot' });

/** A dose of the schedule, as its line of the form has it. */
const dose = z.object({
	due_months: z.number('doses').int('doses').min(0, 'doses').max(1440, 'doses'),
	until_months: z.number('doses').int('doses').max(1440, 'doses').nullable(),
	interval_days: z.number('doses').int('doses').min(7, 'doses').max(3650, 'doses').nullable()
});
export const vaccineSchema = z.object({
	id: z
		.string()
		.trim()
		.regex(/^[a-z][a-z0-9_]{1,39}$/, 'id'),
	version: z.string(),
	name: z.string().trim().min(1, 'name').max(120, 'name'),
	name_es: z.string().trim().min(1, 'name').max(120, 'name'),
	active: ticked,
	doses: z
		.array(dose)
		.refine(
			(doses) =>
				doses.every((one) => one.until_months === null || one.until_months > one.due_months),
			'doses'
		)
});

/** What a form of a vaccine says: lines of doses until one has no age. */
export function readVaccine(form: FormData) {
	const number = (name: string) => {
		const text = String(form.get(name) ?? '').trim();
		return text === '' ? null : Number(text);
	};
	const doses = Array.from({ length: mostDoses }, (_, at) => ({
		due_months: number(`due_${at + 1}`),
		until_months: number(`until_${at + 1}`),
		interval_days: number(`interval_${at + 1}`)
	})).filter((one) => Object.values(one).some((value) => value !== null));
	return { ...Object.fromEntries(form), doses };
}
