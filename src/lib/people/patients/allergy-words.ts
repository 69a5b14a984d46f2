import { m } from '$lib/paraglide/messages.js';

const severityLabels: Record<string, () => string> = {
	mild: () => m.patients_severity_mild(),
	moderate: () => m.patients_severity_moderate(),
	severe: () => m.patients_severity_severe()
};

export const severityLabel = (severity: string): string => severityLabels[severity]?.() ?? severity;
