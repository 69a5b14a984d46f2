import type { DisplayBed } from './protocol';

/** How much wider than high a bed's tile reads best. */
const shape = 1.9;

/** Into how many columns the beds go so that each is as large as it can be and none is below the edge. */
export function columnsFor(beds: number, width: number, height: number): number {
	let best = { columns: 1, size: 0 };
	for (let columns = 1; columns <= beds; columns++) {
		const rows = Math.ceil(beds / columns);
		const size = Math.min(width / columns / shape, height / rows);
		if (size > best.size) best = { columns, size };
	}
	return best.columns;
}

export interface WallCounts {
	total: number;
	occupied: number;
	free: number;
	reserved: number;
	clean: number;
	out: number;
	leaving: number;
}

export function countBeds(beds: readonly DisplayBed[]): WallCounts {
	const of = (...states: string[]) => beds.filter(({ state }) => states.includes(state)).length;
	return {
		total: beds.length,
		occupied: of('occupied'),
		free: of('available'),
		reserved: of('reserved'),
		clean: of('housekeeping'),
		out: of('contaminated', 'isolated', 'closed'),
		leaving: beds.filter(({ leaving }) => leaving).length
	};
}

/** Beds with an alert nobody has acknowledged, the worst first. */
export const alertedBeds = (beds: readonly DisplayBed[]) =>
	beds
		.filter(({ alert }) => alert)
		.sort((one, other) => Number(other.alert === 'emergency') - Number(one.alert === 'emergency'));
