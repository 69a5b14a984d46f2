import BedDouble from '@lucide/svelte/icons/bed-double';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import ConciergeBell from '@lucide/svelte/icons/concierge-bell';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/access';
import { m } from '$lib/paraglide/messages.js';
import type { Icon } from '$lib/ui/types';

export interface Screen {
	href: string;
	label: string;
	icon: Icon;
}

/** The screens somebody works with, in the order of their day. */
export function screensOf(access: Access): Screen[] {
	const screens: Screen[] = [];
	if (access.doctor_id !== null) {
		screens.push({ href: resolve('/today'), label: m.common_nav_today(), icon: Stethoscope });
	}
	if (may(access, 'appointments.book_any')) {
		screens.push({
			href: resolve('/reception'),
			label: m.common_nav_reception(),
			icon: ConciergeBell
		});
	}
	if (
		may(access, 'wards.read_all') ||
		may(access, 'admissions.manage') ||
		may(access, 'housekeeping.work')
	) {
		screens.push({ href: resolve('/wards'), label: m.common_nav_wards(), icon: BedDouble });
	}
	if (access.kind === 'patient' || access.patient_ids.length > 0) {
		screens.push({ href: resolve('/portal'), label: m.common_nav_portal(), icon: CalendarDays });
	}
	if (access.patient_ids.length > 0) {
		screens.push({ href: resolve('/portal/book'), label: m.common_nav_book(), icon: CalendarPlus });
	}
	return screens;
}

/** The screen an address belongs to: the longest one it begins with. */
export function currentScreen(screens: Screen[], path: string): Screen | undefined {
	return screens
		.filter(({ href }) => path === href || path.startsWith(`${href}/`))
		.sort((a, b) => b.href.length - a.href.length)[0];
}
