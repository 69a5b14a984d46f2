import { screens } from '../axe.ts';

screens('receptionist', ['/calendar', '/calendar?view=week&by=room']);
