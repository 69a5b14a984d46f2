/** Why somebody opens a chart outside their care. */
export const emergencyKinds = ['emergency', 'on_call', 'consult', 'other'] as const;
export type EmergencyKind = (typeof emergencyKinds)[number];

/** Where a review is; overdue is due, and late. Beside them what patients ask. */
export const states = ['due', 'overdue', 'justified', 'unjustified', 'questions'] as const;
export type State = (typeof states)[number];

export const verdicts = ['justified', 'unjustified'] as const;
