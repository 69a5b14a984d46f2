/** Longer than between two clicks of a double click, and than a hand needs to let go. */
const restMs = 1000;
/** One more for each time it was let rest. */
let resting = $state.raw<readonly string[]>([]);

/**
 * What was changed by one click rests for a second: the next step's button comes to lie where the last one was, and a
 * second click there would run it.
 */
export function letRest(subject: string): void {
	resting = [...resting, subject];
	setTimeout(() => {
		resting = resting.toSpliced(resting.indexOf(subject), 1);
	}, restMs);
}

export const rests = (subject: string | undefined): boolean =>
	subject !== undefined && resting.includes(subject);
