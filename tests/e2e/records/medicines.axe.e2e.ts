import { screens } from '../axe.ts';

screens('admin', [
	'/admin/medicines',
	'/admin/medicines/substances',
	'/admin/medicines/groups',
	'/admin/medicines/rules',
	'/admin/medicines/doses',
	'/admin/medicines/imports',
	'/admin/medicines/overrides'
]);
screens('doctor', ['/order-sets', '/reconciliation']);
