import {
	accountOf,
	roles,
	type Half,
	type Key,
	type Role,
	type Side,
	type World
} from '../support/world.ts';

/**
 * Who may do what: every table of the API, every command, on what is one's own and on what is not.
 * A role that is not named is refused. `own` and `other` are the halves of `tests/support/world.ts`:
 * own is the ward the nurses and the housekeeper work on, the doctor, and that doctor's patient, who
 * lies on that ward. For rows about people themselves, own is the person's own row.
 */

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
}

const everybody = roles;
const nobody: readonly Role[] = [];
const signedIn = roles.filter((role) => role !== 'anon');
const staff = signedIn.filter((role) => !['patient', 'newcomer', 'former_nurse'].includes(role));
const admin: readonly Role[] = ['admin'];
/** Those who may know who somebody is. */
const readers = staff.filter((role) => role !== 'housekeeper');
const registrars: readonly Role[] = ['admin', 'receptionist'];
/** Those in whose care the patient of `own` is. */
const carers: readonly Role[] = ['doctor', 'nurse', 'ward_manager'];
/** Those of them who work on the ward of `own`. */
const nurses: readonly Role[] = ['nurse', 'ward_manager'];
const carersAndPatient: readonly Role[] = [...carers, 'patient'];
const schedulers: readonly Role[] = ['admin', 'receptionist'];
/** Those who hold `deliveries.read`. */
const deskPeople: readonly Role[] = ['admin', 'receptionist'];
/** Those who see the board of the ward of `own`, and those who see every board. */
const wardPeople: readonly Role[] = [
	'admin',
	'bed_manager',
	'nurse',
	'ward_manager',
	'housekeeper'
];
const allWards: readonly Role[] = ['admin', 'bed_manager'];
const bedManagers: readonly Role[] = ['admin', 'bed_manager', 'ward_manager'];
const admitting: readonly Role[] = ['admin', 'bed_manager', 'ward_manager', 'nurse'];

const queueManagers: readonly Role[] = ['admin', 'receptionist', 'nurse', 'ward_manager'];
const displayManagers: readonly Role[] = ['admin', 'ward_manager'];

const both = (allowed: readonly Role[]) => ({ own: allowed, other: allowed });

/** What hangs on the directory is read by everybody who is signed in and kept by admins. */
const catalogue = {
	select: both(signedIn),
	insert: both(admin),
	update: both(admin)
};
const doctorsOwn = {
	select: { own: [...schedulers, 'doctor'], other: schedulers },
	insert: { own: ['admin', 'doctor'], other: admin },
	update: { own: ['admin', 'doctor'], other: admin },
	delete: { own: ['admin', 'doctor'], other: admin }
} satisfies TableAccess['may'];
const boardOnly = { select: { own: wardPeople, other: allWards } } satisfies TableAccess['may'];
const admissionsSeen = {
	own: [...carersAndPatient, ...allWards],
	other: allWards
} satisfies Record<Side, readonly Role[]>;
/** Whoever the patient's admission is open to and who works here. */
const requestsSeen = {
	own: [...carers, ...allWards],
	other: allWards
} satisfies Record<Side, readonly Role[]>;
const visitsSeen = {
	own: [...carersAndPatient, ...schedulers],
	other: schedulers
} satisfies Record<Side, readonly Role[]>;

const waitlistSeen = {
	own: [...schedulers, 'patient'],
	other: schedulers
} satisfies Record<Side, readonly Role[]>;

