/** How often a series comes back, as Postgres reads an interval. */
export const rhythms = ['7 days', '14 days', '21 days', '28 days', '1 month', '3 months'] as const;
export type Rhythm = (typeof rhythms)[number];
