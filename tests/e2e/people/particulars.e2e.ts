import type { Locator, Page } from '@playwright/test';
import { deflateSync, crc32 } from 'node:zlib';
import { expect, test } from '../fixtures.ts';

/** Goes on by Tab to a control; nothing here uses a mouse. */
async function reach(page: Page, control: Locator): Promise<void> {
	for (let steps = 0; steps < 120; steps++) {
		if (await control.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('Tab does not come there');
}

/** A picture as a camera gives one. */
function png(width: number, height: number): Buffer {
	const chunk = (name: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(name), data]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([length, body, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2], 8);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(Buffer.alloc(height * (1 + width * 3), 0x90))),
		chunk('IEND', Buffer.alloc(0))
	]);
}

test('the desk registers somebody whole by keyboard alone, and prints a wristband', async ({
	pageAs
}) => {
	const desk = await pageAs('receptionist');
	const serial = crypto.randomUUID().slice(0, 8).toUpperCase();
	const given = `Whole${serial}`;
	const field = (label: string) => desk.getByLabel(new RegExp(`^\\s*${label}(?![’\\w])`)).first();
	const type = async (label: string, text: string) => {
		await reach(desk, field(label));
		await desk.keyboard.type(text);
	};
	const press = async (role: 'button' | 'link', name: string | RegExp) => {
		await reach(
			desk,
			desk
				.getByRole('main')
				.getByRole(role, { name, exact: typeof name === 'string' })
				.first()
		);
		await desk.keyboard.press('Enter');
	};

	// Whether what was typed may go; Enter answers it.
	desk.on('dialog', (asked) => void asked.accept());
	await desk.goto('/reception');
	await press('link', 'Register patient');
	await expect(desk.getByLabel('Given name')).toBeFocused();
	await desk.keyboard.type(given);
	await type('Family name', 'Keys');
	await type('Date of birth', '03/02/1951');
	await type('Sex', 'Fem');
	await type('Next of kin’s name', 'Ana Keys');
	await type('Next of kin’s phone', '+34611222333');
	await type('Relationship', 'Chi');
	await type('Interpreter', 'Fren');
	await type('Hearing', 'Hard');
	await type('Mobility', 'Wheel');
	await type('Insurer', 'Mutua Castellana');
	await type('Policy number', `MC-${serial}`);
	await type('Examination and treatment', 'Giv');
	await type('Identification photo', 'Giv');
	await press('button', 'Register patient');
	await expect(desk.getByText('Interpreter: French')).toBeVisible();

	await press('link', 'Registration');
	const identifiers = desk.getByRole('region', { name: 'Identifiers' });
	await expect(identifiers).toContainText('No other identifiers recorded');
	await press('link', 'Add identifier');
	await type('Type', 'Pass');
	await type('Issued by', 'France');
	await type('Number', `FR ${serial}`);
	await type('Valid until', '01/01/2020');
	await press('button', 'Save');
	await expect(identifiers).toContainText(`FR ${serial}`);
	await expect(identifiers.getByText('Expired')).toBeVisible();

	// Nobody else has it; what was typed stays.
	await press('link', 'Add identifier');
	await type('Type', 'Pass');
	await type('Issued by', 'France');
	await type('Number', `fr${serial}`);
	await press('button', 'Save');
	await expect(field('Number')).toHaveAccessibleDescription(/already recorded/);
	await press('link', 'Discard');
	await expect(field('Number')).toBeHidden();

	await press('link', 'Add insurance card');
	await expect(field('Order')).toHaveValue('2');
	await type('Insurer', 'Sanidad Ibérica');
	await type('Policy number', `SI-${serial}`);
	await type('Policyholder', 'Par');
	await type('Policyholder’s name', 'Luis Keys');
	await press('button', 'Save');
	const policies = desk.getByRole('region', { name: 'Insurance' });
	await expect(policies).toContainText('Luis Keys (Partner)');
	await expect(policies.getByText('Secondary')).toBeVisible();

	await press('link', /^Record consent: Use of the record for research/);
	await expect(field('Consent to')).toHaveValue('research');
	await type('Decision', 'Wit');
	await press('button', 'Save');
	await expect(field('Decision')).toHaveAccessibleDescription(/has not been given/);
	await reach(desk, field('Decision'));
	await desk.keyboard.press('ArrowUp');
	await press('button', 'Save');
	await expect(field('Decision')).toHaveCount(0);
	const consents = desk.getByRole('region', { name: 'Consents' });
	await expect(consents.getByText('Refused')).toBeVisible();

	// The card is found by its number, and the band says what the desk may know.
	await desk.goto(`/patients?q=${encodeURIComponent(`si ${serial}`)}`);
	await press('link', new RegExp(given));
	await expect(desk.getByText('Wheelchair').first()).toBeVisible();
	await press('link', 'Registration');
	await press('link', 'Print wristband or labels');
	const band = desk.getByRole('article', { name: 'Wristband' });
	await expect(band).toContainText(`${given} Keys`);
	await expect(band).toContainText('Allergies: see chart');
	await expect(band.getByRole('img', { name: /^Code for LN\d{8}$/ })).toBeVisible();
	await expect(desk.getByRole('article', { name: 'Label' })).toHaveCount(6);
	await desk.evaluate(() => {
		window.print = () => (document.title = 'printed');
	});
	await press('button', 'Print wristband');
	await expect(desk).toHaveTitle('printed');
	await desk.emulateMedia({ media: 'print' });
	await expect(band).toBeVisible();
	await expect(desk.getByRole('article', { name: 'Label' }).first()).toBeHidden();
	await expect(desk.getByRole('navigation').first()).toBeHidden();
});

