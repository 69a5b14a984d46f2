import { z } from 'zod';

/** A checkbox: posted when ticked, missing when not. */
export const ticked = z
	.union([z.boolean(), z.string()])
	.optional()
	.transform((value) => value === true || value === 'yes' || value === 'on');

/** Fields of one name: posted once for each that is ticked, so also once or not at all. */
export const several = <Item extends z.ZodType>(item: Item) =>
	z.preprocess(
		(posted) => (posted === undefined ? [] : Array.isArray(posted) ? posted : [posted]),
		z.array(item)
	);

/** The fields by their names, for forms whose names are made of what they are about. */
export const postedFields = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
