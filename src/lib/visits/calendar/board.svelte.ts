import {
	readCalendar,
	type CalendarContent,
	type CalendarDocument,
	type CalendarView,
	type CalendarVisit
} from './queries';
import { hoursOf, type Hours } from './layout';
import { DayScale, type DayShape } from '$lib/app/time/scale';

/** A doctor or a room with columns of its own. */
export interface Resource {
	id: string;
	name: string;
	/** The specialty of a doctor, the department of a room. */
	note: string;
	/** The department, where the calendar is by department. */
	group: string | null;
}

/** One day of one doctor or room. */
export interface Column {
	key: string;
	resource: Resource;
	scale: DayScale;
}

/** What the page loaded, with what has changed since; and how it falls into columns. */
export class CalendarBoard {
	#document: () => CalendarDocument;
	#setting: () => {
		by: CalendarView;
		days: readonly DayShape[];
		resources: readonly Resource[];
	};
	/** Changes heard of since `to` was loaded: null for what is gone. Void once it is loaded again. */
	#since = $state.raw<{
		to: CalendarDocument;
		visits: Record<string, CalendarVisit | null>;
	} | null>(null);

	#loaded = $derived.by((): CalendarContent => readCalendar(this.#document()));
	#content = $derived.by((): CalendarContent => {
		const since = this.#since;
		if (!since || since.to !== this.#document()) return this.#loaded;
		const kept = this.#loaded.visits.filter(({ id }) => !(id in since.visits));
		const changed = Object.values(since.visits).filter((visit) => visit !== null);
		return { ...this.#loaded, visits: [...kept, ...changed] };
	});
	#scales = $derived.by(() => this.#setting().days.map((day) => new DayScale(day)));
	#columns = $derived.by((): Column[] =>
		this.#setting().resources.flatMap((resource) =>
			this.#scales.map((scale) => ({ key: `${resource.id} ${scale.day}`, resource, scale }))
		)
	);
	#visits = $derived.by(() => {
		const byRoom = this.#setting().by === 'room';
		const found: Record<string, CalendarVisit[]> = {};
		for (const visit of this.#content.visits) {
			const scale = this.#scales.find((day) => day.has(visit.start));
			const owner = byRoom ? visit.roomId : visit.doctorId;
			if (scale && owner) (found[`${owner} ${scale.day}`] ??= []).push(visit);
		}
		return found;
	});
	/** Whether also the hours are drawn in which hardly anything happens. */
	wide = $state(false);
	#uses = $derived.by(() => {
		const { by, resources } = this.#setting();
		const shown = Object.fromEntries(resources.map(({ id }) => [id, true]));
		const uses: (Hours & { owner: string; visit: boolean })[] = [];
		for (const scale of this.#scales) {
			for (const span of [...this.#content.hours, ...this.#content.visits]) {
				const owner = by === 'room' ? span.roomId : span.doctorId;
				if (!owner || !shown[owner]) continue;
				if (span.end <= scale.start || span.start >= scale.end) continue;
				const [first, last] = [scale.minuteAt(span.start), scale.minuteAt(span.end)];
				uses.push({ owner, first, last, visit: 'id' in span });
			}
		}
		return uses;
	});
	#hours = $derived.by(() => hoursOf(this.#uses, this.#setting().resources.length));

	constructor(
		document: () => CalendarDocument,
		setting: () => {
			by: CalendarView;
			days: readonly DayShape[];
			resources: readonly Resource[];
		}
	) {
		this.#document = document;
		this.#setting = setting;
	}

	get content(): CalendarContent {
		return this.#content;
	}

	get resourceIds(): string[] {
		return this.#setting().resources.map(({ id }) => id);
	}

	get columns(): readonly Column[] {
		return this.#columns;
	}

	/** Minutes of the clock between which the grid is drawn. */
	get hours(): Hours {
		return this.wide ? this.#hours.whole : this.#hours.usual;
	}

	/** The usual hours, and how many visits lie beyond them; null where nothing does. */
	get beyond(): (Hours & { visits: number }) | null {
		const { whole, usual } = this.#hours;
		if (whole.first === usual.first && whole.last === usual.last) return null;
		const visits = this.#uses.filter(
			({ visit, first, last }) => visit && (last <= usual.first || first >= usual.last)
		).length;
		return { ...usual, visits };
	}

	/** Draws the hours a minute lies in, too. */
	reach(minute: number): void {
		const { first, last } = this.#hours.usual;
		if (minute < first || minute > last) this.wide = true;
	}

	/** The first and the last instant shown. */
	get span(): { from: number; until: number } {
		return { from: this.#scales[0]?.start ?? 0, until: this.#scales.at(-1)?.end ?? 0 };
	}

	visitsOf(column: Column): readonly CalendarVisit[] {
		return this.#visits[column.key] ?? [];
	}

	/** In which column an instant of a doctor or a room lies; -1 for none. */
	columnAt(resourceId: string | null, instant: number): number {
		return this.#columns.findIndex(
			({ resource, scale }) => resource.id === resourceId && scale.has(instant)
		);
	}

	/** Takes over visits read again; those of `ids` that are not among them are gone. */
	patch(ids: readonly string[], visits: readonly CalendarVisit[]): void {
		const to = this.#document();
		const before = this.#since?.to === to ? this.#since.visits : {};
		this.#since = {
			to,
			visits: {
				...before,
				...Object.fromEntries(ids.map((id) => [id, null])),
				...Object.fromEntries(visits.map((visit) => [visit.id, visit]))
			}
		};
	}
}
