/** One value at one time. */
export interface Dot {
	at: Date;
	value: number;
}

/** A part of a panel's height, coloured by how far from well a value in it is, 0 to 3. */
export interface Stripe {
	from: number;
	until: number;
	points: number;
}
