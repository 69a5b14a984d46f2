import ScanBarcode from '@lucide/svelte/icons/scan-barcode';
import { resolve } from '$app/paths';
import { may } from '$lib/access/session/access';
import type { AdminOffer } from '$lib/access/session/screens';
import { m } from '$lib/paraglide/messages.js';

export default [
	{
		place: 64,
		href: () => resolve('/admin/packs'),
		label: () => m.administration_packs_title(),
		text: () => m.administration_packs_text(),
		icon: ScanBarcode,
		to: (access) => may(access, 'medicines.manage')
	}
] satisfies AdminOffer[];
