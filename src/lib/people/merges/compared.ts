import type { comparedRecord } from './queries';

interface Counted {
	table: string;
	count: number;
}

type Found = NonNullable<Awaited<ReturnType<typeof comparedRecord>>>;

/** A record beside another: with what would go along with it, and what keeps it where it is, by their names. */
export type Compared = Omit<Found, 'moves' | 'holds'> & { moves: Counted[]; holds: Counted[] };

/** The record to keep unless somebody chooses: the one that cannot be moved, then the one with more, then the older. */
export const keepFirst = ([one, other]: readonly [Compared, Compared]): string => {
	const weight = ({ moves, holds, created_at }: Compared) => [
		holds.length > 0 ? 1 : 0,
		moves.reduce((sum, { count }) => sum + count, 0),
		-Date.parse(created_at)
	];
	const [first, second] = [weight(one), weight(other)];
	const place = first.findIndex((value, nth) => value !== second[nth]);
	return place >= 0 && (second[place] ?? 0) > (first[place] ?? 0) ? other.id : one.id;
};
