import MessageCircleQuestion from '@lucide/svelte/icons/message-circle-question-mark';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 67,
		href: () => resolve('/admin/questions'),
		label: () => m.questionnaires_admin_title(),
		text: () => m.questionnaires_admin_text(),
		icon: MessageCircleQuestion,
		to: (access) => may(access, 'questionnaires.manage')
	}
] satisfies AdminOffer[];
