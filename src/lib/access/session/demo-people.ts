/** The demo hospital's people, one of each role, in the order a newcomer should try them. */
export const demoPeople = {
	patient: 'patient@lantern.example',
	doctor: 'doctor@lantern.example',
	receptionist: 'reception@lantern.example',
	nurse: 'nurse@lantern.example',
	ward_manager: 'wardmanager@lantern.example',
	bed_manager: 'beds@lantern.example',
	housekeeper: 'housekeeping@lantern.example',
	admin: 'admin@lantern.example'
} as const;

export type DemoRole = keyof typeof demoPeople;

/** Everybody in the demo hospital has this password. */
export const demoPassword = 'Lantern-2026';
