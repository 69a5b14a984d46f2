import { screens } from '../axe.ts';
import { aChartOfObservations, aRound } from './ways.ts';

screens('nurse', [], {
	'/wards/[ward]/observations': aRound,
	'/admissions/[id]': aChartOfObservations
});
