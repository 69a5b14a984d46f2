import { demoPeople } from '../support/people.ts';
import { clientWith, type Bench } from './bench.ts';
import { ms, quantile, sideBySide, times, type Figure } from './figures.ts';

/** What it costs at the desk that numbers of identity documents are sealed: the same requests with one and without. */
export async function registration(bench: Bench, runs = 300): Promise<Figure[]> {
	const desk = clientWith(bench.stack, await bench.token(demoPeople.receptionist));
	const register = async (run: number, nationalId?: string) => {
		const { error } = await desk.rpc('register_patient', {
			p_patient: {
				given_name: 'Measured',
				family_name: `Registration ${run}`,
				birth_date: '1980-01-01',
				...(nationalId ? { national_id: nationalId } : {})
			}
		});
		if (error) throw new Error(error.message);
	};
	const search = async (query: string) => {
		const { data, error } = await desk.rpc('search_patients', { p_query: query, p_limit: 20 });
		if (error || data.length === 0)
			throw new Error(error?.message ?? `nobody is found by ${query}`);
	};
	await sideBySide(
		30,
		(run) => register(-run),
		(run) => register(-run, `WARM-${run}`)
	);
	const [plain, sealed] = await sideBySide(
		runs,
		(run) => register(run),
		(run) => register(run, `NID-${1000 + run}`)
	);
	const [byName, byNumber] = await sideBySide(
		runs,
		(run) => search(`Measured Registration ${run}`),
		(run) => search(`nid${1000 + run}`)
	);
	const figure = (name: string, taken: number[], beside: number[], what: string, most: number) => {
		const ratio = quantile(taken, 0.5) / quantile(beside, 0.5);
		return {
			name,
			measured: `p50 ${ms(quantile(taken, 0.5))}, ${times(ratio)}`,
			yardstick: `${what}: p50 ${ms(quantile(beside, 0.5))}`,
			target: `≤ ${times(most)}`,
			met: ratio <= most
		};
	};
	return [
		figure('registration with the number of an identity document', sealed, plain, 'without', 1.1),
		figure('search by that number', byNumber, byName, 'by name', 1)
	];
}
