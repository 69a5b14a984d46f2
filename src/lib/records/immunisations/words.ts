import { getLocale } from '$lib/paraglide/runtime.js';
import { m } from '$lib/paraglide/messages.js';
import { wrongWords } from '$lib/records/problems/words';

export const vaccineName = ({ name, name_es }: { name: string; name_es: string }) =>
	getLocale() === 'es' ? name_es : name;

const sites: Record<string, () => string> = {
	left_arm: m.immunisations_site_left_arm,
	right_arm: m.immunisations_site_right_arm,
	left_thigh: m.immunisations_site_left_thigh,
	right_thigh: m.immunisations_site_right_thigh
};
export const siteLabel = (key: string | null) => (key ? (sites[key]?.() ?? key) : '');

const routes: Record<string, () => string> = {
	intramuscular: m.immunisations_route_intramuscular,
	subcutaneous: m.immunisations_route_subcutaneous,
	intradermal: m.immunisations_route_intradermal,
	oral: m.immunisations_route_oral,
	nasal: m.immunisations_route_nasal
};
export const routeLabel = (key: string | null) => (key ? (routes[key]?.() ?? key) : '');

const wrong: Record<string, () => string> = {
	vaccine_id: m.immunisations_error_vaccine,
	dose: m.immunisations_error_dose,
	given_on: m.immunisations_error_given_on,
	lot: m.immunisations_error_lot,
	id: m.immunisations_error_id,
	name: m.immunisations_error_name,
	name_es: m.immunisations_error_name,
	doses: m.immunisations_error_doses
};
/** What a key of the schema, or a parameter the database refuses, says. */
export const wrongImmunisation = (key: string) => wrong[key]?.() ?? wrongWords(key);
