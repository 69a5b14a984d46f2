import { screens } from '../axe.ts';

screens('patient', [
	'/portal',
	'/portal/family',
	'/portal/link',
	'/portal/history',
	'/portal/preferences'
]);
// Whoever has no record of their own yet.
screens('doctor', ['/portal/welcome']);

// Whoever was sent the link that asks whether an address is theirs.
screens(null, ['/confirm-address/nobody-has-this']);
