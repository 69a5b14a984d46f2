import { createContext } from 'svelte';
import { newKey } from '$lib/app/forms/once';
import { m } from '$lib/paraglide/messages.js';
import { browserClient } from '$lib/app/supabase/browser';
import { calledOn, type Bed } from './board';
import {
	isMovable,
	isProblem,
	judge,
	problemList,
	verdictWords,
	type Movable,
	type Problem,
	type Verdict
} from './moves';

interface Point {
	x: number;
	y: number;
}

/** A patient over a bed, about to be put there. */
export interface Landing {
	/** By which the move is known, however often it is tried. */
	key: string;
	patient: Movable;
	bed: Bed;
	verdict: Verdict;
}

/** A patient being moved from bed to bed by hand or by keys. The page carries it out; see `Moves.svelte`. */
export class Moving {
	#find: (bedId: string) => Bed | undefined;
	#patient = $state.raw<Movable | null>(null);
	#problems = $state.raw<Readonly<Record<string, readonly Problem[]>>>({});
	#landing = $state.raw<Landing | null>(null);
	/** Carries out a landing that nobody has to be asked about. */
	#land: ((landing: Landing) => void) | null = null;
	/** Where the pointer carries the patient; null while keys do. */
	at = $state.raw<Point | null>(null);
	/** Said aloud to who does not see the board. */
	said = $state('');

	constructor(find: (bedId: string) => Bed | undefined) {
		this.#find = find;
	}

	get patient(): Movable | null {
		return this.#patient;
	}

	/** Put down on a bed, and not yet moved there. */
	get landing(): Landing | null {
		return this.#landing;
	}

	/** What it would come to at a bed; null while nobody is carried. */
	verdictAt(bed: Bed): Verdict | null {
		return this.#patient ? judge(this.#patient, bed, this.#problems[bed.bed_id]) : null;
	}

	canLift(bedId: string): boolean {
		const bed = this.#find(bedId);
		return bed !== undefined && isMovable(bed);
	}

	lift(bedId: string, at: Point | null): void {
		const bed = this.#find(bedId);
		if (!bed || !isMovable(bed)) {
			this.said = m.board_nobody_to_pick();
			return;
		}
		this.#problems = {};
		this.#patient = bed;
		this.at = at;
		this.said = m.board_picked_up({ patient: calledOn(bed) ?? '', label: bed.bed_label });
		// Without the answer every bed may be tried, and the database says what it thinks of it.
		void this.#askWhatFits(bed.admission_id).catch(() => {});
	}

	/** Tells what a bed would be, for who moves by keys. */
	pass(bedId: string): void {
		const bed = this.#find(bedId);
		const verdict = bed && this.verdictAt(bed);
		if (!verdict) return;
		this.said = m.board_at_bed({ label: bed.bed_label, verdict: verdictWords(verdict) });
	}

	drop(bedId: string | null): void {
		const patient = this.#patient;
		const bed = bedId === null ? undefined : this.#find(bedId);
		const verdict = bed && this.verdictAt(bed);
		if (!patient || !bed || !verdict || verdict.kind === 'here') return this.giveUp();
		if (verdict.kind === 'refused') {
			this.said = m.board_cannot_drop({
				patient: calledOn(patient) ?? '',
				label: bed.bed_label,
				problems: problemList(verdict.problems)
			});
			// Keys may go on to another bed; what was dropped by hand has been let go.
			if (this.at) this.#let();
			return;
		}
		this.#let();
		const landing = { key: newKey(), patient, bed, verdict };
		this.#landing = landing;
		// Once, by the hand that dropped it: whatever changes on the page later moves nobody.
		if (verdict.kind === 'fits') this.#land?.(landing);
	}

	/** Says who carries out what fits. */
	carriedOutBy(land: (landing: Landing) => void): void {
		this.#land = land;
	}

	giveUp(): void {
		const patient = this.#patient;
		if (!patient) return;
		this.#let();
		this.said = m.board_given_up({ patient: calledOn(patient) ?? '', label: patient.bed_label });
	}

	/** The landing has been carried out, or given up. */
	landed(): void {
		this.#landing = null;
	}

	#let(): void {
		this.#patient = null;
		this.at = null;
	}

	async #askWhatFits(admissionId: string): Promise<void> {
		const client = await browserClient();
		const { data } = await client.rpc('bed_fits', { p_admission_id: admissionId });
		if (this.#patient?.admission_id !== admissionId) return;
		this.#problems = Object.fromEntries(
			(data ?? []).map((row) => [row.bed_id, row.problems.filter(isProblem)])
		);
	}
}

const [read, provide] = createContext<Moving | null>();

/** Called once by a page with a board; null where nobody may move patients. */
export const provideMoving = (moving: Moving | null): Moving | null => provide(moving);

/** Whoever is being moved on this page; call while a component is being set up. */
export const movingHere = (): Moving | null => read();
