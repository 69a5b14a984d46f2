/* Apart from what reads it: that checks, and what checks is not small. */

/** What the browser keeps unseen: the role as it was read. */
export const asRead = (role: { name: string; description: string; permission_ids: string[] }) =>
	JSON.stringify({
		name: role.name,
		description: role.description,
		permission_ids: role.permission_ids
	});
