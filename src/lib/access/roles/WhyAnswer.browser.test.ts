import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Answer } from './why';
import WhyAnswer from './WhyAnswer.svelte';

const nurse: Answer = {
	person: { user_id: 'u', staff_id: 's', name: 'Ann Bell', active: true, shut_out: false },
	permission: {
		id: 'nursing.record',
		may: true,
		roles: [
			{ id: 'nurse', name: 'Nurse', held_since: '2026-01-05T09:00:00Z', given_by: 'Cy Dow' },
			{ id: 'doctor', name: 'Doctor', held_since: null, given_by: null }
		]
	},
	record: null
};
const record: NonNullable<Answer['record']> = {
	sees: true,
	in_care: true,
	linked: false,
	reads_charts: true,
	care: [
		{
			reason: 'admitted',
			since: '2026-11-01T08:00:00Z',
			until: '2027-11-01T08:00:00Z',
			ward: 'North'
		}
	],
	links: []
};
const shown = (answer: Answer) =>
	render(WhyAnswer, { answer, zone: 'UTC', now: Date.parse('2026-11-30T12:00:00Z') });

test('whoever can is told by which role, since when, and who gave it', async () => {
	const screen = await shown(nurse);
	await expect.element(screen.getByText('Ann Bell can.')).toBeVisible();
	await expect.element(screen.getByText('Nurse, since 5 Jan 2026, given by Cy Dow')).toBeVisible();
	await expect.element(screen.getByText('Doctor')).not.toBeInTheDocument();
	await expect.element(screen.getByText('Record', { exact: true })).not.toBeInTheDocument();
});

test('whoever cannot is told which roles would do', async () => {
	const screen = await shown({
		...nurse,
		permission: {
			...nurse.permission,
			may: false,
			roles: nurse.permission.roles.map((role) => ({ ...role, held_since: null }))
		}
	});
	await expect.element(screen.getByText('Ann Bell can’t.')).toBeVisible();
	await expect.element(screen.getByText('None of this person’s roles allows it.')).toBeVisible();
	await expect.element(screen.getByRole('link', { name: 'Doctor' })).toBeVisible();
});

test('whoever has left keeps a role that allows nothing', async () => {
	const screen = await shown({
		...nurse,
		person: { ...nurse.person, active: false },
		permission: { ...nurse.permission, may: false }
	});
	await expect.element(screen.getByText('Ann Bell can’t.')).toBeVisible();
	await expect.element(screen.getByText(/No longer works here/)).toBeVisible();
	await expect.element(screen.getByText(/Nurse, since 5 Jan/)).toBeVisible();
});

test('a record is open by what is named, since and until', async () => {
	const screen = await shown({ ...nurse, record });
	await expect.element(screen.getByText(/the chart is open to them/)).toBeVisible();
	const care = screen.getByRole('listitem').nth(1);
	await expect.element(care).toHaveTextContent('A stay on their ward: North');
	await expect.element(care).toHaveTextContent(/Since .*1 Nov 2026.*, until .*1 Nov 2027/);
});

test('what begins later, and what is private, is said as that', async () => {
	const screen = await shown({
		...nurse,
		record: {
			...record,
			care: [
				{ reason: 'booked', since: '2026-12-24T08:00:00Z', until: '2027-03-24T08:00:00Z' },
				{ reason: 'private' }
			]
		}
	});
	await expect.element(screen.getByText(/^From .*24 Dec 2026/)).toBeVisible();
	await expect.element(screen.getByText('The reason is private.')).toBeVisible();
});

test('a record is closed for want of a role, or of the patient', async () => {
	const closed = { ...record, in_care: false };
	const screen = await shown({ ...nurse, record: { ...closed, reads_charts: false } });
	await expect.element(screen.getByText('The chart is closed to this person.')).toBeVisible();
	await expect.element(screen.getByText(/No role of theirs/)).toBeVisible();
	await expect.element(screen.getByText(/not in their care/)).not.toBeInTheDocument();
	await screen.rerender({ answer: { ...nurse, record: { ...closed, care: [] } } });
	await expect.element(screen.getByText(/The patient is not in their care/)).toBeVisible();
	await expect.element(screen.getByText(/No role of theirs/)).not.toBeInTheDocument();
});
