import { wishOf, type Line } from '$lib/records/prescriptions/sets';
import type { Decision } from './choices';
import type { ToReconcile } from './queries';

/** Something that is taken, and what is decided of it so far. */
export interface Decided {
	/** What it is; of what was just typed null. */
	about: ToReconcile | null;
	home: { medicine: string; taking?: string; source: string } | null;
	decision: Decision | null;
	reason: string;
	/** What is prescribed for it. */
	wish: Line | null;
	overrideReason: string;
}

export const undecided = (about: ToReconcile): Decided => ({
	about,
	home: null,
	decision: null,
	reason: '',
	wish: null,
	overrideReason: ''
});

/** What would be prescribed: what was written down, or what was held, as it was. */
export function prescribing({ about, decision, wish }: Decided): Line | null {
	if (decision !== 'continue' && decision !== 'change') return null;
	if (wish) return wish;
	if (decision === 'continue' && about?.held && about.wish) {
		return {
			...about.wish,
			medicine: about.medicine,
			medicine_es: about.medicine_es,
			retired: false
		};
	}
	return null;
}

/** Whether nothing is left to say of it. */
export const isDecided = (line: Decided): boolean =>
	line.decision !== null &&
	(line.decision === 'continue' || line.reason.trim().length >= 3) &&
	(line.decision !== 'change' || line.wish !== null);

/** Prescriptions that end by it: what is checked is checked without them. */
export const ending = (lines: readonly Decided[]): string[] =>
	lines.flatMap(({ about, decision }) =>
		about?.prescription_id && decision && decision !== 'continue' ? [about.prescription_id] : []
	);

/** A line as `reconcile` takes it. */
export function lineOf(line: Decided) {
	const prescribed = prescribing(line);
	return {
		home_medicine_id: line.about?.home_medicine_id || undefined,
		prescription_id: line.about?.prescription_id || undefined,
		home: line.home ?? undefined,
		decision: line.decision,
		reason: line.reason.trim() || undefined,
		prescribe: prescribed ? wishOf(prescribed) : undefined,
		override_reason: line.overrideReason.trim() || undefined
	};
}
