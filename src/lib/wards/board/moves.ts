import { m } from '$lib/paraglide/messages.js';
import { calledOn, type Bed } from './board';

/** What speaks against a bed for a patient, as `bed_fits` names it. */
export type Problem = keyof typeof problemWords;

const problemWords = {
	occupied: m.board_problem_occupied,
	closed: m.board_problem_closed,
	housekeeping: m.board_problem_housekeeping,
	reserved: m.board_problem_reserved,
	gender: m.board_problem_gender,
	isolation: m.board_problem_isolation,
	features: m.board_problem_features
};

/** What somebody may decide against, if they say why. */
const arguable = ['gender', 'isolation', 'features'] as const;
export type Arguable = (typeof arguable)[number];

const explanations: Record<Arguable, () => string> = {
	gender: m.board_explain_gender,
	isolation: m.board_explain_isolation,
	features: m.board_explain_features
};
export const explainProblem = (problem: Arguable): string => explanations[problem]();

export const isProblem = (text: string): text is Problem => text in problemWords;

export const problemList = (problems: readonly Problem[]): string =>
	problems.map((problem) => problemWords[problem]()).join(', ');

/** What putting a patient into a bed would come to. */
export type Verdict =
	| { kind: 'here' | 'fits' }
	/** Possible with a reason; a swap may need one, too. */
	| { kind: 'reason' | 'swap'; problems: readonly Arguable[] }
	| { kind: 'refused'; problems: readonly Problem[] };

/** A patient somebody may move: known to them, and in a bed. */
export type Movable = Bed & { admission_id: string };

export const isMovable = (bed: Bed): bed is Movable =>
	bed.admission_id !== null && calledOn(bed) !== null;

/* Until the database has said what fits, and if it cannot be asked: what the board shows. */
function seenOn(bed: Bed): Problem[] {
	switch (bed.state) {
		case 'available':
		case 'reserved':
			return [];
		case 'occupied':
			return ['occupied'];
		case 'housekeeping':
			return ['housekeeping'];
		default:
			return ['closed'];
	}
}

/** Whether a bed takes a patient; `problems` are those `bed_fits` told, undefined while unknown. */
export function judge(patient: Movable, bed: Bed, problems?: readonly Problem[]): Verdict {
	if (bed.admission_id === patient.admission_id) return { kind: 'here' };
	// What the board shows is newer than what was asked when the patient was picked up.
	const all = [...new Set([...seenOn(bed), ...(problems ?? [])])].filter(
		(problem) => problem !== 'occupied' || bed.state === 'occupied'
	);
	const reasons = arguable.filter((problem) => all.includes(problem));
	if (bed.state === 'occupied') return { kind: 'swap', problems: reasons };
	const firm = all.filter((problem) => !reasons.some((reason) => reason === problem));
	if (firm.length > 0) return { kind: 'refused', problems: firm };
	return reasons.length > 0 ? { kind: 'reason', problems: reasons } : { kind: 'fits' };
}

export function verdictWords(verdict: Verdict): string {
	switch (verdict.kind) {
		case 'here':
			return m.board_verdict_here();
		case 'fits':
			return m.board_verdict_fits();
		case 'swap':
			return m.board_verdict_swap();
		case 'reason':
			return m.board_verdict_reason({ problems: problemList(verdict.problems) });
		case 'refused':
			return m.board_verdict_refused({ problems: problemList(verdict.problems) });
	}
}
