import { screens } from '../axe.ts';

screens(null, ['/sign-in', '/register', '/reset-password', '/auth/confirm']);
screens(null, ['/auth/confirm?type=recovery&token_hash=nobody-has-this']);
screens(null, ['/not-me/nobody-has-this']);
screens('patient', ['/update-password', '/profile', '/two-factor', '/step-up']);
screens('doctor', ['/profile']);
