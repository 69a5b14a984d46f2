import { idFrom } from '$lib/app/forms/id';
import { browserClient } from '$lib/app/supabase/browser';
import { follow } from './follow';
import type { Shown } from './topics';

interface Colleague {
	id: string;
	/** Null for whoever has no account yet, and is never there. */
	userId: string | null;
	name: string;
}

/**
 * Who else is looking at a ward's board or a patient's chart. The channel says ids of colleagues and of their accounts
 * and nothing more; their names are read through row-level security, and only where colleague and account belong
 * together. The embedded stack lets nobody be there under another's account; hosted does, so there it is a courtesy.
 */
export class Presence {
	#here = $state.raw<readonly Shown[]>([]);
	#known = $state.raw<Readonly<Record<string, Colleague>>>({});
	/** The colleagues there, without oneself, by name. */
	readonly others: readonly Colleague[] = $derived(
		Object.values(this.#known)
			.filter(({ id, userId }) =>
				this.#here.some((shown) => shown.staffId === id && shown.userId === userId)
			)
			.sort((one, other) => one.name.localeCompare(other.name))
	);

	/** Shows oneself on `ward:<id>` or `patient:<id>` and sees who else is there, until the function returned is called. */
	follow(topic: string, staffId: string | null): () => void {
		const leave = follow(null, topic, {
			events: {},
			shows: staffId ?? undefined,
			onpresent: (there) => {
				this.#here = there.filter(({ staffId: id }) => id !== staffId && idFrom(id));
				// Asked again the next time somebody comes or goes.
				void this.#learn().catch(() => {});
			}
		});
		return () => {
			leave();
			this.#here = [];
		};
	}

	/** Looks up who has not been seen before. A colleague who cannot be looked up is not shown. */
	async #learn(): Promise<void> {
		const missing = this.#here.map(({ staffId }) => staffId).filter((id) => !this.#known[id]);
		if (missing.length === 0) return;
		const client = await browserClient();
		const { data } = await client
			.from('staff')
			.select('id, user_id, full_name')
			.in('id', missing)
			.eq('active', true);
		const found = (data ?? []).map((colleague) => {
			const { id, user_id: userId, full_name: name } = colleague;
			return [id, { id, userId, name }];
		});
		this.#known = { ...this.#known, ...(Object.fromEntries(found) as Record<string, Colleague>) };
	}
}
