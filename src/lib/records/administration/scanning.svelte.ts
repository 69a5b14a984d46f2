import { gtinOf, isMrn } from './scan';

interface Known {
	mrn: string;
	orders: readonly { id: string; packs: string[] }[];
}

/**
 * What was scanned at a bed: the wristband, for all that is given there, and a pack for one dose. Only what fits is kept;
 * the database compares both again when the dose is written.
 */
export class Scanning {
	patient = $state('');
	pack = $state('');
	/** Whose pack it is. */
	order = $state<string | null>(null);
	wrong = $state<'wristband' | 'pack' | null>(null);
	readonly #known: () => Known;

	constructor(known: () => Known) {
		this.#known = known;
	}

	take = (code: string) => {
		const { mrn, orders } = this.#known();
		this.wrong = null;
		if (isMrn(code)) {
			this.patient = code.trim().toUpperCase() === mrn ? code.trim() : '';
			if (!this.patient) this.wrong = 'wristband';
			return;
		}
		const gtin = gtinOf(code);
		const order = orders.find(({ packs }) => gtin !== null && packs.includes(gtin));
		this.pack = order ? code : '';
		this.order = order?.id ?? null;
		if (!order) this.wrong = 'pack';
	};

	/** A pack is for one dose. */
	used = () => {
		this.pack = '';
		this.order = null;
	};
}
