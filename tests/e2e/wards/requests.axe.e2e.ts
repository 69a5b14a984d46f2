import { screens } from '../axe.ts';

screens('bed_manager', ['/bed-requests', '/bed-requests?more', '/bed-requests?add']);
screens('nurse', ['/bed-requests']);
