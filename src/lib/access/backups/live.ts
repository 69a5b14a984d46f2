import { liveKey } from '$lib/app/live/keys';

/** Backups, and when the next is due. */
export const backupsKey = liveKey('backups');

export const backupsEvents = ['backups_changed'];
