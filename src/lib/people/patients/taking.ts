import type { SupabaseClient } from '@supabase/supabase-js';
import type { Identifier, Resource } from '@medplum/fhirtypes';
import type { Database } from '$lib/app/supabase/database.types';

/** Whose record is taken along, as the patient themselves: what their rights show them, and nothing besides. */
export interface Taking {
	client: SupabaseClient<Database>;
	patientId: string;
	zone: string;
	/** Where the portal is had, for what is too large to take along. */
	origin: string;
}

/** What of a record a room gives the patient to take along: for reading, and for other systems. */
export interface TakenPart {
	title: string;
	head: readonly string[];
	rows: readonly (readonly string[])[];
	/** FHIR R4, about `subjectOf`; nothing confidential, nothing that was not released. */
	resources: readonly Resource[];
	/** Numbers by which the patient is known. */
	identifiers?: readonly Identifier[];
}

/** A room says it in `taking.server.ts`; its parts stand in the order of their places. */
export interface TakenFrom {
	place: number;
	take: (taking: Taking) => Promise<TakenPart | null>;
}

/** In a bundle things are named by their ids, wherever it is read. */
export const urn = (id: string) => `urn:uuid:${id}`;

export const subjectOf = ({ patientId }: Pick<Taking, 'patientId'>) => ({
	reference: urn(patientId)
});

/** What something is called, and its code where it has one. */
export const codeOf = ({
	text,
	code
}: {
	text: string;
	code: { code: string; display: string; system: { url: string } } | null;
}) => ({
	text,
	...(code && { coding: [{ system: code.system.url, code: code.code, display: code.display }] })
});
