import { screens } from '../axe.ts';

screens('receptionist', ['/deliveries', '/deliveries?status=failed']);
