import BedDouble from '@lucide/svelte/icons/bed-double';
import BedSingle from '@lucide/svelte/icons/bed-single';
import Building from '@lucide/svelte/icons/building-2';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import CalendarRange from '@lucide/svelte/icons/calendar-range';
import ConciergeBell from '@lucide/svelte/icons/concierge-bell';
import History from '@lucide/svelte/icons/rotate-ccw-clock';
import Settings from '@lucide/svelte/icons/settings-2';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Mails from '@lucide/svelte/icons/mails';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Sparkles from '@lucide/svelte/icons/sparkles';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import Contact from '@lucide/svelte/icons/contact';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Users from '@lucide/svelte/icons/users';
import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import type { Icon } from '$lib/app/ui/types';

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
	if (may(access, 'appointments.read_all')) {
		screens.push({
			href: resolve('/calendar'),
			label: m.common_nav_calendar(),
			icon: CalendarRange
		});
	}
	if (may(access, 'appointments.book_any')) {
		screens.push({
			href: resolve('/reception'),
			label: m.common_nav_reception(),
			icon: ConciergeBell
		});
	}
	if (may(access, 'patients.manage')) {
		screens.push({ href: resolve('/patients'), label: m.common_nav_patients(), icon: Contact });
	}
	if (may(access, 'queue.manage') || access.doctor_id !== null) {
		screens.push({ href: resolve('/queue'), label: m.common_nav_queue(), icon: ListOrdered });
	}
	if (may(access, 'waitlist.manage')) {
		screens.push({ href: resolve('/waitlist'), label: m.common_nav_waitlist(), icon: Hourglass });
	}
	if (may(access, 'appointments.read_all') || access.doctor_id !== null) {
		screens.push({
			href: resolve('/follow-ups'),
			label: m.common_nav_follow_ups(),
			icon: ClipboardCheck
		});
	}
	if (may(access, 'appointments.read_all') || access.doctor_id !== null) {
		screens.push({ href: resolve('/visits'), label: m.common_nav_visits(), icon: ScrollText });
	}
	if (
		may(access, 'wards.read_all') ||
		may(access, 'admissions.manage') ||
		may(access, 'housekeeping.work')
	) {
		screens.push({ href: resolve('/wards'), label: m.common_nav_wards(), icon: BedDouble });
	}
	if (may(access, 'reports.wards')) {
		screens.push({
			href: resolve('/wards/figures'),
			label: m.ward_figures_nav(),
			icon: ChartColumn
		});
	}
	if (may(access, 'housekeeping.work')) {
		screens.push({
			href: resolve('/housekeeping'),
			label: m.common_nav_housekeeping(),
			icon: Sparkles
		});
	}
	if (may(access, 'beds.assign') || may(access, 'admissions.manage')) {
		screens.push({
			href: resolve('/bed-requests'),
			label: m.common_nav_bed_requests(),
			icon: BedSingle
		});
	}
	if (
		may(access, 'access.manage') ||
		may(access, 'directory.manage') ||
		may(access, 'settings.manage')
	) {
		screens.push({ href: resolve('/admin'), label: m.common_nav_admin(), icon: Building });
	}
	if (may(access, 'deliveries.read')) {
		screens.push({ href: resolve('/deliveries'), label: m.common_nav_deliveries(), icon: Mails });
	}
	if (access.doctor_id !== null || may(access, 'availability.manage')) {
		screens.push({
			href: resolve('/availability'),
			label: access.doctor_id !== null ? m.common_nav_own_hours() : m.common_nav_availability(),
			icon: CalendarClock
		});
	}
	if (access.kind === 'patient' || access.patient_ids.length > 0) {
		screens.push({ href: resolve('/portal'), label: m.common_nav_portal(), icon: CalendarDays });
	}
	if (access.patient_ids.length > 0) {
		screens.push({ href: resolve('/portal/book'), label: m.common_nav_book(), icon: CalendarPlus });
	}
	// Colleagues who are somebody's mother find these from their visits; their bar has other screens to hold.
	if (access.kind === 'patient' && access.patient_ids.length > 0) {
		screens.push(
			{ href: resolve('/portal/waitlist'), label: m.common_nav_waitlist(), icon: Hourglass },
			{ href: resolve('/portal/family'), label: m.common_nav_family(), icon: Users },
			{ href: resolve('/portal/history'), label: m.common_nav_history(), icon: History },
			{ href: resolve('/portal/preferences'), label: m.common_nav_preferences(), icon: Settings }
		);
	}
	return screens;
}

/** The screen an address belongs to: the longest one it begins with. A stay belongs to the wards. */
export function currentScreen(screens: Screen[], path: string): Screen | undefined {
	const place = /\/admissions\/[^/]+/.test(path) ? resolve('/wards') : path;
	return screens
		.filter(({ href }) => place === href || place.startsWith(`${href}/`))
		.sort((a, b) => b.href.length - a.href.length)[0];
}
