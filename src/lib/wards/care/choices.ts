/** How soon a task matters, the most urgent last. */
export const taskPriorities = ['routine', 'important', 'urgent'] as const;
export type TaskPriority = (typeof taskPriorities)[number];

/** After how many hours a task can come again. */
export const repetitions = [1, 2, 3, 4, 6, 8, 12, 24, 48] as const;

export const noteKinds = ['progress', 'intervention', 'communication', 'incident'] as const;
export type NoteKind = (typeof noteKinds)[number];

/** Characters a note may have. */
export const noteLength = 10_000;

export type Shift = 'day' | 'evening' | 'night';
