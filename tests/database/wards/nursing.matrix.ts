import { admin, carers, type TableAccess, type CommandAccess } from '../../support/matrix.ts';

/** Those who hold `nursing.record`; an admin holds it and looks after nobody. */
const nursed = {
	own: { rows: carers, PT404: admin },
	other: { PT404: [...carers, ...admin] }
} satisfies Pick<CommandAccess, 'own' | 'other'>;

export const tables: Record<string, TableAccess> = {
	nursing_settings: { may: { select: { own: carers } }, change: 'pregnant' },
	observations: { may: { select: { own: carers } }, change: 'note' },
	news2_alerts: { may: { select: { own: carers } }, change: 'level' },
	news2_alert_notices: { may: { select: { own: carers } }, change: 'circle' }
};

export const commands: Record<string, CommandAccess> = {
	record_observation: {
		call: ({ admissionId }) =>
			`select from public.record_observation('${admissionId}', p_pulse => 80)`,
		...nursed
	},
	void_observation: {
		call: ({ keys }) =>
			`select from public.void_observation('${String(keys.observations?.id)}', 'Another patient')`,
		...nursed
	},
	set_pregnancy: {
		call: ({ admissionId }) => `select from public.set_pregnancy('${admissionId}', true)`,
		...nursed
	},
	set_spo2_scale: {
		call: ({ admissionId }) => `select from public.set_spo2_scale('${admissionId}', 2)`,
		own: { rows: ['doctor'], PT404: admin },
		other: nursed.other
	},
	acknowledge_alert: {
		call: ({ keys }) => `select from public.acknowledge_alert('${String(keys.news2_alerts?.id)}')`,
		...nursed
	},
	admission_header: {
		call: ({ admissionId }) => `select from public.admission_header('${admissionId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'PT404'
	},
	ward_observations_due: {
		call: ({ wardId }) => `select from public.ward_observations_due('${wardId}')`,
		own: { rows: carers },
		other: {},
		otherwise: 'none'
	}
};
