/** Whether an invitation waits for an answer. */
export const invitationOpen = (
	invitation: { accepted_at: string | null; withdrawn_at: string | null } | null
): boolean => invitation !== null && !invitation.accepted_at && !invitation.withdrawn_at;
