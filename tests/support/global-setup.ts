import { provideStack } from './provide-stack.ts';

/** Vitest's and Playwright's global set-up alike: what it returns is the tear-down. */
export default provideStack;
