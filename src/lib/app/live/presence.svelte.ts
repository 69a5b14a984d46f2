import { idFrom } from '$lib/app/forms/id';
import { browserClient } from '$lib/app/supabase/browser';
import { follow } from './follow';

interface Colleague {
	id: string;
	name: string;
}

/**
 * Who else is looking at a ward's board or a patient's chart. The channel says ids of colleagues and nothing
 * more; their names are read through row-level security, so that nobody can give themselves a name. An id
 * can be anybody's who may join: this is a courtesy between colleagues, and proves nothing.
 */
export class Presence {
	#here = $state.raw<readonly string[]>([]);
	#known = $state.raw<Readonly<Record<string, Colleague>>>({});
	/** The colleagues there, without oneself, by name. */
	readonly others: readonly Colleague[] = $derived(
		this.#here
			.flatMap((id) => this.#known[id] ?? [])
			.sort((one, other) => one.name.localeCompare(other.name))
	);

	/** Shows oneself on `ward:<id>` or `patient:<id>` and sees who else is there, until the function returned is called. */
	follow(topic: string, staffId: string | null): () => void {
		const leave = follow(null, topic, {
			events: {},
			shows: staffId ?? undefined,
			onpresent: (ids) => {
				this.#here = ids.filter((id) => id !== staffId && idFrom(id));
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
		const missing = this.#here.filter((id) => !this.#known[id]);
		if (missing.length === 0) return;
		const client = await browserClient();
		const { data } = await client
			.from('staff')
			.select('id, full_name')
			.in('id', missing)
			.eq('active', true);
		const found = (data ?? []).map(({ id, full_name }) => [id, { id, name: full_name }]);
		this.#known = { ...this.#known, ...(Object.fromEntries(found) as Record<string, Colleague>) };
	}
}
