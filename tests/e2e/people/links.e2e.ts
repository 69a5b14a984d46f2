import type { Page } from '@playwright/test';
import type { DemoRole } from '../../support/people.ts';
import { expect, test } from '../fixtures.ts';

/** Lists that name patients, and who works with them. */
const lists: [DemoRole, string[]][] = [
	['receptionist', ['/reception', '/visits', '/waitlist', '/follow-ups', '/queue', '/patients']],
	['doctor', ['/today', '/visits']],
	['bed_manager', ['/bed-requests']],
	['ward_manager', ['/wards/all']]
];

/**
 * The names of patients on the page that lead nowhere: neither they nor the row they stand in opens anything. And how
 * many were looked at.
 */
const deadEnds = (page: Page, names: string[]) =>
	page.evaluate((names) => {
		const known = new Set(names);
		const texts = document.createTreeWalker(document.querySelector('main') ?? document.body, 4);
		const dead: string[] = [];
		let seen = 0;
		while (texts.nextNode()) {
			const name = texts.currentNode.textContent?.trim() ?? '';
			const place = texts.currentNode.parentElement;
			if (!known.has(name) || !place?.checkVisibility() || place.closest('option')) continue;
			seen++;
			const row = place.closest('li, tr, article, [role="row"]');
			const opens = place.closest('a[href], button, summary') ?? row?.querySelector('a[href]');
			if (!opens) dead.push(name);
		}
		return { dead, seen };
	}, names);

for (const [role, addresses] of lists)
	test(`no patient’s name is a dead end on the lists of the ${role}`, async ({
		keptPageAs,
		owner
	}) => {
		const { rows } = await owner.query<{ full_name: string }>(
			'select full_name from public.patients'
		);
		const names = rows.map(({ full_name }) => full_name);
		const page = await keptPageAs(role);
		for (const address of addresses) {
			await page.goto(address);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			// Lists that are read after the page.
			await page.waitForLoadState('networkidle');
			const { dead, seen } = await deadEnds(page, names);
			expect(dead, address).toEqual([]);
			if (address !== '/patients' && address !== '/queue') expect(seen, address).toBeGreaterThan(0);
		}
	});
