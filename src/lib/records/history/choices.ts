export const relations = [
	'mother',
	'father',
	'sister',
	'brother',
	'daughter',
	'son',
	'grandmother',
	'grandfather',
	'aunt',
	'uncle',
	'other'
] as const;

/** What can be said of each topic; of an occupation only words. */
export const topics = {
	smoking: ['never', 'former', 'current'],
	alcohol: ['none', 'occasional', 'regular', 'harmful'],
	occupation: [],
	living: ['alone', 'with_others', 'care_home', 'homeless'],
	exercise: ['none', 'some', 'regular']
} as const;
export type Topic = keyof typeof topics;
export const topicNames = Object.keys(topics) as Topic[];