export const matrix: Record<string, TableAccess> = {
	hospital_settings: {
		may: { select: { own: everybody }, update: { own: admin } },
		change: 'name',
		key: () => ({ id: true }),
		hasOther: false
	},

	// access
	profiles: {
		may: { select: { own: signedIn, other: admin }, update: { own: signedIn } },
		change: 'full_name',
		key: (side, role, world) => ({ id: accountOf(world, side, role) })
	},
	staff: {
		may: { select: both(staff), insert: both(admin), update: both(admin) },
		change: 'full_name',
		insert: () => ({ full_name: 'New colleague', position: 'nurse' }),
		key: (side, role, world) => ({
			id:
				side === 'own' && role !== 'anon'
					? (world.people[role].staffId ?? world.own.doctor.staffId)
					: world[side].doctor.staffId
		})
	},
	roles: {
		may: { select: { own: admin } },
		change: 'name',
		key: (_side, _role, world) => ({ id: world.spareRole }),
		hasOther: false
	},
	permissions: {
		may: { select: { own: admin } },
		change: 'description',
		key: () => ({ id: 'charts.read' }),
		hasOther: false
	},
	role_permissions: {
		may: { select: { own: admin }, insert: { own: admin }, delete: { own: admin } },
		change: 'permission_id',
		insert: (_half, world) => ({ role_id: world.spareRole, permission_id: 'charts.read' }),
		key: () => ({ role_id: 'nurse', permission_id: 'charts.read' }),
		hasOther: false
	},
	user_roles: {
		may: { select: { own: signedIn, other: admin } },
		change: 'granted_at',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role), role_id: 'patient' })
	},

	// patients
	patients: {
		may: {
			select: { own: [...readers, 'patient'], other: readers },
			insert: both(registrars),
			update: both(registrars)
		},
		change: 'city',
		insert: () => ({ given_name: 'New', family_name: 'Patient', birth_date: '2001-02-03' })
	},
	patient_contacts: {
		may: {
			select: { own: [...registrars, ...carersAndPatient], other: registrars },
			insert: both(registrars),
			update: both(registrars),
			delete: both(registrars)
		},
		change: 'name',
		insert: ({ patient }) => ({ patient_id: patient.patientId, name: 'Kin', phone: '+34600111222' })
	},
	link_requests: {
		may: { select: both(registrars) },
		change: 'status'
	},
	link_codes: {
		may: { select: both(registrars) },
		change: 'withdrawn_at'
	},
	notification_preferences: {
		may: { select: { own: [...registrars, 'patient'], other: registrars } },
		change: 'email'
	},
	allergies: {
		may: {
			select: { own: carersAndPatient },
			insert: { own: carers },
			update: { own: carers }
		},
		change: 'status',
		insert: ({ patient }) => ({
			patient_id: patient.patientId,
			substance: 'Latex',
			severity: 'mild'
		})
	},
	portal_links: {
		may: { select: { own: [...registrars, 'patient'], other: registrars } },
		change: 'relationship'
	},
	care_team_members: {
		may: {
			select: { own: carersAndPatient },
			insert: { own: carers },
			update: { own: carers }
		},
		change: 'role',
		insert: ({ patient }, { bystander }) => ({
			patient_id: patient.patientId,
			staff_id: bystander.staffId,
			role: 'other'
		})
	},

	// directory
	departments: {
		may: catalogue,
		change: 'name',
		insert: () => ({ code: 'MATRIX', name: 'Matrix' })
	},
	specialties: {
		may: catalogue,
		change: 'name',
		insert: ({ departmentId }) => ({ code: 'MATRIX', name: 'Matrix', department_id: departmentId })
	},
	rooms: {
		may: catalogue,
		change: 'name',
		insert: ({ departmentId }) => ({ department_id: departmentId, code: 'MATRIX', name: 'Matrix' })
	},
	// The doctor of `other` has left: patients see only those they have been to.
	doctors: {
		may: { ...catalogue, select: { own: signedIn, other: staff } },
		change: 'name',
		insert: ({ doctor }, { bystander }) => ({
			id: bystander.staffId,
			specialty_id: doctor.specialtyId,
			name: 'Dr. Matrix'
		})
	},
	visit_types: {
		may: catalogue,
		change: 'name',
		insert: () => ({ code: 'MATRIX', name: 'Matrix', duration_minutes: 20 })
	},
	doctor_visit_types: {
		may: { ...doctorsOwn, select: both(signedIn) },
		change: 'offered',
		insert: ({ doctor, visitTypeId }, { own, other }) => ({
			doctor_id: doctor.doctorId,
			visit_type_id: visitTypeId === own.visitTypeId ? other.visitTypeId : own.visitTypeId
		})
	},
	availability_rules: {
		may: doctorsOwn,
		change: 'weekday',
		insert: ({ doctor }) => ({
			doctor_id: doctor.doctorId,
			weekday: 2,
			starts_time: '08:00',
			ends_time: '12:00',
			time_zone: 'UTC'
		})
	},
	availability_exceptions: {
		may: doctorsOwn,
		change: 'reason',
		insert: ({ doctor }) => ({
			doctor_id: doctor.doctorId,
			kind: 'leave',
			starts_at: '2031-01-06T08:00Z',
			ends_at: '2031-01-07T08:00Z'
		})
	},

	// staff: written by its commands only
	staff_invitations: { may: { select: both(admin) }, change: 'email' },

	// scheduling: written by its commands only
	appointments: { may: { select: visitsSeen }, change: 'reason' },
	appointment_events: { may: { select: visitsSeen }, change: 'details' },

	// waiting list, follow-ups and series: written by their commands only
	waitlist_entries: { may: { select: waitlistSeen }, change: 'note' },
	waitlist_offers: { may: { select: waitlistSeen }, change: 'status' },
	follow_ups: { may: { select: visitsSeen }, change: 'reason' },
	appointment_series: { may: { select: visitsSeen }, change: 'visits' },

	// queue: written by its commands only
	queue_tokens: {
		may: { select: { own: [...queueManagers, 'doctor', 'patient'], other: queueManagers } },
		change: 'note'
	},
	queue_displays: { may: { select: both(queueManagers) }, change: 'name' },

	// wards: stays, closures and cleaning are written by commands only
	wards: {
		may: { select: both(staff), insert: both(admin), update: both(admin) },
		change: 'name',
		insert: ({ departmentId }) => ({ department_id: departmentId, code: 'MATRIX', name: 'Matrix' })
	},
	ward_rooms: {
		may: {
			select: both(staff),
			insert: { own: bedManagers, other: allWards },
			update: { own: bedManagers, other: allWards }
		},
		change: 'name',
		insert: ({ wardId }) => ({ ward_id: wardId, name: 'Matrix' })
	},
	beds: {
		may: {
			select: { own: wardPeople, other: allWards },
			insert: { own: bedManagers, other: allWards },
			update: { own: bedManagers, other: allWards }
		},
		change: 'position',
		insert: ({ wardId, wardRoomId }) => ({ ward_id: wardId, room_id: wardRoomId, label: 'Matrix' })
	},
	staff_wards: {
		may: { select: both(staff), insert: both(admin), delete: both(admin) },
		change: 'created_at',
		insert: ({ wardId }, { bystander }) => ({ staff_id: bystander.staffId, ward_id: wardId })
	},
	admissions: {
		may: { select: admissionsSeen, update: { own: admitting, other: allWards } },
		change: 'reason'
	},
	bed_stays: { may: { select: admissionsSeen }, change: 'period' },
	admission_leaves: { may: { select: admissionsSeen }, change: 'reason' },
	bed_closures: { may: boardOnly, change: 'note' },
	housekeeping_tasks: { may: boardOnly, change: 'status' },
	// Paired and revoked by commands; never seen: the hash of a token.
	displays: { may: { select: { own: displayManagers, other: admin } }, change: 'name' },
	bed_requests: { may: { select: requestsSeen }, change: 'priority' },
	bed_reservations: { may: { select: requestsSeen }, change: 'expires_at' },

	// care: written by its commands only
	nurse_assignments: { may: { select: { own: carers } }, change: 'until' },
	nursing_tasks: { may: { select: { own: carers } }, change: 'title' },
	nursing_notes: { may: { select: { own: carers } }, change: 'body' },
	handover_sheets: { may: { select: { own: nurses } }, change: 'last_seq' },
	handover_updates: { may: { select: { own: nurses } }, change: 'data' },
	handover_sections: { may: { select: { own: carers } }, change: 'body' },

	// nursing: written by its commands only
	nursing_settings: { may: { select: { own: carers } }, change: 'pregnant' },
	observations: { may: { select: { own: carers } }, change: 'note' },
	news2_alerts: { may: { select: { own: carers } }, change: 'level' },
	news2_alert_notices: { may: { select: { own: carers } }, change: 'circle' },

	// discharge: written by commands
	discharge_items: { may: { select: { own: carers } }, change: 'state' },
	discharge_summaries: { may: { select: { own: carers } }, change: 'sections' },
	discharge_addenda: { may: { select: { own: carers } }, change: 'text' },

	// deliveries
	deliveries: { may: { select: both(deskPeople) }, change: 'status' },

	// calendar feeds: made and revoked by commands
	calendar_feeds: {
		may: { select: { own: signedIn } },
		change: 'label',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role) })
	},

	// notifications
	notifications: {
		may: { select: { own: signedIn }, update: { own: signedIn } },
		change: 'read_at',
		key: (side, role, world) => ({ user_id: accountOf(world, side, role) })
	}
};

