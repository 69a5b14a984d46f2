import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from '$lib/records/problems/words';

const relations: Record<string, () => string> = {
	mother: m.history_relation_mother,
	father: m.history_relation_father,
	sister: m.history_relation_sister,
	brother: m.history_relation_brother,
	daughter: m.history_relation_daughter,
	son: m.history_relation_son,
	grandmother: m.history_relation_grandmother,
	grandfather: m.history_relation_grandfather,
	aunt: m.history_relation_aunt,
	uncle: m.history_relation_uncle,
	other: m.history_relation_other
};
export const relationLabel = (key: string) => relations[key]?.() ?? key;

const topics: Record<string, () => string> = {
	smoking: m.history_smoking,
	alcohol: m.history_alcohol,
	occupation: m.history_occupation,
	living: m.history_living,
	exercise: m.history_exercise
};
export const topicLabel = (key: string) => topics[key]?.() ?? key;

const values: Record<string, () => string> = {
	'smoking never': m.history_smoking_never,
	'smoking former': m.history_smoking_former,
	'smoking current': m.history_smoking_current,
	'alcohol none': m.history_alcohol_none,
	'alcohol occasional': m.history_alcohol_occasional,
	'alcohol regular': m.history_alcohol_regular,
	'alcohol harmful': m.history_alcohol_harmful,
	'living alone': m.history_living_alone,
	'living with_others': m.history_living_with_others,
	'living care_home': m.history_living_care_home,
	'living homeless': m.history_living_homeless,
	'exercise none': m.history_exercise_none,
	'exercise some': m.history_exercise_some,
	'exercise regular': m.history_exercise_regular
};
export const valueLabel = (topic: string, value: string) =>
	values[`${topic} ${value}`]?.() ?? value;

const wrong: Record<string, () => string> = {
	onset_age: m.history_error_age,
	pack_years: m.history_error_number,
	units: m.history_error_number,
	words: m.history_error_words
};
/** What a key of the schema says. */
export const wrongHistory = (key: string) => wrong[key]?.() ?? wrongWords(key);
