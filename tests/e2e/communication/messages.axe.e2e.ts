import { screens } from '../axe.ts';

screens('patient', ['/portal/messages', '/portal/messages?new']);
screens('doctor', ['/inbox', '/inbox?kind=message', '/inbox?away']);
