import { staffRoles } from './database.ts';
import { roles, type Half, type Key, type Role, type Side, type World } from './world.ts';

/**
 * Who may do what: every table of the API, every live channel and every function, each in the
 * `<room>.matrix.ts` of its room. A role that is not named is refused. `own` and `other` are the halves of
 * `world.ts`: own is the ward the nurses and the housekeeper work on, the doctor, and that doctor's patient,
 * who lies on that ward. For rows about people themselves, own is the person's own row.
 */
export interface RoomMatrix {
	tables?: Record<string, TableAccess>;
	channels?: Record<string, ChannelAccess>;
	/** As with commands, a comma tells several looks at one bucket apart. */
	buckets?: Record<string, BucketAccess>;
	/** A key is a function's name; what follows a comma tells several looks at one function apart. */
	commands?: Record<string, CommandAccess>;
}

export type Command = 'select' | 'insert' | 'update' | 'delete';

export interface TableAccess {
	/** Allowed roles by command and side; a command that is missing is refused to everybody. */
	may: Partial<Record<Command, Partial<Record<Side, readonly Role[]>>>>;
	/** A column to write, to itself, when trying an update. */
	change: string;
	/** A row to try to insert; missing where no role has an insert grant. */
	insert?: (half: Half, world: World) => Key;
	/** The row to try, where it is not simply that of the half. */
	key?: (side: Side, role: Role, world: World) => Key;
	/** False for tables of which there is only one row. */
	hasOther?: boolean;
	/** What the owner of the database does before: see `chartsOpened`. */
	given?: string;
}

/** Who may join a live channel, who may show that they are there, and who may speak. */
export interface ChannelAccess {
	topic: (side: Side, role: Role, world: World) => string;
	join: Partial<Record<Side, readonly Role[]>>;
	/** Who may be present and see who else is. */
	presence?: Partial<Record<Side, readonly Role[]>>;
	/** Who may broadcast; nobody, where the database alone announces. */
	broadcast?: Partial<Record<Side, readonly Role[]>>;
}

/** Who may have a file, put another beside it, write over it or take it away; of an ended session nobody does. */
export interface BucketAccess {
	/** A file that is there: SQL for its name (`…/<uuid>…`), and the account it is of, if of one. */
	file: (half: Half, world: World) => { name: string; owner?: string };
	may: Partial<Record<Command, Partial<Record<Side, readonly Role[]>>>>;
	given?: string;
}

/** `rows`: done, or something was seen. `none`: no error and nothing to see. Else the SQLSTATE. */
export type Outcome =
	'rows' | 'none' | '42501' | 'PT404' | 'LN011' | 'LN013' | 'LN014' | 'LN021' | 'LN028' | 'LN037';

export type Outcomes = Partial<Record<Outcome, readonly Role[]>>;

export interface CommandAccess {
	/** The statement: a select from the function, with what must be seen as its condition. */
	call: (half: Half, world: World, side: Side, role: Role) => string;
	own: Outcomes;
	/** Missing where a command is about the caller or about nobody. */
	other?: Outcomes;
	/** What becomes of roles that are not named: refused, unless told otherwise. Strangers always are. */
	otherwise?: Outcome;
	/** What the owner of the database does before: the state of things the command needs. */
	given?: (half: Half, world: World, side: Side) => string;
}

/**
 * For what is read with the chart open: everybody this test made has opened every chart it made, which helps only those in
 * whose care it is.
 */
export const chartsOpened = `
	insert into public.chart_openings (patient_id, staff_id, staff_name, staff_position, basis, until)
	select patient.id, staff.id, staff.full_name, staff.position, 'care', now() + interval '1 hour'
	from public.patients patient cross join public.staff staff
	where patient.created_at = now() and staff.created_at = now()`;

/** What goes for one's own goes for the others' as well. */
export const both = <Allowed>(allowed: Allowed) => ({ own: allowed, other: allowed });

export const signedIn = roles.filter((role) => role !== 'anon');
export const admin: readonly Role[] = ['admin'];
export const readers = staffRoles.filter((role) => role !== 'housekeeper');
export const registrars: readonly Role[] = ['admin', 'receptionist'];
export const schedulers: readonly Role[] = ['admin', 'receptionist'];
/** Those who hold `allergies.manage` and in whose care the patient of `own` is. */
export const carers: readonly Role[] = ['doctor', 'nurse', 'ward_manager'];
export const allWards: readonly Role[] = ['admin', 'bed_manager'];
/** Those who hold `housekeeping.work`; they are the people of the ward as well. */
export const wardPeople: readonly Role[] = [...allWards, 'nurse', 'ward_manager', 'housekeeper'];
/** Those who hold `admissions.manage` on a ward of theirs; the doctor holds it and has no ward. */
export const admitting: readonly Role[] = [...allWards, 'nurse', 'ward_manager'];
/** Those to whom a visit that is not theirs does not exist; other staff may not change visits at all. */
export const withoutVisit: readonly Role[] = ['doctor', 'patient', 'newcomer', 'former_nurse'];
export const queueManagers: readonly Role[] = ['admin', 'receptionist', 'nurse', 'ward_manager'];
/** Those who hold `displays.manage` and work on the ward. */
export const displayManagers: readonly Role[] = ['admin', 'ward_manager'];
export const everybody = roles;
export const nobody: readonly Role[] = [];
export const staff = signedIn.filter(
	(role) => !['patient', 'newcomer', 'former_nurse'].includes(role)
);
/** Those of them who work on the ward of `own`. */
export const nurses: readonly Role[] = ['nurse', 'ward_manager'];
export const carersAndPatient: readonly Role[] = [...carers, 'patient'];
/** Those who hold `deliveries.read`. */
export const deskPeople: readonly Role[] = ['admin', 'receptionist'];
export const bedManagers: readonly Role[] = ['admin', 'bed_manager', 'ward_manager'];
