import type { RequestEvent } from '@sveltejs/kit';

/**
 * Form actions that each ask the guard first, and get what it found out (who is asking, about which ward). The guard
 * throws where the page does not exist for the caller, before anything of the form is read.
 */
export function guarded<
	Given,
	Actions extends Record<string, (event: RequestEvent<Params>, given: Awaited<Given>) => unknown>,
	Params extends RequestEvent['params'] = RequestEvent['params']
>(guard: (event: RequestEvent<Params>) => Given, actions: Actions) {
	const asking = Object.entries(actions).map(([name, act]) => [
		name,
		async (event: RequestEvent<Params>) => act(event, await guard(event))
	]);
	return Object.fromEntries(asking) as {
		[Name in keyof Actions]: (
			event: RequestEvent<Params>
		) => Promise<Awaited<ReturnType<Actions[Name]>>>;
	};
}
