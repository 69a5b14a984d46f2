import { m } from '$lib/paraglide/messages.js';

/* What the tables take, in the order in which one chooses. */
export const genderRules = ['any', 'same', 'female', 'male'] as const;
export const bedKinds = ['standard', 'icu', 'maternity', 'paediatric', 'isolation'] as const;
export const bedFeatures = ['oxygen', 'monitor', 'bariatric', 'negative_pressure'] as const;

type GenderRule = (typeof genderRules)[number];
type BedKind = (typeof bedKinds)[number];
type BedFeature = (typeof bedFeatures)[number];

const ruleLabels: Record<GenderRule, () => string> = {
	any: m.ward_setup_rule_any,
	same: m.ward_setup_rule_same,
	female: m.ward_setup_rule_female,
	male: m.ward_setup_rule_male
};

const kindLabels: Record<BedKind, () => string> = {
	standard: m.ward_setup_kind_standard,
	icu: m.ward_setup_kind_icu,
	maternity: m.ward_setup_kind_maternity,
	paediatric: m.ward_setup_kind_paediatric,
	isolation: m.ward_setup_kind_isolation
};

const featureLabels: Record<BedFeature, () => string> = {
	oxygen: m.ward_setup_feature_oxygen,
	monitor: m.ward_setup_feature_monitor,
	bariatric: m.ward_setup_feature_bariatric,
	negative_pressure: m.ward_setup_feature_negative_pressure
};

const worded = <Key extends string>(labels: Record<Key, () => string>, key: string): string =>
	Object.hasOwn(labels, key) ? labels[key as Key]() : key;

export const genderRuleLabel = (rule: string) => worded(ruleLabels, rule);
export const bedKindLabel = (kind: string) => worded(kindLabels, kind);
export const featureLabel = (feature: string) => worded(featureLabels, feature);

export const genderRuleOptions = () => genderRules.map((id) => ({ id, name: genderRuleLabel(id) }));
export const bedKindOptions = () => bedKinds.map((id) => ({ id, name: bedKindLabel(id) }));
export const featureOptions = () => bedFeatures.map((id) => ({ id, name: featureLabel(id) }));
