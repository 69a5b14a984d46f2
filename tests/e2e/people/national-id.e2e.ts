import { expect, test } from '../fixtures.ts';

test('the desk takes an ID number down, finds the patient by it, and is told when it is another’s', async ({
	pageAs
}) => {
	const desk = await pageAs('receptionist');
	const main = desk.getByRole('main');
	const number = `E2E-${Date.now()}`;
	const register = async (given: string) => {
		await desk.goto('/reception?register');
		await desk.getByLabel('Given name').fill(given);
		await desk.getByLabel('Date of birth').fill('1971-02-03');
		await desk.getByLabel('Sex').selectOption('female');
		await desk.getByLabel('ID number').fill(number);
		await desk.getByRole('button', { name: 'Register patient' }).click();
	};
	const given = `Berta${crypto.randomUUID().slice(0, 6)}`;
	await register(given);
	await expect(main.getByText(number)).toBeVisible();

	await desk.goto(`/patients?q=${number.toLowerCase().replace('-', ' ')}`);
	await main.getByRole('link', { name: given }).click();
	await expect(main.getByText(number)).toBeVisible();

	await register('Carla');
	await expect(main.getByText('may already be registered')).toBeVisible();
	await expect(main.getByRole('region', { name: 'Possible matches' })).toContainText(given);
	await desk.getByRole('button', { name: 'Register as a new patient' }).click();
	await expect(desk.getByLabel('ID number')).toHaveAccessibleDescription(
		/Another record has this ID number/
	);
});
