/** The part of Supabase's management API that tells what a project has. Nothing here changes anything. */

interface Deployed {
	slug: string;
	verify_jwt?: boolean;
}

interface Auth {
	site_url?: string;
	smtp_host?: string | null;
	jwt_exp?: number;
}

const patienceMs = 15_000;

export class ManagementApi {
	readonly #base: string;
	readonly #token: string;

	constructor({ url = 'https://api.supabase.com', token, ref }: ApiOptions) {
		this.#base = `${url}/v1/projects/${ref}`;
		this.#token = token;
	}

	project = () => this.#ask<{ status: string }>('');
	functions = () => this.#ask<Deployed[]>('/functions');
	auth = () => this.#ask<Auth>('/config/auth');

	/** Their names: what they hold is not told. */
	async secrets(): Promise<string[]> {
		return (await this.#ask<{ name: string }[]>('/secrets')).map(({ name }) => name);
	}

	/** The column `name` of what a query finds. */
	async query(query: string): Promise<string[]> {
		const rows = await this.#ask<{ name: string }[]>('/database/query', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ query, read_only: true })
		});
		return rows.map(({ name }) => name);
	}

	/** @throws with what the API answered, which never repeats the token */
	async #ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
		const answer = await fetch(this.#base + path, {
			...init,
			headers: { ...init.headers, authorization: `Bearer ${this.#token}` },
			signal: AbortSignal.timeout(patienceMs)
		});
		if (answer.ok) return (await answer.json()) as Answer;
		const { message = '' } = (await answer.json().catch(() => ({}))) as { message?: string };
		throw new Error(`The management API answered ${answer.status} ${message}`.trim());
	}
}

interface ApiOptions {
	url?: string;
	token: string;
	ref: string;
}
