import type { Page } from '@playwright/test';
import { screens } from '../axe.ts';
import { expect } from '../fixtures.ts';
import { aWard, tasksOfAStay, tasksOfAWard } from './ways.ts';

screens('nurse', [], {
	'/wards/[ward]/tasks': tasksOfAWard,
	'/wards/[ward]/notes': wordsInNotes,
	'/admissions/[id]/care': tasksOfAStay,
	'/admissions/[id]/notes': notesOfAStay
});

async function wordsInNotes(page: Page): Promise<void> {
	await aWard(page);
	await page.getByRole('link', { name: 'Search notes', exact: true }).click();
	await page.getByRole('main').getByRole('searchbox').fill('pain');
	await page.getByRole('button', { name: 'Search', exact: true }).click();
	await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible();
}

async function notesOfAStay(page: Page): Promise<void> {
	await tasksOfAStay(page);
	await page.getByRole('link', { name: 'Notes', exact: true }).click();
	await expect(page.getByRole('region', { name: 'Notes', exact: true })).toBeVisible();
}