test('a photo is taken by camera or file, shown to who reads the chart, and gone with the consent', async ({
	pageAs,
	owner
}) => {
	const { rows } = await owner.query<{ id: string }>(
		`insert into public.patients (given_name, family_name, birth_date) values ('Face', $1, '1980-01-01') returning id`,
		[crypto.randomUUID().slice(0, 8)]
	);
	const address = `/patients/${rows[0]?.id ?? ''}/registration`;
	const [desk, nurse] = await Promise.all([pageAs('receptionist'), pageAs('nurse')]);
	// No machine of ours has a camera: what one sees is drawn.
	await desk.addInitScript(() => {
		navigator.mediaDevices.getUserMedia = () => {
			const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
			const context = canvas.getContext('2d');
			setInterval(() => context?.fillRect(Math.random() * 320, 0, 20, 240), 30);
			return Promise.resolve(canvas.captureStream());
		};
	});
	const allowed = async (path: string) =>
		(await desk.request.get(path)).headers()['permissions-policy'];
	expect(await allowed(address)).toContain('camera=(self)');
	expect(await allowed('/patients')).toContain('camera=()');

	await Promise.all([desk.goto(address), nurse.goto(address)]);
	const photo = (page: Page) => page.getByRole('main').locator('img[src*="/photo?v="]');
	await expect(nurse.getByText('No photo')).toBeVisible();
	await expect(nurse.getByRole('link', { name: 'Use camera' })).toHaveCount(0);
	await desk.getByRole('link', { name: 'Use camera' }).click();
	await expect(desk.getByLabel('Camera view')).toBeVisible();
	await desk.getByRole('button', { name: 'Take photo' }).click();
	// In the banner and in the panel, on the colleague's screen too.
	await expect(photo(desk)).toHaveCount(2);
	await expect(photo(nurse)).toHaveCount(2);
	const first = await photo(desk).first().getAttribute('src');
	expect((await nurse.request.get(first ?? '')).headers()['content-type']).toBe('image/jpeg');

	const choose = (name: string, mimeType: string, buffer: Buffer) =>
		desk.getByLabel('Photo file').setInputFiles({ name, mimeType, buffer });
	await choose('page.jpg', 'image/jpeg', Buffer.from('<script>alert(1)</script>'));
	await desk.getByRole('button', { name: 'Save photo' }).click();
	await expect(desk.getByText('Choose a photo as JPEG or PNG')).toBeVisible();
	await choose('face.png', 'image/png', png(640, 480));
	await desk.getByRole('button', { name: 'Save photo' }).click();
	await expect(photo(desk).first()).not.toHaveAttribute('src', first ?? '');

	await desk.getByRole('link', { name: 'Record consent: Identification photo' }).click();
	await desk.getByLabel('Decision', { exact: true }).selectOption('refused');
	await desk.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(photo(nurse)).toHaveCount(0);
	await expect(desk.getByText('The patient does not agree to a photo.')).toBeVisible();
	await expect(desk.getByLabel('Photo file')).toHaveCount(0);
});
