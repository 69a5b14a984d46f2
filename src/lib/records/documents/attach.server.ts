import type { RequestEvent } from '@sveltejs/kit';
import { hospitalSettings } from '$lib/access/session/hospital.server';
import { dayOf } from '$lib/app/time/days';
import { m } from '$lib/paraglide/messages.js';
import { fileUpload } from './filing.server';

/** Files an upload that is sent along with something else: it is a document of the record as any other. */
export const attachTo =
	({ locals }: Pick<RequestEvent, 'locals'>, patientId: string, release: boolean) =>
	async ({ file, name }: { file: string; name: string }) => {
		const { time_zone } = await hospitalSettings(locals.supabase);
		return fileUpload(locals.supabase, {
			p_name: `${patientId}/${file}`,
			p_kind: 'other',
			p_title: name.replace(/\.[a-z0-9]{1,5}$/i, '') || m.documents_file(),
			p_dated_on: dayOf(new Date(), time_zone),
			p_release: release
		});
	};
