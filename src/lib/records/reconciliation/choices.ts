export const occasions = ['admission', 'transfer', 'discharge'] as const;
export const decisions = ['continue', 'change', 'stop', 'hold'] as const;
export type Decision = (typeof decisions)[number];
export const sources = ['patient', 'relative', 'letter', 'pharmacy'] as const;
