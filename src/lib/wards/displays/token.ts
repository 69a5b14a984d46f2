/** Under which a screen keeps its token: for years, over restarts. */
const tokenKey = 'lantern-display';
/** The secret of a code that is on show, so that reading the page anew shows the same code. */
const pairingKey = 'lantern-display-pairing';

export interface StoredDisplay {
	token: string;
	ward_id: string;
}

export interface Pairing {
	code: string;
	secret: string;
	expires_at: string;
}

function read(storage: Storage, key: string): unknown {
	try {
		return JSON.parse(storage.getItem(key) ?? 'null');
	} catch {
		return null;
	}
}

const hasTexts = <Key extends string>(
	value: unknown,
	...keys: Key[]
): value is Record<Key, string> =>
	typeof value === 'object' &&
	value !== null &&
	keys.every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

/** What this screen was paired with; null when it was not, or may not be told. */
export function storedDisplay(): StoredDisplay | null {
	const found = read(localStorage, tokenKey);
	return hasTexts(found, 'token', 'ward_id') ? found : null;
}

export function storeDisplay(display: StoredDisplay): void {
	localStorage.setItem(tokenKey, JSON.stringify(display));
	sessionStorage.removeItem(pairingKey);
}

export function forgetDisplay(): void {
	localStorage.removeItem(tokenKey);
}

/** The code that was on show before the page was read anew, if it is still good. */
export function storedPairing(): Pairing | null {
	const found = read(sessionStorage, pairingKey);
	if (!hasTexts(found, 'code', 'secret', 'expires_at')) return null;
	return Date.parse(found.expires_at) > Date.now() ? found : null;
}

export function storePairing(pairing: Pairing): void {
	sessionStorage.setItem(pairingKey, JSON.stringify(pairing));
}

export function forgetPairing(): void {
	sessionStorage.removeItem(pairingKey);
}
