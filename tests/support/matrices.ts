/// <reference types="vite/client" />
import type { RoomMatrix } from './matrix.ts';

const rooms = import.meta.glob<RoomMatrix>('../database/*/*.matrix.ts', { eager: true });

/** What the matrices of all rooms say of tables, channels or commands; none is in two of them. */
export function matrices<Part extends keyof RoomMatrix>(part: Part): NonNullable<RoomMatrix[Part]> {
	const entries = Object.values(rooms).flatMap((room) => Object.entries(room[part] ?? {}));
	const names = entries.map(([name]) => name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice) throw new Error(`two rooms have ${twice} in their matrix`);
	return Object.fromEntries(entries) as NonNullable<RoomMatrix[Part]>;
}
