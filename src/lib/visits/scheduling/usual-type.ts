/** The kind of visit to begin with: a first one for whoever has had none, another for the others. */
export const usualType = <Type extends { first_visit: boolean }>(
	types: readonly Type[],
	hasBeenThere: boolean
): Type | undefined => types.find(({ first_visit }) => first_visit !== hasBeenThere) ?? types[0];
