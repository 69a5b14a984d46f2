import { screens } from '../axe.ts';
import { aChartOfObservations, aRound } from './ways.ts';

screens('nurse', [], { 'a round': aRound, 'a chart of observations': aChartOfObservations });
