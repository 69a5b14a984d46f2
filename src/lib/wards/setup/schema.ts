import { z } from 'zod';
import { several, ticked } from '$lib/app/forms/schema';
import { m } from '$lib/paraglide/messages.js';
import { planLimits, type PlacedRoom } from '$lib/wards/board/plan';
import { bedFeatures, bedKinds, genderRules } from './choices';
import { labelsOf } from './labels';

const text = (least: number, most: number, missing: () => string) =>
	z
		.string()
		.trim()
		.min(least, { error: missing })
		.max(most, { error: () => m.ward_setup_error_long() });

/** Which row, as it was read; both empty for a new one. */
const version = { id: z.union([z.literal(''), z.uuid()]), updated_at: z.string() };

export const wardSchema = z.object({
	...version,
	code: text(1, 12, m.ward_setup_error_code).toUpperCase(),
	name: text(2, 120, m.ward_setup_error_name),
	department_id: z.uuid({ error: () => m.ward_setup_error_choose() }),
	floor: z.coerce
		.number({ error: () => m.ward_setup_error_floor() })
		.int({ error: () => m.ward_setup_error_floor() })
		.min(-20, { error: () => m.ward_setup_error_floor() })
		.max(200, { error: () => m.ward_setup_error_floor() }),
	active: ticked
});

export const roomSchema = z.object({
	...version,
	name: text(1, 60, m.ward_setup_error_room_name),
	gender_rule: z.enum(genderRules, { error: () => m.ward_setup_error_choose() }),
	active: ticked
});

const equipment = {
	kind: z.enum(bedKinds, { error: () => m.ward_setup_error_choose() }),
	features: several(z.enum(bedFeatures, { error: () => m.ward_setup_error_choose() }))
};

export const bedSchema = z.object({
	...version,
	room_id: z.uuid({ error: () => m.ward_setup_error_choose() }),
	label: text(1, 20, m.ward_setup_error_label),
	...equipment,
	active: ticked
});

export const addBedsSchema = z.object({
	room_id: z.uuid(),
	labels: z.string().transform((typed, context) => {
		const labels = labelsOf(typed);
		if (labels?.length && labels.every((label) => label.length <= 20)) return labels;
		context.addIssue({ code: 'custom', message: m.ward_setup_error_labels() });
		return z.NEVER;
	}),
	...equipment
});

export const removeSchema = z.object({ id: z.uuid() });

export const orderSchema = z.object({
	/** The one that moved. */
	moved: z.uuid(),
	ids: z
		.string()
		.transform((ids) => ids.split(','))
		.pipe(z.array(z.uuid()))
});

export const orderBedsSchema = orderSchema.extend({ room_id: z.uuid() });

export const memberSchema = z.object({
	staff_id: z.uuid({ error: () => m.ward_setup_error_choose_person() })
});

const placed = z.array(
	z.object({ id: z.string(), x: z.number(), y: z.number(), width: z.number(), height: z.number() })
);

/** The figures of a room on the plan, and what each may be at least and at most. */
const figures = {
	x: [0, planLimits.last],
	y: [0, planLimits.last],
	width: [1, planLimits.size],
	height: [1, planLimits.size]
} as const;
const figureNames = ['x', 'y', 'width', 'height'] as const;

function seenOf(text: string): PlacedRoom[] | null {
	try {
		return placed.parse(JSON.parse(text));
	} catch {
		return null;
	}
}

/**
 * The plan as figures: `x.<room>`, `y.<room>`, `width.<room>`, `height.<room>`, all four empty for a room that
 * is not on it; and `seen`, the plan as it was read.
 */
export const planSchema = z
	.record(z.string(), z.string())
	.transform((values, context): { rooms: PlacedRoom[]; seen: PlacedRoom[] } => {
		const seen = seenOf(values.seen ?? '');
		if (!seen)
			context.addIssue({ code: 'custom', message: m.ward_setup_error_plan(), path: ['seen'] });
		const rooms: PlacedRoom[] = [];
		for (const name of Object.keys(values)) {
			if (!name.startsWith('x.')) continue;
			const id = name.slice(2);
			const typed = figureNames.map((figure) => (values[`${figure}.${id}`] ?? '').trim());
			if (typed.every((text) => text === '')) continue;
			const wrong = figureNames.find((figure, index) => {
				const [least, most] = figures[figure];
				const text = typed[index] ?? '';
				return !/^\d{1,3}$/.test(text) || Number(text) < least || Number(text) > most;
			});
			if (wrong) {
				const [least, most] = figures[wrong];
				context.addIssue({
					code: 'custom',
					message: m.ward_setup_error_figure({ least, most }),
					path: [`${wrong}.${id}`]
				});
				continue;
			}
			const [x = 0, y = 0, width = 1, height = 1] = typed.map(Number);
			rooms.push({ id, x, y, width, height });
		}
		return { rooms, seen: seen ?? [] };
	});

export type WardInput = z.output<typeof wardSchema>;
export type RoomInput = z.output<typeof roomSchema>;
export type BedInput = z.output<typeof bedSchema>;
export type AddBedsInput = z.output<typeof addBedsSchema>;
