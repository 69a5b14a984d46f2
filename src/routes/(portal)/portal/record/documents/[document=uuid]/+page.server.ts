import { guarded } from '$lib/app/forms/guarded';
import { withdraw } from '$lib/records/documents/actions.server';
import { documentsKey } from '$lib/records/documents/live';
import { portalUser } from '../../../portal.server';
import { ownDocument } from './document.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends(documentsKey);
	const access = portalUser(event);
	const { patient, document } = await ownDocument(event);
	return {
		patient,
		document,
		/** What one sent oneself one may withdraw. */
		withdraws:
			document.source === 'patient' &&
			document.filed_by === access.user_id &&
			!document.voided_at &&
			!document.replaced_at
	};
};

export const actions = guarded(portalUser, { withdraw });
