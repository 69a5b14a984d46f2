import { screens } from '../axe.ts';

screens('patient', [
	'/portal',
	'/portal/family',
	'/portal/link',
	'/portal/history',
	'/portal/preferences'
]);
