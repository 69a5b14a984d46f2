import { resolve } from '$app/paths';
import { may, type Access } from '$lib/access/session/access';

/** Where a patient's name leads: those who work with charts to the chart, the others to who it is. */
export const patientAddress = (access: Access | null, id: string): string =>
	may(access, 'charts.read') && access?.kind !== 'admin'
		? resolve('/(clinic)/patients/[id=uuid]/summary', { id })
		: resolve('/(clinic)/patients/[id=uuid]', { id });
