import { z } from 'zod';
import { parseDay } from './days';

/** What a field for date and time gives: what the hospital's clock shows, as `instantOf` reads it. */
export const wallClockTime = (error?: () => string) =>
	z
		.string()
		.refine(
			(text) =>
				/^[\d-]{10}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) &&
				parseDay(text.slice(0, 10)) !== null,
			{ error }
		);
