import type { TaskPriority } from './choices';

/** Something to do for a patient. */
export interface Task {
	id: string;
	admission_id: string;
	patient_id: string;
	title: string;
	details: string | null;
	priority: TaskPriority;
	due_at: string;
	every_hours: number | null;
	repeat_until: string | null;
	assigned_to: string | null;
	assignee: string | null;
	status: 'open' | 'done' | 'cancelled';
	done_at: string | null;
	doer: string | null;
	cancelled_at: string | null;
	cancel_reason: string | null;
	/** Cancelled by a person, not by the end of the stay. */
	cancelled_by: string | null;
}

const weight: Record<TaskPriority, number> = { urgent: 0, important: 1, routine: 2 };

/** Minutes by which something is late; zero or less when it is not. */
export const lateBy = (dueAt: string, now: Date) =>
	Math.floor((now.getTime() - Date.parse(dueAt)) / 60_000);

export interface TaskGroups {
	overdue: Task[];
	soon: Task[];
	later: Task[];
}

/** Until when something counts as due soon: so many minutes ahead. */
const soonMinutes = 60;

/** What is open, by how much it presses: what is late on top, the urgent first, then by time. */
export function byTime(tasks: readonly Task[], now: Date): TaskGroups {
	const sorted = tasks
		.filter(({ status }) => status === 'open')
		.sort(
			(one, other) =>
				Date.parse(one.due_at) - Date.parse(other.due_at) ||
				weight[one.priority] - weight[other.priority]
		);
	const late = sorted.filter(({ due_at }) => lateBy(due_at, now) > 0);
	return {
		overdue: late.sort((one, other) => weight[one.priority] - weight[other.priority]),
		soon: sorted.filter(({ due_at }) => {
			const minutes = lateBy(due_at, now);
			return minutes <= 0 && minutes >= -soonMinutes;
		}),
		later: sorted.filter(({ due_at }) => lateBy(due_at, now) < -soonMinutes)
	};
}

/** Whether a task is somebody's own: given to them, or to nobody while the patient is theirs. */
export const isMine = (task: Task, nurseOf: ReadonlyMap<string, string | null>, staffId: string) =>
	task.assigned_to === staffId ||
	(task.assigned_to === null && nurseOf.get(task.admission_id) === staffId);
