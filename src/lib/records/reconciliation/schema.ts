import { z } from 'zod';
import { wishSchema } from '$lib/records/prescriptions/schema';
import { decisions, occasions, sources } from './choices';

const line = z.object({
	home_medicine_id: z.uuid().optional(),
	prescription_id: z.uuid().optional(),
	home: z
		.object({
			medicine: z.string().trim().min(2).max(160),
			taking: z.string().trim().max(300).optional(),
			source: z.enum(sources)
		})
		.optional(),
	decision: z.enum(decisions),
	reason: z.string().trim().max(300).optional(),
	prescribe: wishSchema.optional(),
	override_reason: z.string().trim().max(300).optional()
});

export const reconcileSchema = z.object({
	admission_id: z.uuid(),
	occasion: z.enum(occasions, 'occasion'),
	lines: z.array(line, 'lines').max(60, 'lines')
});
export function readReconciliation(form: FormData) {
	let lines: unknown = null;
	try {
		lines = JSON.parse(String(form.get('lines') ?? ''));
	} catch {
		// Said to be unfit by the schema.
	}
	return { admission_id: form.get('admission_id'), occasion: form.get('occasion'), lines };
}
