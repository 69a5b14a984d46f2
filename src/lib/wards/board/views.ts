/** How a board shows its beds. */
export const boardViews = ['roomy', 'compact', 'plan'] as const;
export type BoardView = (typeof boardViews)[number];

/** The cookie that keeps what somebody has chosen, so that the server draws it so at once. */
export const viewCookie = 'lantern-board';

export const boardView = (text: string | null | undefined): BoardView | null =>
	boardViews.find((view) => view === text) ?? null;
