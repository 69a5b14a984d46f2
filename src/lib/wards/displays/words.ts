import { m } from '$lib/paraglide/messages.js';
import type { DisplayBed } from './protocol';

const isolations: Record<NonNullable<DisplayBed['isolation']>, () => string> = {
	contact: m.displays_isolation_contact,
	droplet: m.displays_isolation_droplet,
	airborne: m.displays_isolation_airborne,
	protective: m.displays_isolation_protective
};
export const isolationLabel = (kind: NonNullable<DisplayBed['isolation']>) => isolations[kind]();

const alerts: Record<NonNullable<DisplayBed['alert']>, () => string> = {
	urgent: m.displays_alert_urgent,
	emergency: m.displays_alert_emergency
};
export const alertLabel = (level: NonNullable<DisplayBed['alert']>) => alerts[level]();

export const leavingLabel = (when: NonNullable<DisplayBed['leaving']>) =>
	when === 'today' ? m.displays_leaving_today() : m.displays_leaving_overdue();
