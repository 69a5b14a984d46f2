import { error } from '@sveltejs/kit';
import { may } from '$lib/access/session/access';
import { m } from '$lib/paraglide/messages.js';
import { signedIn } from '$lib/access/session/guard.server';
import { directoryKey } from '$lib/people/directory/live';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const access = signedIn(event);
	const keepsPeople = may(access, 'access.manage');
	if (!keepsPeople && !may(access, 'directory.manage') && !may(access, 'settings.manage')) {
		error(404, m.errors_not_found());
	}
	event.depends(directoryKey);
	const client = event.locals.supabase;
	const [people, invitations, departments, specialties, rooms, wards, visitTypes] =
		await Promise.all([
			client.from('staff').select('id', { count: 'exact', head: true }).eq('active', true),
			client
				.from('staff_invitations')
				.select('id', { count: 'exact', head: true })
				.is('accepted_at', null)
				.is('withdrawn_at', null),
			client.from('departments').select('id', { count: 'exact', head: true }).eq('active', true),
			client.from('specialties').select('id', { count: 'exact', head: true }).eq('active', true),
			client.from('rooms').select('id', { count: 'exact', head: true }).eq('active', true),
			client.from('wards').select('id', { count: 'exact', head: true }).eq('active', true),
			client.from('visit_types').select('id', { count: 'exact', head: true }).eq('active', true)
		]);
	const counts: Record<string, number | null> = {
		'/admin/people': people.count,
		'/admin/invitations': invitations.count,
		'/admin/departments': departments.count,
		'/admin/specialties': specialties.count,
		'/admin/rooms': rooms.count,
		'/admin/wards': wards.count,
		'/admin/visit-types': visitTypes.count
	};
	return { counts };
};
