import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

/** The screens of one stay somebody may open; the chart of observations first. */
export function admissionTabs(access: Access, id: string): { href: string; label: string }[] {
	const tabs = [
		{ href: resolve('/(clinic)/admissions/[id]', { id }), label: m.nursing_tab_observations() }
	];
	// Each screen of a stay adds itself here, if `access` lets its reader in.
	tabs.push(
		{ href: resolve('/(clinic)/admissions/[id]/care', { id }), label: m.care_tab_tasks() },
		{ href: resolve('/(clinic)/admissions/[id]/notes', { id }), label: m.care_tab_notes() }
	);
	if (may(access, 'admissions.manage')) {
		tabs.push({
			href: resolve('/(clinic)/admissions/[id]/discharge', { id }),
			label: m.discharge_tab()
		});
	}
	return tabs;
}
