import type { Page } from '@playwright/test';
import { axeProblems, settled } from '../support/axe.ts';
import type { DemoRole } from '../support/people.ts';
import { expect, test } from './fixtures.ts';

/** Every screen there is, as each kind of person who may open it. */
const screens: { who: DemoRole | null; paths: string[] }[] = [
	{ who: null, paths: ['/sign-in', '/register', '/reset-password', '/nowhere'] },
	{ who: null, paths: ['/visit/nobody-knows-this-link'] },
	{ who: 'receptionist', paths: ['/deliveries', '/deliveries?status=failed'] },
	{ who: 'patient', paths: ['/portal', '/portal/book', 'a visit', 'free times'] },
	{ who: 'patient', paths: ['/notifications', '/calendar-feeds', 'a calendar just made'] },
	{ who: 'doctor', paths: ['/notifications', '/calendar-feeds', 'the bell'] },
	{
		who: 'patient',
		paths: ['/portal/family', '/portal/link', '/portal/history', '/portal/preferences']
	},
	{
		who: 'receptionist',
		paths: [
			'/patients',
			'a patient',
			'a patient to edit',
			'a link code',
			'/queue',
			'a number in the queue',
			'a waiting-room screen'
		]
	},
	{
		who: 'doctor',
		paths: [
			'/today',
			'/wards',
			'a ward',
			'/nowhere',
			'/queue?doctor=me',
			'/availability',
			'/availability/rebook'
		]
	},
	{ who: 'nurse', paths: ['/wards', 'a ward', 'a floor plan', 'a bed', '/queue'] },
	{ who: 'bed_manager', paths: ['/wards/all', '/wards', 'a ward', 'a bed'] },
	{
		who: 'nurse',
		paths: ['tasks of a ward', 'a handover', 'words in notes', 'tasks of a stay', 'notes of a stay']
	},
	{ who: 'nurse', paths: ['a round', 'a chart of observations'] },
	{ who: 'housekeeper', paths: ['/wards', 'a ward', '/housekeeping'] },
	{ who: 'bed_manager', paths: ['/bed-requests', '/bed-requests?more', '/bed-requests?add'] },
	{ who: 'nurse', paths: ['/bed-requests'] },
	{ who: 'receptionist', paths: ['/reception', 'registration'] },
	{ who: 'doctor', paths: ['/visits', '/follow-ups', '/follow-ups?order'] },
	{ who: 'receptionist', paths: ['/waitlist', '/waitlist?add', 'a time to offer'] },
	{ who: 'receptionist', paths: ['/follow-ups', '/follow-ups/series', 'a series'] },
	{ who: 'patient', paths: ['/portal/waitlist', '/portal/waitlist?join'] },
	{ who: null, paths: ['/offer/nobody-has-this'] },
	{ who: null, paths: ['/display'] },
	{ who: 'ward_manager', paths: ['displays of a ward', 'a display on the wall'] },
	{
		who: 'receptionist',
		paths: ['/calendar', '/calendar?view=week&by=room', '/visits', 'a visit and its story']
	},
	{ who: 'patient', paths: ['/portal/doctors'] },
	{
		who: 'admin',
		paths: [
			'/admin',
			'/admin/people',
			'/admin/people/invite',
			'a colleague',
			'a colleague who leaves',
			'/admin/invitations',
			'/admin/departments',
			'/admin/specialties?edit=new',
			'/admin/rooms',
			'/admin/wards?edit=new',
			'/admin/visit-types?edit=new',
			'/admin/settings'
		]
	},
	{ who: 'ward_manager', paths: ['a ward to set up'] },
	{ who: 'nurse', paths: ['a discharge'] },
	{ who: 'bed_manager', paths: ['/wards/figures', 'figures of a ward'] },
	{ who: 'admin', paths: ['/wards', '/reception', '/availability', 'leave to enter'] }
];

