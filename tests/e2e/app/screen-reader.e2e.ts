/** What a screen reader is told of the screens that are more drawn than written: the board, the calendar, the dialogs. */
import { expect, test } from '../fixtures.ts';
import { freeSlot, patient } from '../people.ts';
import { lieIn, testWard } from '../ward.ts';

test('the board is beds in rooms, each with its state, its patient and what to mind', async ({
	pageAs,
	owner
}) => {
	const [{ id, code, beds }, person] = await Promise.all([
		testWard(owner, { beds: 2 }),
		patient(owner, 'Rahel')
	]);
	await lieIn(owner, beds[0], person.id);
	const nurse = await pageAs('nurse');
	await nurse.goto(`/wards/${id}`);
	await expect(nurse.getByText('Live', { exact: true })).toBeVisible();
	await expect(nurse.getByRole('region', { name: 'Beds', exact: true })).toMatchAriaSnapshot(`
		- region "Beds":
		  - group "Beds in Room 1":
		    - heading "Room 1" [level=2]
		    - article "Bed ${code}-1":
		      - 'link "Bed ${code}-1: Occupied"'
		      - text: Allergies not recorded Occupied
		      - paragraph: ${person.name}
		    - article "Bed ${code}-2":
		      - 'link "Bed ${code}-2: Free"'
		      - text: Free
		      - paragraph: Free
	`);
	await expect(nurse.getByRole('navigation', { name: 'Show beds by state' })).toMatchAriaSnapshot(`
		- navigation "Show beds by state":
		  - link "All 2"
		  - link "Free 1"
		  - link "Occupied 1"
	`);

	await nurse.getByRole('link', { name: `Bed ${code}-1: Occupied` }).click();
	await expect(nurse.getByRole('complementary', { name: `Bed ${code}-1` })).toMatchAriaSnapshot(`
		- complementary "Bed ${code}-1":
		  - heading "Bed ${code}-1" [level=2]
		  - paragraph: Test ward ${code} · Room 1
		  - text: Occupied
		  - link "Close"
		  - paragraph:
		    - link "${person.name}"
		  - paragraph:
		    - link "Observations"
		    - link "Tasks"
		  - term: Age and sex
		  - definition: /\\d+ y · Female/
		  - term: Reason for admission
		  - definition: Pneumonia
		  - group: Transfer to another bed
		  - group: Swap beds with another patient
		  - group: Discharge
	`);
	await nurse.getByRole('link', { name: `Bed ${code}-2: Free` }).click();
	await expect(nurse.getByRole('complementary', { name: `Bed ${code}-2` })).toMatchAriaSnapshot(`
		- complementary "Bed ${code}-2":
		  - heading "Bed ${code}-2" [level=2]
		  - text: Free
		  - link "Close"
		  - group:
		    - combobox "Patient"
		    - combobox "Attending doctor"
		    - textbox "Reason for admission · optional"
		    - button "Admit"
	`);
});

test('the calendar is columns of doctors and visits that say all of themselves', async ({
	pageAs,
	owner
}) => {
	const [slot, person] = await Promise.all([freeSlot(owner, 9, 11), patient(owner, 'Renata')]);
	await owner.query(
		`insert into public.appointments (patient_id, doctor_id, visit_type_id, starts_at, ends_at)
		 values ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '15 minutes')`,
		[person.id, slot.doctorId, slot.visitTypeId, slot.startsAt]
	);
	const desk = await pageAs('receptionist');
	const query = new URLSearchParams({ day: slot.day, q: slot.doctorName });
	await desk.goto(`/calendar?${query.toString()}`);
	await expect(desk.getByText('Live', { exact: true })).toBeVisible();
	const calendar = desk.getByRole('region', { name: 'Calendar', exact: true });
	await expect(calendar).toMatchAriaSnapshot(`
		- region "Calendar":
		  - paragraph: ${slot.doctorName}
		  - 'button /^New visit: ${slot.doctorName}, [A-Z][a-z]+ \\d+ [A-Z][a-z]+$/'
		  - region /^${slot.doctorName}, [A-Z][a-z]+ \\d+ [A-Z][a-z]+$/:
		    - button /^${slot.time}–\\d+:\\d+, ${person.name}, .+, ${slot.doctorName}, Confirmed$/
	`);

	await calendar.getByRole('button', { name: new RegExp(person.name) }).click();
	const visit = desk.getByRole('dialog', { name: person.name });
	await expect(visit).toMatchAriaSnapshot(`
		- dialog "${person.name}":
		  - heading "${person.name}" [level=2]
		  - paragraph: /^LN\\d+$/
		  - button "Close"
		  - paragraph: Confirmed
		  - term: Time
		  - definition: /${slot.time}–/
		  - term: Doctor
		  - definition: ${slot.doctorName}
		  - term: Visit
		  - definition
		  - term: Room
		  - definition
		  - link "Patient at the desk"
		  - link "Open visit"
	`);
	await desk.keyboard.press('Escape');

	await desk.getByRole('button', { name: /^New visit/ }).click();
	await expect(desk.getByRole('dialog')).toMatchAriaSnapshot(`
		- dialog "New visit":
		  - heading "New visit" [level=2]
		  - paragraph: /^${slot.doctorName} · /
		  - button "Close"
		  - combobox "Patient"
		  - combobox "Visit"
	`);
	await desk.keyboard.press('Escape');

	await desk.keyboard.press('Control+k');
	await expect(desk.getByRole('dialog')).toMatchAriaSnapshot(`
		- dialog "Search or go to":
		  - combobox "Search or go to" [expanded]
		  - listbox "Search or go to":
		    - text: Screens
		    - option "Calendar" [selected]
		    - option "Reception"
		    - text: Actions
		    - option "Sign out"
		  - status: /^\\d+ found$/
	`);
	await desk.keyboard.press('Escape');

	await desk.getByRole('button', { name: /^Notifications/ }).click();
	await expect(desk.getByRole('dialog')).toMatchAriaSnapshot(`
		- dialog "Notifications":
		  - heading "Notifications" [level=2]
		  - link "See all"
	`);
});
