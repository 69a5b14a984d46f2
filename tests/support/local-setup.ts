import { provideClusters } from '../../supabase/local/clusters.ts';

/** Vitest's global set-up of the tests that start servers of their own. */
export default provideClusters;
