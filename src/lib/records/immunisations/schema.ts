import { z } from 'zod';
import { ticked } from '$lib/app/forms/schema';
import { sites, routes } from './choices';

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
