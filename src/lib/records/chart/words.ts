import { formatDate } from '$lib/app/time/format';
import { m } from '$lib/paraglide/messages.js';
import type { AlertKind, Decision, discussedWith, TeamRole } from './choices';

const kinds: Record<AlertKind, () => string> = {
	infection: m.chart_kind_infection,
	airway: m.chart_kind_airway,
	bleeding: m.chart_kind_bleeding,
	implant: m.chart_kind_implant,
	falls: m.chart_kind_falls,
	communication: m.chart_kind_communication,
	safeguarding: m.chart_kind_safeguarding,
	safety: m.chart_kind_safety,
	other: m.chart_kind_other
};
export const kindLabel = (kind: AlertKind): string => kinds[kind]();

const decided: Record<Decision, () => string> = {
	attempt: m.chart_decision_attempt,
	do_not_attempt: m.chart_decision_do_not_attempt
};
export const decisionLabel = (decision: Decision): string => decided[decision]();

const discussed: Record<(typeof discussedWith)[number], () => string> = {
	patient: m.chart_discussed_patient,
	family: m.chart_discussed_family,
	representative: m.chart_discussed_representative,
	not_possible: m.chart_discussed_not_possible
};
export const discussedLabel = (with_: string): string =>
	discussed[with_ as (typeof discussedWith)[number]]();

/** "Pregnant, due 12 Mar 2027". */
export const pregnancyWords = (dueOn: string): string =>
	m.chart_pregnant({ day: formatDate(dueOn) });

const teamRoles: Record<TeamRole, () => string> = {
	attending: m.chart_team_role_attending,
	consultant: m.chart_team_role_consultant,
	nurse: m.chart_team_role_nurse,
	therapist: m.chart_team_role_therapist,
	other: m.chart_team_role_other
};
export const teamRoleLabel = (role: string): string => teamRoles[role as TeamRole]();
