import { screens } from '../axe.ts';

screens('ward_manager', ['/on-call', '/on-call?add']);
