/** Every zone of the IANA database this server knows, and UTC, which it leaves out. */
export const timeZones = (): string[] => [
	'UTC',
	...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'))
];
