import { m } from '$lib/paraglide/messages.js';
import type { ClosureReason, DiagnosisGroup, Disposition } from './choices';

const dispositionLabels: Record<Disposition, () => string> = {
	home: m.wards_disposition_home,
	transfer: m.wards_disposition_transfer,
	left_against_advice: m.wards_disposition_left,
	deceased: m.wards_disposition_deceased,
	other: m.wards_disposition_other
};
export const dispositionLabel = (disposition: Disposition) => dispositionLabels[disposition]();

const reasonLabels: Record<ClosureReason, () => string> = {
	C: m.wards_closure_closed,
	K: m.wards_closure_contaminated,
	I: m.wards_closure_isolated
};
export const closureLabel = (reason: ClosureReason) => reasonLabels[reason]();

const groupLabels: Record<DiagnosisGroup, () => string> = {
	'A00-B99': m.wards_group_infections,
	'C00-D48': m.wards_group_neoplasms,
	'D50-D89': m.wards_group_blood,
	'E00-E90': m.wards_group_metabolic,
	'F00-F99': m.wards_group_mental,
	'G00-G99': m.wards_group_nerves,
	'H00-H59': m.wards_group_eye,
	'H60-H95': m.wards_group_ear,
	'I00-I99': m.wards_group_circulation,
	'J00-J99': m.wards_group_breathing,
	'K00-K93': m.wards_group_digestion,
	'L00-L99': m.wards_group_skin,
	'M00-M99': m.wards_group_bones,
	'N00-N99': m.wards_group_urinary,
	'O00-O99': m.wards_group_pregnancy,
	'P00-P96': m.wards_group_perinatal,
	'Q00-Q99': m.wards_group_congenital,
	'R00-R99': m.wards_group_symptoms,
	'S00-T98': m.wards_group_injuries,
	'Z00-Z99': m.wards_group_factors
};
export const diagnosisGroupLabel = (group: DiagnosisGroup) =>
	m.wards_group_named({ codes: group, name: groupLabels[group]() });
