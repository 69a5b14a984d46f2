/** As the database has them (`private.medicine_forms()` and its like). */
export const medicineForms = [
	'tablet',
	'modified_release',
	'capsule',
	'oral_liquid',
	'sachet',
	'injection',
	'inhaler',
	'nebuliser',
	'eye_drops',
	'ear_drops',
	'nasal_spray',
	'cream',
	'patch',
	'suppository',
	'pessary',
	'sublingual_tablet'
] as const;
export const medicineUnits = [
	'tablet',
	'capsule',
	'mL',
	'sachet',
	'ampoule',
	'vial',
	'puff',
	'drop',
	'application',
	'patch',
	'suppository',
	'pessary'
] as const;
export const medicineRoutes = [
	'oral',
	'sublingual',
	'buccal',
	'intravenous',
	'intramuscular',
	'subcutaneous',
	'intradermal',
	'inhaled',
	'nasal',
	'ophthalmic',
	'otic',
	'topical',
	'transdermal',
	'rectal',
	'vaginal',
	'epidural'
] as const;
export const amountUnits = ['ug', 'mg', 'g', '[iU]', 'mmol', 'mL'] as const;

export const ruleKinds = [
	'interaction',
	'allergy',
	'duplicate',
	'pregnancy',
	'lactation',
	'renal'
] as const;
export const severities = ['warn', 'block_until_reason'] as const;
/** Kinds that are between two. */
export const isPair = (kind: string) => kind === 'interaction' || kind === 'allergy';

export const mostIngredients = 8;
