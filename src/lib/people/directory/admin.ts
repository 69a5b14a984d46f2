import BriefcaseMedical from '@lucide/svelte/icons/briefcase-medical';
import Building from '@lucide/svelte/icons/building-2';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import DoorOpen from '@lucide/svelte/icons/door-open';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import Mail from '@lucide/svelte/icons/mail';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 10,
		href: () => resolve('/admin'),
		label: () => m.directory_overview(),
		text: () => '',
		icon: LayoutDashboard,
		to: () => true
	},
	{
		place: 20,
		href: () => resolve('/admin/people'),
		label: () => m.directory_people(),
		text: () => m.directory_people_text(),
		icon: Users,
		to: (access) => may(access, 'access.manage')
	},
	{
		place: 30,
		href: () => resolve('/admin/invitations'),
		label: () => m.directory_invitations(),
		text: () => m.directory_invitations_text(),
		icon: Mail,
		to: (access) => may(access, 'access.manage')
	},
	{
		place: 40,
		href: () => resolve('/admin/departments'),
		label: () => m.directory_departments(),
		text: () => m.directory_departments_text(),
		icon: Building,
		to: (access) => may(access, 'directory.manage')
	},
	{
		place: 50,
		href: () => resolve('/admin/specialties'),
		label: () => m.directory_specialties(),
		text: () => m.directory_specialties_text(),
		icon: BriefcaseMedical,
		to: (access) => may(access, 'directory.manage')
	},
	{
		place: 60,
		href: () => resolve('/admin/rooms'),
		label: () => m.directory_rooms(),
		text: () => m.directory_rooms_text(),
		icon: DoorOpen,
		to: (access) => may(access, 'directory.manage')
	},
	{
		place: 80,
		href: () => resolve('/admin/visit-types'),
		label: () => m.directory_visit_types(),
		text: () => m.directory_visit_types_text(),
		icon: ClipboardList,
		to: (access) => may(access, 'directory.manage')
	},
	{
		place: 90,
		href: () => resolve('/admin/settings'),
		label: () => m.directory_settings(),
		text: () => m.directory_settings_text(),
		icon: Settings,
		to: (access) => may(access, 'settings.manage')
	}
] satisfies AdminOffer[];
