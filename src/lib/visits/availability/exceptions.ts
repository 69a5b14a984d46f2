/** Time off, other absences, and hours beside the weekly ones. */
export const exceptionKinds = ['leave', 'unavailable', 'extra'] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];
