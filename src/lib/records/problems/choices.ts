export const statuses = ['active', 'inactive', 'resolved'] as const;
export const certainties = ['confirmed', 'provisional', 'differential'] as const;
export const sides = ['left', 'right', 'both'] as const;
export const ranks = ['primary', 'secondary'] as const;
