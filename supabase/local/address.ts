import { networkInterfaces } from 'node:os';

/**
 * The address people open for a server bound to `host`. A server bound to every interface is named
 * by this machine's address in its network, which other machines can open.
 */
export function addressOf(host: string, port: number): string {
	const named = host === '0.0.0.0' || host === '::' ? networkAddress() : host;
	return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
}

function networkAddress(): string {
	const addresses = Object.values(networkInterfaces()).flatMap((several) => several ?? []);
	return (
		addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
	);
}
