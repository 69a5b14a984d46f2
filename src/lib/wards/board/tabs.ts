import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';

/** The screens of one ward somebody may open; the board first. */
export function wardTabs(access: Access, ward: string): { href: string; label: string }[] {
	const tabs = [{ href: resolve('/(clinic)/wards/[ward]', { ward }), label: m.wards_tab_board() }];
	// Each screen of a ward adds itself here, if `access` lets its reader in.
	// For those who work on a ward; an administrator sees every board and nurses nobody.
	if (may(access, 'charts.read') && access.kind !== 'admin') {
		tabs.push(
			{
				href: resolve('/(clinic)/wards/[ward]/observations', { ward }),
				label: m.nursing_round_tab()
			},
			{ href: resolve('/(clinic)/wards/[ward]/tasks', { ward }), label: m.care_tab_tasks() },
			{ href: resolve('/(clinic)/wards/[ward]/handover', { ward }), label: m.care_tab_handover() },
			{ href: resolve('/(clinic)/wards/[ward]/notes', { ward }), label: m.care_tab_search() }
		);
	}
	if (may(access, 'reports.wards')) {
		tabs.push({
			href: resolve('/(clinic)/wards/[ward]/figures', { ward }),
			label: m.ward_figures_tab()
		});
	}
	if (may(access, 'beds.manage')) {
		tabs.push({
			href: resolve('/(clinic)/wards/[ward]/setup', { ward }),
			label: m.ward_setup_tab()
		});
	}
	if (may(access, 'displays.manage')) {
		tabs.push({
			href: resolve('/(clinic)/wards/[ward]/displays', { ward }),
			label: m.displays_tab()
		});
	}
	return tabs;
}
