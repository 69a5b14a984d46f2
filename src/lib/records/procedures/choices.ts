export const outcomes = ['successful', 'partial', 'unsuccessful'] as const;
