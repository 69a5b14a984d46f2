import { screens } from '../axe.ts';

screens('admin', ['/admin/audit', '/admin/audit?action=delete', '/admin/openings?state=questions']);
screens('patient', ['/portal/openings']);
