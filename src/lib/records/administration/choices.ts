/** Why a dose is not given. */
export const reasonKinds = [
	'declined',
	'asleep',
	'nausea',
	'nil_by_mouth',
	'absent',
	'no_access',
	'measurements',
	'doctor_asked',
	'not_available',
	'other'
] as const;
export const outcomes = ['given', 'refused', 'held', 'missed'] as const;
export const effects = ['helped', 'partly', 'none', 'worse'] as const;

const body = [
	'arm_left',
	'arm_right',
	'thigh_left',
	'thigh_right',
	'buttock_left',
	'buttock_right',
	'abdomen',
	'chest',
	'back'
] as const;
const byRoute: Record<string, readonly string[]> = {
	intramuscular: [
		'arm_left',
		'arm_right',
		'thigh_left',
		'thigh_right',
		'buttock_left',
		'buttock_right'
	],
	subcutaneous: [
		'abdomen',
		'arm_left',
		'arm_right',
		'thigh_left',
		'thigh_right',
		'buttock_left',
		'buttock_right'
	],
	intradermal: body,
	transdermal: body,
	ophthalmic: ['eye_left', 'eye_right', 'eyes'],
	otic: ['ear_left', 'ear_right', 'ears']
};
/** Where it may be given, for routes of which that is written down. */
export const sitesOf = (route: string): readonly string[] => byRoute[route] ?? [];
