import { expect, test } from '../fixtures.ts';

/* Old links, typed addresses: a list shows what there is. PostgREST answers 416 past the last row. */
for (const [role, address] of [
	['receptionist', '/reception?page=9999'],
	['receptionist', '/waitlist?page=9999'],
	['patient', '/portal?coming=9999'],
	['patient', '/portal/history?older=nowhere'],
	['admin', '/admin/people?page=9999'],
	['admin', '/deliveries?older=2026-02-30T00:00:00Z~1']
] as const) {
	test(`${address} shows the list`, async ({ pageAs }) => {
		const page = await pageAs(role);
		const answer = await page.goto(address);
		expect(answer?.status()).toBe(200);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	});
}
