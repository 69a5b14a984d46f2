import { screens } from '../axe.ts';

screens(null, ['/sign-in', '/register', '/reset-password']);
