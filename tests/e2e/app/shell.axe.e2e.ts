import { screens } from '../axe.ts';

screens(null, ['/nowhere']);
screens('doctor', ['/nowhere']);
