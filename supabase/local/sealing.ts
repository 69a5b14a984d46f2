import type pg from 'pg';

/** Values that are sealed in one transaction: some hundred milliseconds. */
const batch = 500;

/**
 * Seals every value anew with a new key, a few at a time, and ends the older ones. One that was stopped is gone on with.
 *
 * @param onprogress how many have been done so far
 * @param size of a batch; tests take small ones
 */
export async function rotateSealingKeys(
	client: pg.ClientBase,
	onprogress: (resealed: number) => void = () => {},
	size = batch
): Promise<{ key: number; resealed: number; ended: number }> {
	const call = async (sql: string): Promise<number> => {
		const { rows } = await patiently(() => client.query<{ number: number }>(sql));
		return rows[0]?.number ?? 0;
	};
	const key = await call('select private.begin_new_sealing_key() as number');
	let resealed = 0;
	for (;;) {
		const some = await call(`select private.reseal_some(${size}) as number`);
		resealed += some;
		onprogress(resealed);
		if (some > 0) continue;
		try {
			return {
				key,
				resealed,
				ended: await call('select private.end_older_sealing_keys() as number')
			};
		} catch (error) {
			// One that was being written just then was passed over.
			if ((error as { code?: string }).code !== '55000') throw error;
			await pause();
		}
	}
}

/** Whoever holds the keys to write a value is soon done; the function gives up rather than wait in a circle. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
	for (const end = Date.now() + 60_000; ;) {
		try {
			return await ask();
		} catch (error) {
			const code = (error as { code?: string }).code ?? '';
			if (!['55P03', '40P01'].includes(code) || Date.now() > end) throw error;
			await pause();
		}
	}
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
