/** How much a bed is needed; the first goes first. */
export const priorities = ['emergency', 'urgent', 'routine'] as const;
export type Priority = (typeof priorities)[number];

/** What a bed may have and a patient need; see `beds.features` in the database. */
export const features = ['oxygen', 'monitor', 'bariatric', 'negative_pressure'] as const;
export type Feature = (typeof features)[number];

/** Precautions; `protective` shields the patient. */
export const isolations = ['contact', 'droplet', 'airborne', 'protective'] as const;
export type Isolation = (typeof isolations)[number];

/** For how many hours a bed can be kept; the database allows a day. */
export const keptHours = ['1', '2', '4', '8', '12'] as const;
export const usualHours = '2';
