import type { SupabaseClient } from '@supabase/supabase-js';
import type { Access } from '$lib/access/session/access';
import type { Hospital } from '$lib/access/session/hospital';
import type { Locale } from '$lib/paraglide/runtime';
import type { Answers } from '$lib/app/supabase/answers';
import type { Database } from '$lib/app/supabase/database.types';

declare global {
	namespace App {
		interface Locals {
			/** By which this request is found in every log. */
			requestId: string;
			/** Acts with the visitor's own token: it can do what they can do, and no more. */
			supabase: SupabaseClient<Database>;
			/** Who is asking; null for strangers. */
			access: Access | null;
			/** What a session needs before it is anybody's. */
			lacks: 'locked' | 'code' | null;
			/** What the posted form is known by: sent again, it is done once. Null while nothing is posted. */
			once: string | null;
			/** How long what this request asks of Supabase is waited for. */
			answers: Answers;
			/** What a guard missed in whoever asks; the attempt is written to the audit log. */
			refused?: string;
			/** The hospital's server did not answer when this request asked who is there. */
			unreachable: boolean;
		}

		interface PageData {
			access: Access | null;
			hospital: Hospital;
			locale: Locale;
			/** The page is a screen of its own, for whoever stands before it: no shell around it. */
			standalone?: true;
		}

		interface Error {
			message: string;
			/** Names this failure in the log. */
			id?: string;
			/** The hospital's database did not answer: it is worth asking again. */
			unreachable?: true;
		}
	}
}

export {};
