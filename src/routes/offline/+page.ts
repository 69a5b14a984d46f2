/** Shown without the shell, which needs to know who is asking: without a connection nobody can say. */
export const load = () => ({ standalone: true });
