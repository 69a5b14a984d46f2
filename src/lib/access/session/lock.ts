/** Heard by what locks the screen: from the command palette, which knows nothing else of it. */
export const lockEvent = 'lantern-lock';
/** On which a browser's tabs tell each other that its session was locked (`lock`) or unlocked (`open`). */
export const lockChannel = 'lantern-lock';
