import type { RequestEvent } from '@sveltejs/kit';
import { guarded } from '$lib/app/forms/guarded';
import { perform } from '$lib/app/forms/perform.server';
import { permitted } from '$lib/access/session/guard.server';
import { beginImport } from '$lib/records/codes/commands';
import { explainCodes } from '$lib/records/codes/errors';
import { codesKey } from '$lib/records/codes/live';
import { codeImports, codeSystems } from '$lib/records/codes/queries';
import { beginImportSchema } from '$lib/records/codes/schema';
import { wrongWords } from '$lib/records/codes/words';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	permitted(event, 'codes.manage');
	event.depends(codesKey);
	const client = event.locals.supabase;
	const [systems, imports] = await Promise.all([codeSystems(client), codeImports(client)]);
	return { systems, imports };
};

export const actions = guarded((event) => permitted(event, 'codes.manage'), {
	/* The browser then reads the file, and sends its lines to the database itself. */
	begin: (event: RequestEvent) =>
		perform(event, {
			schema: beginImportSchema,
			words: wrongWords,
			explain: explainCodes,
			run: (wish) => beginImport(event.locals.supabase, wish),
			next: ({ data }, { format }) => ({ begun: { id: data, format } })
		})
});
