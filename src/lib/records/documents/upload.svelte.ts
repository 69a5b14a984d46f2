import { env } from '$env/dynamic/public';
import { browserClient } from '$lib/app/supabase/browser';
import { mediaTypeOf, mostBytes } from './content';

/** Why a file was not taken. */
export type Failure = 'type' | 'size' | 'empty' | 'signed_out' | 'refused' | 'interrupted';

type State =
	| { at: 'idle' }
	| { at: 'sending'; sent: number }
	| { at: 'sent'; file: string }
	| { at: 'cancelled' }
	| { at: 'failed'; why: Failure };

/**
 * One file on its way to the bucket: looked at first, sent with its progress, called off or tried again. Sent is not
 * filed: what is left alone is removed by the hospital after a day.
 */
export class Upload {
	#state = $state.raw<State>({ at: 'idle' });
	#chosen = $state.raw<File | null>(null);
	#request: XMLHttpRequest | null = null;
	/** Of the newest try: what an older one learns comes too late. */
	#try = 0;
	readonly #patientId: () => string;

	constructor(patientId: () => string) {
		this.#patientId = patientId;
	}

	get state(): State {
		return this.#state;
	}
	get chosen(): File | null {
		return this.#chosen;
	}

	async choose(file: File | null): Promise<void> {
		this.#stop();
		this.#chosen = file;
		this.#state = { at: 'idle' };
		if (file) await this.retry();
	}

	async retry(): Promise<void> {
		const file = this.#chosen;
		if (!file) return;
		const turn = this.#stop();
		const settle = (state: State) => {
			if (turn === this.#try) this.#state = state;
		};
		if (file.size === 0) return settle({ at: 'failed', why: 'empty' });
		if (file.size > mostBytes) return settle({ at: 'failed', why: 'size' });
		settle({ at: 'sending', sent: 0 });
		const type = await file.arrayBuffer().then(
			(content) => mediaTypeOf(new Uint8Array(content)),
			// Moved or changed on the disk meanwhile.
			() => undefined
		);
		if (type === undefined) return settle({ at: 'failed', why: 'interrupted' });
		if (type === null) return settle({ at: 'failed', why: 'type' });
		const token = await accessToken().catch(() => undefined);
		if (token === undefined) return settle({ at: 'failed', why: 'interrupted' });
		if (token === null) return settle({ at: 'failed', why: 'signed_out' });
		if (turn !== this.#try) return;
		this.#send(file, type, token, settle);
	}

	cancel(): void {
		this.#stop();
		this.#state = { at: 'cancelled' };
	}

	#stop(): number {
		this.#request?.abort();
		this.#request = null;
		return ++this.#try;
	}

	/* By XMLHttpRequest: `fetch` does not tell how much has been sent. */
	#send(file: File, type: string, token: string, settle: (state: State) => void): void {
		const request = new XMLHttpRequest();
		const id = crypto.randomUUID();
		this.#request = request;
		request.open(
			'POST',
			`${env.PUBLIC_SUPABASE_URL}/storage/v1/object/documents/${this.#patientId()}/${id}`
		);
		request.setRequestHeader('apikey', env.PUBLIC_SUPABASE_PUBLISHABLE_KEY ?? '');
		request.setRequestHeader('authorization', `Bearer ${token}`);
		request.setRequestHeader('content-type', type);
		request.setRequestHeader('x-upsert', 'false');
		request.upload.onprogress = ({ loaded, total }) =>
			settle({ at: 'sending', sent: total > 0 ? loaded / total : 0 });
		request.onload = () =>
			settle(
				request.status === 200
					? { at: 'sent', file: id }
					: { at: 'failed', why: request.status >= 500 ? 'interrupted' : 'refused' }
			);
		request.onerror = () => settle({ at: 'failed', why: 'interrupted' });
		request.send(file);
	}
}

async function accessToken(): Promise<string | null> {
	const client = await browserClient();
	return (await client.auth.getSession()).data.session?.access_token ?? null;
}
