import { liveKey } from '$lib/app/live/keys';

/** Which roles there are, what each allows and who has it. */
export const rolesKey = liveKey('roles');

export const rolesEvents = ['roles_changed'];
