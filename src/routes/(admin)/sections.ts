import BriefcaseMedical from '@lucide/svelte/icons/briefcase-medical';
import BedDouble from '@lucide/svelte/icons/bed-double';
import Building from '@lucide/svelte/icons/building-2';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import DoorOpen from '@lucide/svelte/icons/door-open';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import Mail from '@lucide/svelte/icons/mail';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import type { Icon } from '$lib/app/ui/types';

export interface Section {
	href: string;
	label: string;
	/** What one does there. */
	text: string;
	icon: Icon;
}

/** The screens of the hospital's administration somebody may open; the overview first. */
export function sectionsOf(access: Access): Section[] {
	const sections: Section[] = [
		{
			href: resolve('/admin'),
			label: m.directory_overview(),
			text: '',
			icon: LayoutDashboard
		}
	];
	if (may(access, 'access.manage')) {
		sections.push(
			{
				href: resolve('/admin/people'),
				label: m.directory_people(),
				text: m.directory_people_text(),
				icon: Users
			},
			{
				href: resolve('/admin/invitations'),
				label: m.directory_invitations(),
				text: m.directory_invitations_text(),
				icon: Mail
			}
		);
	}
	if (may(access, 'directory.manage')) {
		sections.push(
			{
				href: resolve('/admin/departments'),
				label: m.directory_departments(),
				text: m.directory_departments_text(),
				icon: Building
			},
			{
				href: resolve('/admin/specialties'),
				label: m.directory_specialties(),
				text: m.directory_specialties_text(),
				icon: BriefcaseMedical
			},
			{
				href: resolve('/admin/rooms'),
				label: m.directory_rooms(),
				text: m.directory_rooms_text(),
				icon: DoorOpen
			},
			{
				href: resolve('/admin/wards'),
				label: m.ward_setup_wards(),
				text: m.ward_setup_wards_text(),
				icon: BedDouble
			},
			{
				href: resolve('/admin/visit-types'),
				label: m.directory_visit_types(),
				text: m.directory_visit_types_text(),
				icon: ClipboardList
			}
		);
	}
	if (may(access, 'settings.manage')) {
		sections.push({
			href: resolve('/admin/settings'),
			label: m.directory_settings(),
			text: m.directory_settings_text(),
			icon: Settings
		});
	}
	return sections;
}
