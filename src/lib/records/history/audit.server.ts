import type { AuditWords } from '$lib/access/audit/words.server';
import { m } from '$lib/paraglide/messages.js';
import { relationLabel } from './words';

const relations = ['mother', 'father', 'sister', 'brother', 'daughter', 'son'];

export default {
	tables: { family_history: m.history_family, social_history: m.history_social },
	fields: {
		deceased: m.history_deceased,
		onset_age: m.history_onset_age,
		pack_years: m.history_pack_years,
		relation: m.history_relation,
		stated_at: m.history_field_stated_at,
		topic: m.history_topic,
		units: m.history_units,
		value: m.history_field_value
	},
	values: {
		...Object.fromEntries(
			[...relations, 'grandmother', 'grandfather', 'aunt', 'uncle'].map((key) => [
				key,
				() => relationLabel(key)
			])
		),
		alcohol: m.history_alcohol,
		alone: m.history_living_alone,
		care_home: m.history_living_care_home,
		current: m.history_smoking_current,
		exercise: m.history_exercise,
		former: m.history_smoking_former,
		harmful: m.history_alcohol_harmful,
		homeless: m.history_living_homeless,
		living: m.history_living,
		never: m.history_smoking_never,
		occasional: m.history_alcohol_occasional,
		occupation: m.history_occupation,
		regular: m.history_exercise_regular,
		smoking: m.history_smoking,
		some: m.history_exercise_some,
		with_others: m.history_living_with_others
	}
} satisfies AuditWords;
