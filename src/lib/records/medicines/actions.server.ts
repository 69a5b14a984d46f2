import type { RequestEvent } from '@sveltejs/kit';
import { perform } from '$lib/app/forms/perform.server';
import {
	beginImport,
	endRange,
	endRule,
	restoreRule,
	saveGroup,
	saveMedicine,
	saveRange,
	saveRule,
	saveSubstance
} from './commands';
import { explainMedicine } from './errors';
import {
	beginSchema,
	endRangeSchema,
	endRuleSchema,
	groupSchema,
	medicineSchema,
	rangeSchema,
	readGroup,
	readMedicine,
	readRange,
	readRule,
	readSubstance,
	restoreRuleSchema,
	ruleSchema,
	substanceSchema
} from './schema';
import { wrongMedicine } from './words';

const told = { words: wrongMedicine, explain: explainMedicine };

/* Whether the caller may is for the database to say. */

export const catalogueActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: medicineSchema,
			read: readMedicine,
			run: (input) => saveMedicine(event.locals.supabase, input)
		})
};

export const substanceActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: substanceSchema,
			read: readSubstance,
			run: (input) => saveSubstance(event.locals.supabase, input)
		})
};

export const groupActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: groupSchema,
			read: readGroup,
			run: (input) => saveGroup(event.locals.supabase, input)
		})
};

export const ruleActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: ruleSchema,
			read: readRule,
			run: (input) => saveRule(event.locals.supabase, input)
		}),
	end: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: endRuleSchema,
			run: (input) => endRule(event.locals.supabase, input)
		}),
	restore: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: restoreRuleSchema,
			run: (input) => restoreRule(event.locals.supabase, input)
		})
};

export const rangeActions = {
	save: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: rangeSchema,
			read: readRange,
			run: (input) => saveRange(event.locals.supabase, input)
		}),
	end: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: endRangeSchema,
			run: ({ id }) => endRange(event.locals.supabase, id)
		})
};

export const importActions = {
	/* The browser then reads the file, and sends its lines to the database itself. */
	begin: (event: RequestEvent) =>
		perform(event, {
			...told,
			schema: beginSchema,
			run: (input) => beginImport(event.locals.supabase, input),
			next: ({ data }) => ({ begun: data })
		})
};
