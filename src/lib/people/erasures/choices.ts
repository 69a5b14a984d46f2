/** Grounds on which the law has a record erased; the first two only once it need not be kept any longer. */
export const bases = ['no_longer_needed', 'consent_withdrawn', 'unlawful', 'legal_duty'] as const;
export type Basis = (typeof bases)[number];
