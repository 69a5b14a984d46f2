import type { LucideIcon } from '@lucide/svelte';

/** What a badge, toast or icon says by its colour; the words always say it too. */
export type Tone = 'neutral' | 'success' | 'warning' | 'error' | 'primary' | 'secondary';

/** An icon of Lucide, imported from `@lucide/svelte/icons/<name>`. */
export type Icon = LucideIcon;