/** Screens whose address is found by clicking, as a person finds them. */
const found: Record<string, (page: Page) => Promise<void>> = {
	'a colleague': async (page) => {
		await page.goto('/admin/people?q=olga');
		await page.getByRole('link', { name: 'Olga Petrova' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Olga Petrova' })).toBeVisible();
	},
	'a colleague who leaves': async (page) => {
		await page.goto('/admin/people?q=fischer');
		await page.getByRole('link', { name: 'Lena Fischer' }).click();
		await page.getByRole('link', { name: 'Deactivate…' }).click();
		await expect(page.getByRole('heading', { name: 'Lena Fischer leaves' })).toBeVisible();
	},
	'a round': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Observations', exact: true }).click();
		await expect(page.getByRole('heading', { level: 1, name: /^Observations, / })).toBeVisible();
	},
	'a chart of observations': async (page) => {
		await found['a round']?.(page);
		await page
			.getByRole('list', { name: 'Patients, by when they are due' })
			.getByRole('link')
			// Somebody who has just come may have no observations yet, and so no chart.
			.last()
			.click();
		await expect(page.getByRole('slider')).toBeVisible();
	},
	'a discharge': async (page) => {
		await found['a chart of observations']?.(page);
		await page.getByRole('link', { name: 'Discharge', exact: true }).click();
		await expect(page.getByRole('region', { name: 'Before leaving' })).toBeVisible();
	},
	'figures of a ward': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('main').getByRole('link', { name: 'Figures', exact: true }).click();
		await expect(page.getByText('Came and went by day')).toBeVisible();
	},
	'displays of a ward': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Displays', exact: true }).click();
		await page
			.getByLabel(/^Revoke /)
			.first()
			.click();
		await expect(page.getByText(/^Revoke “.*”\?$/).first()).toBeVisible();
	},
	'a display on the wall': async (page) => {
		await page.goto('/display');
		const code = page.getByRole('img', { name: /^(\d ){5}\d$/ });
		const digits = ((await code.getAttribute('aria-label')) ?? '').replaceAll(' ', '');
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Displays', exact: true }).click();
		await page.getByLabel('Code on the screen').fill(digits);
		await page.getByLabel('Where the screen is').fill('Hall');
		await page.getByRole('button', { name: 'Pair', exact: true }).click();
		await expect(page.getByText('Hall').first()).toBeVisible();
		await page.goto('/display');
		await expect(page.getByText(/^Live since/)).toBeVisible();
	},
	'a calendar just made': async (page) => {
		await page.goto('/calendar-feeds');
		await page.getByRole('button', { name: 'Make the address' }).click();
		await expect(page.getByLabel('Address')).toBeVisible();
	},
	'the bell': async (page) => {
		await page.goto('/today');
		await page.getByRole('button', { name: /^Notifications/ }).click();
		await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
	},
	'a visit': async (page) => {
		await page.goto('/portal');
		await page.getByRole('main').locator('a[href*="/portal/visits/"]').first().click();
	},
	'a time to offer': async (page) => {
		await page.goto('/waitlist');
		await page
			.getByRole('main')
			.getByRole('link', { name: /^Offer .* a time$/ })
			.first()
			.click();
		await expect(page.getByText(/^Which free time|^There is no free time/)).toBeVisible();
	},
	'a series': async (page) => {
		await page.goto('/follow-ups');
		await page.getByRole('main').getByRole('link', { name: 'Book a visit' }).first().click();
		await page.getByRole('link', { name: 'Book a series instead' }).click();
		const main = page.getByRole('main');
		await main.getByLabel('First day').fill('2027-06-01');
		await main.getByLabel('Time', { exact: true }).fill('09:00');
		await main.getByRole('button', { name: 'Show the dates' }).click();
		await expect(main.getByRole('region', { name: 'Dates' })).toBeVisible();
	},
	'a visit and its story': async (page) => {
		await page.goto('/visits');
		await page
			.getByRole('region', { name: 'All visits' })
			.getByRole('listitem')
			.getByRole('link')
			.first()
			.click();
		await expect(page.getByRole('region', { name: 'What happened' })).toBeVisible();
	},
	'free times': async (page) => {
		await page.goto('/portal/book');
		await page
			.getByRole('link', { name: /Cardiology/ })
			.first()
			.click();
		await expect(page.getByText('First available')).toBeVisible();
	},
	'a ward': async (page) => {
		await page.goto('/wards');
		await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
		await expect(page.getByRole('article').first()).toBeVisible();
	},
	'a ward to set up': async (page) => {
		await page.goto('/wards');
		await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
		await page.getByRole('main').getByRole('link', { name: 'Set-up' }).click();
		const plan = page.getByRole('group', { name: 'Floor plan' });
		await plan.getByRole('button').first().focus();
		await page.keyboard.press('ArrowRight');
		await page.getByText('Plan in figures').click();
		await page
			.getByRole('link', { name: /^Edit bed / })
			.first()
			.click();
		await expect(page.getByLabel('Label')).toBeVisible();
	},
	'a floor plan': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Floor plan', exact: true }).click();
		await expect(page.getByRole('group', { name: /^Floor plan of / })).toBeVisible();
		// The next test's board is the usual one again.
		await page.context().clearCookies({ name: 'lantern-board' });
	},
	'a bed': async (page) => {
		await page.goto('/wards');
		await page.getByRole('link', { name: /Internal Medicine.*occupied/ }).click();
		await page.getByRole('article').first().getByRole('link').first().click();
		await expect(page.getByRole('complementary', { name: /^Bed / })).toBeVisible();
	},
	'tasks of a ward': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Tasks', exact: true }).click();
		await page.getByText('Add a task').click();
		await expect(page.getByLabel('What is to be done')).toBeVisible();
	},
	'a handover': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Handover', exact: true }).click();
		await expect(
			page.getByRole('textbox', { name: 'Handover of The ward as a whole' })
		).toBeVisible();
	},
	'words in notes': async (page) => {
		await found['a ward']?.(page);
		await page.getByRole('link', { name: 'Search notes', exact: true }).click();
		await page.getByRole('main').getByRole('searchbox').fill('pain');
		await page.getByRole('button', { name: 'Search', exact: true }).click();
		await expect(page.getByRole('region', { name: 'What was found' })).toBeVisible();
	},
	'tasks of a stay': async (page) => {
		await found['tasks of a ward']?.(page);
		await page.getByRole('main').locator('a[href*="/admissions/"]').first().click();
		await expect(page.getByRole('region', { name: 'Nurse', exact: true })).toBeVisible();
	},
	'notes of a stay': async (page) => {
		await found['tasks of a stay']?.(page);
		await page.getByRole('link', { name: 'Notes', exact: true }).click();
		await expect(page.getByRole('region', { name: 'Notes', exact: true })).toBeVisible();
	},
	'a patient': async (page) => {
		await page.goto('/patients?q=Elena');
		await page.getByRole('main').getByRole('link', { name: /Elena/ }).first().click();
		await expect(page.getByRole('heading', { name: 'Portal accounts' })).toBeVisible();
	},
	'a patient to edit': async (page) => {
		await found['a patient']?.(page);
		await page.getByRole('link', { name: 'Edit', exact: true }).click();
		await expect(page.getByLabel('Family name')).toBeVisible();
	},
	'a link code': async (page) => {
		await found['a patient']?.(page);
		await page.getByRole('link', { name: 'Make a link code' }).click();
		await page.getByLabel('For whom').selectOption('A carer');
		await page.getByRole('button', { name: 'Make a link code' }).click();
		await expect(page.getByText('Shown only now.')).toBeVisible();
	},
	'a number in the queue': async (page) => {
		await page.goto('/queue');
		await page
			.getByRole('link', { name: /^More: / })
			.first()
			.click();
		await expect(page.getByRole('button', { name: 'Left without being seen' })).toBeVisible();
	},
	'a waiting-room screen': async (page) => {
		await page.goto('/queue');
		await page.getByLabel('Where the screen is').fill('Hall');
		await page.getByRole('button', { name: 'Make a link' }).click();
		const link = page.getByRole('main').getByRole('link', { name: /waiting-room/ });
		await page.goto((await link.getAttribute('href')) ?? '');
		await page.getByRole('button', { name: 'Turn the sound on' }).click();
	},
	'leave to enter': async (page) => {
		await page.goto('/availability');
		await page.getByRole('main').getByRole('link', { name: 'Dr. Amara Osei' }).click();
		await page.getByRole('link', { name: 'Add leave or extra hours' }).click();
		await expect(page.getByRole('radio', { name: 'Leave' })).toBeVisible();
	},
	registration: async (page) => {
		await page.goto('/reception');
		await page.getByRole('link', { name: 'Register patient' }).click();
		await expect(page.getByLabel('Family name')).toBeVisible();
	}
};

