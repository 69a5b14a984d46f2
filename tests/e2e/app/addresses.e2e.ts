import type { APIRequestContext } from '@playwright/test';
import { demoPeople, type DemoRole } from '../../support/people.ts';
import { filled, routes, sources } from '../../support/sources.ts';
import { expect, test } from '../fixtures.ts';

/*
 * No address, however it was typed, cut or made up, is an accident of ours: a page that is not there is 404, a
 * parameter that makes no sense is as if it had not been given. Routes and parameters are those of the sources.
 */

/** Every parameter that is read from an address. */
const reading = /\b(?:searchParams|query)\.(?:get|has|getAll)\('(\w+)'\)/g;
const names = new Set(['older', 'newer']);
for (const { text } of sources)
	for (const [, name] of text.matchAll(reading)) names.add(name ?? '');

const nowhere = '00000000-0000-4000-8000-00000000dead';
/** As they stand in an address. */
const nonsense = [
	'x',
	'%ff%fe',
	nowhere,
	'2147483648',
	'99999999999999999999',
	'2026-02-30',
	'9999-12-31',
	`2026-02-30T09:00:00Z~${nowhere}`,
	'%27%22),or(id.gt.0'
];
const noParts = ['x', '%00', '%', '1'.repeat(3000), 'a%2fb'];

const allWith = (value: string) => [...names].map((name) => `${name}=${value}`).join('&');

/** Those of the addresses that are answered as an accident of ours, or not at all. */
async function accidents(request: APIRequestContext, addresses: string[]): Promise<string[]> {
	const found: string[] = [];
	const waiting = [...addresses];
	const ask = async () => {
		for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
			const answer = await request.get(address, { maxRedirects: 0 }).catch(() => null);
			if (!answer || answer.status() >= 500)
				found.push(`${answer?.status()} ${address.slice(0, 90)}`);
		}
	};
	await Promise.all(Array.from({ length: 6 }, ask));
	return found;
}

const people: (DemoRole | null)[] = [
	'ward_manager',
	'admin',
	'receptionist',
	'doctor',
	'patient',
	null
];

/* In parts, so that a loaded machine is done with each in time. */
const parts = 4;
for (let part = 1; part <= parts; part++) {
	test(`no address is an accident: ${part} of ${parts} parts of the routes`, async ({
		app,
		sessionOf,
		owner,
		playwright
	}) => {
		const { rows } = await owner.query<{ ward: string; doctor: string; id: string }>(
			`select s.ward_id as ward, (select id from public.doctors order by id limit 1) as doctor, a.id
			 from public.staff_wards s
			 join public.staff t on t.id = s.staff_id join public.profiles p on p.id = t.user_id
			 join public.admissions a on a.ward_id = s.ward_id and a.discharged_at is null
			 where p.email = $1 limit 1`,
			[demoPeople.ward_manager]
		);
		const there = rows[0];
		const requests = await Promise.all(
			people.map(async (person) => ({
				request: await playwright.request.newContext({
					baseURL: app,
					storageState: person ? await sessionOf(demoPeople[person]) : undefined
				})
			}))
		);
		const found: string[] = [];
		for (const route of routes.filter((_, place) => place % parts === part - 1)) {
			const real = filled(route, (name) => there?.[name as keyof typeof there] ?? nowhere);
			// The first who sees the page: for the others it is not there, whatever is asked of it.
			let reader = requests[0]?.request;
			for (const { request } of requests) {
				reader = request;
				if ((await request.get(real, { maxRedirects: 0 })).status() === 200) break;
			}
			if (!reader) continue;
			const asked = [
				...nonsense.map((value) => `${real}?${allWith(value)}`),
				`${real}?%00`,
				...(route.includes('[') ? noParts.map((part) => filled(route, () => part)) : [])
			];
			found.push(...(await accidents(reader, asked)));
		}
		expect(found).toEqual([]);
		await Promise.all(requests.map(({ request }) => request.dispose()));
	});
}
