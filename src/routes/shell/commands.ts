import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import Lock from '@lucide/svelte/icons/lock';
import LogOut from '@lucide/svelte/icons/log-out';
import Moon from '@lucide/svelte/icons/moon';
import Sun from '@lucide/svelte/icons/sun';
import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';
import { lockEvent } from '$lib/access/session/lock';
import { m } from '$lib/paraglide/messages.js';
import type { Icon } from '$lib/app/ui/types';
import type { Drawn } from '../../bundle/icon';
import type { Screen } from './navigation';

/** One line of the palette. */
export interface Command {
	id: string;
	group: string;
	label: string;
	detail?: string;
	icon?: Icon;
	/** Of a screen, whose icon the server sends. */
	drawing?: Drawn;
	run: () => unknown;
}

interface Effects {
	chooseMode: (mode: 'light' | 'dark') => void;
	signOut: () => void;
}

/** Every screen somebody has, and what can be done from anywhere. */
export function commandsFor(access: Access, screens: Screen[], effects: Effects): Command[] {
	const actions = m.common_commands_actions();
	const commands: Command[] = screens.map(({ href, label, drawing }) => ({
		id: href,
		group: m.common_commands_screens(),
		label,
		drawing,
		// eslint-disable-next-line svelte/no-navigation-without-resolve -- resolved in navigation.ts
		run: () => goto(href)
	}));
	if (may(access, 'appointments.book_any')) {
		commands.push({
			id: 'book',
			group: actions,
			label: m.common_nav_book(),
			icon: CalendarPlus,
			run: () => goto(resolve('/reception'))
		});
	}
	commands.push(
		{
			id: 'light',
			group: actions,
			label: `${m.common_appearance()}: ${m.common_mode_light()}`,
			icon: Sun,
			run: () => effects.chooseMode('light')
		},
		{
			id: 'dark',
			group: actions,
			label: `${m.common_appearance()}: ${m.common_mode_dark()}`,
			icon: Moon,
			run: () => effects.chooseMode('dark')
		},
		...(access.staff_id === null
			? []
			: [
					{
						id: 'lock',
						group: actions,
						label: m.sessions_lock(),
						icon: Lock,
						run: () => document.dispatchEvent(new Event(lockEvent))
					}
				]),
		{
			id: 'sign-out',
			group: actions,
			label: m.access_sign_out(),
			icon: LogOut,
			run: effects.signOut
		}
	);
	return commands;
}

/** Written without accents and capitals, so that "recepcion" finds "Recepción". */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** The commands whose label holds what was typed. */
export function matching(commands: Command[], query: string): Command[] {
	const wanted = plain(query.trim());
	return commands.filter(({ label }) => plain(label).includes(wanted));
}