const widths = [1440, 390];
const themes = ['light', 'dark'];

for (const { who, paths } of screens) {
	for (const path of paths) {
		test(`no axe violation: ${path} for ${who ?? 'a visitor'}`, async ({ pageAs, visitor }) => {
			test.slow();
			const page = who ? await pageAs(who) : visitor;
			await (found[path]?.(page) ?? page.goto(path));
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			// Colours are judged once they have settled.
			await page.emulateMedia({ reducedMotion: 'reduce' });

			const problems: string[] = [];
			for (const width of widths) {
				await page.setViewportSize({ width, height: 900 });
				await settled(page);
				const overflow = await page.evaluate(
					() => document.documentElement.scrollWidth - document.documentElement.clientWidth
				);
				if (overflow > 0) problems.push(`${width} px: scrolls sideways by ${overflow} px`);
				for (const theme of themes) {
					await page.evaluate((mode) => (document.documentElement.dataset.mode = mode), theme);
					await settled(page);
					// The themes differ in their colours alone: the other rules have been asked in the first.
					const rules = theme === themes[0] ? undefined : ['color-contrast'];
					const found = await axeProblems(page, { rules });
					problems.push(...found.map((problem) => `${theme}, ${width} px: ${problem}`));
				}
			}
			expect(problems).toEqual([]);
		});
	}
}
