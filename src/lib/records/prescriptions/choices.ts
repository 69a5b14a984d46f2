export const timings = [
	'before_food',
	'with_food',
	'after_food',
	'empty_stomach',
	'morning',
	'bedtime'
] as const;
export const stopReasons = [
	'no_longer_needed',
	'side_effect',
	'no_effect',
	'interaction',
	'allergy',
	'pregnancy',
	'patient_choice',
	'error',
	'other'
] as const;
export const periodUnits = ['h', 'd', 'wk', 'mo'] as const;

/** How many steps of a taper a form has room for. */
export const mostSteps = 6;
/** How many medicines are prescribed together. */
export const mostLines = 20;
