import { screens } from '../axe.ts';

screens('admin', ['/admin/backups']);