/** Who may join a live channel, who may show that they are there, and who may speak. */
export interface ChannelAccess {
	topic: (side: Side, role: Role, world: World) => string;
	join: Partial<Record<Side, readonly Role[]>>;
	/** Who may be present and see who else is. */
	presence?: Partial<Record<Side, readonly Role[]>>;
	/** Who may broadcast; nobody, where the database alone announces. */
	broadcast?: Partial<Record<Side, readonly Role[]>>;
}

export const channels: Record<string, ChannelAccess> = {
	'ward:<id>': {
		topic: (side, _role, world) => `ward:${world[side].wardId}`,
		join: { own: wardPeople, other: allWards },
		presence: { own: wardPeople, other: allWards }
	},
	wards: { topic: () => 'wards', join: both(wardPeople) },
	'doctor:<id>': {
		topic: (side, _role, world) => `doctor:${world[side].doctor.doctorId}`,
		join: { own: [...schedulers, 'doctor'], other: schedulers }
	},
	'patient:<id>': {
		topic: (side, _role, world) => `patient:${world[side].patient.patientId}`,
		join: { own: carersAndPatient },
		presence: { own: carers }
	},
	'handover:<id>': {
		topic: (side, _role, world) => `handover:${world[side].wardId}`,
		join: { own: nurses },
		broadcast: { own: nurses }
	},
	'record:<id>': {
		topic: (side, _role, world) => `record:${world[side].patient.patientId}`,
		join: { own: [...readers, 'patient'], other: readers }
	},
	'user:<id>': {
		topic: (side, role, world) => `user:${accountOf(world, side, role)}`,
		join: { own: signedIn }
	},
	'department:<id>:queue': {
		topic: (side, _role, world) => `department:${world[side].departmentId}:queue`,
		join: both(staff)
	},
	deliveries: { topic: () => 'deliveries', join: both(deskPeople) },
	// Whoever knows the name of a screen's channel may hear it, signed in or not, until it is revoked.
	'queue-display:<id>': {
		topic: (side, _role, world) => `queue-display:${world[side].displayTopicId}`,
		join: { own: everybody, other: nobody }
	},
	'ward-display:<id>': {
		topic: (side, _role, world) => `ward-display:${world[side].wardDisplayTopicId}`,
		join: { own: everybody, other: nobody }
	},
	waitlist: { topic: () => 'waitlist', join: both(schedulers) },
	admin: { topic: () => 'admin', join: both(admin) },
	'anything else': { topic: () => 'ward:', join: both(nobody) }
};
