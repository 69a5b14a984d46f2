import { error, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { tables } from '$lib/access/audit/words.server';
import { permitted } from '$lib/access/session/guard.server';
import { guarded } from '$lib/app/forms/guarded';
import { m } from '$lib/paraglide/messages.js';
import { mergeAction } from '$lib/people/merges/actions.server';
import type { Compared } from '$lib/people/merges/compared';
import { duplicatesKey } from '$lib/people/merges/live';
import { comparedRecord, reasonsFor } from '$lib/people/merges/queries';
import { searchPatients } from '$lib/people/patients/queries';
import type { PageServerLoad } from './$types';

const counted = (counts: Record<string, number>) =>
	Object.entries(counts).map(([table, count]) => {
		const name = table.replace(/^public\./, '');
		return { table: tables[name]?.() ?? name, count };
	});

export const load: PageServerLoad = async (event) => {
	event.depends(duplicatesKey);
	permitted(event, 'patients.merge');
	const client = event.locals.supabase;
	const query = event.url.searchParams;
	const [one, other] = ['one', 'other'].map((name) => z.uuid().safeParse(query.get(name)).data);
	const record = async (id: string | undefined): Promise<Compared | null> => {
		const found = id === undefined ? null : await comparedRecord(client, id);
		return found && { ...found, moves: counted(found.moves), holds: counted(found.holds) };
	};
	const q = query.get('q') ?? '';
	const [first, second, found, reasons] = await Promise.all([
		record(one),
		record(other === one ? undefined : other),
		other ? [] : searchPatients(client, q),
		one && other ? reasonsFor(client, one, other) : []
	]);
	if (!first || (other && !second)) error(404, m.errors_not_found());
	return { first, second, q, found, reasons };
};

export const actions = guarded((event: RequestEvent) => permitted(event, 'patients.merge'), {
	merge: mergeAction
});
