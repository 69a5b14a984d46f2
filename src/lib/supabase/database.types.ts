export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
			admissions: {
				Row: {
					admitted_at: string;
					attending_id: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					patient_id: string;
					private: boolean;
					reason: string | null;
					summary: string | null;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admitted_at?: string;
					attending_id?: string | null;
					discharged_at?: string | null;
					disposition?: string | null;
					expected_discharge_on?: string | null;
					id?: string;
					patient_id: string;
					private?: boolean;
					reason?: string | null;
					summary?: string | null;
					ward_id: string;
				};
				Update: {
					admitted_at?: string;
					attending_id?: string | null;
					discharged_at?: string | null;
					disposition?: string | null;
					expected_discharge_on?: string | null;
					id?: string;
					patient_id?: string;
					private?: boolean;
					reason?: string | null;
					summary?: string | null;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'admissions_attending_id_fkey';
						columns: ['attending_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'admissions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'admissions_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			allergies: {
				Row: {
					created_at: string;
					id: string;
					patient_id: string;
					reaction: string | null;
					recorded_by: string | null;
					resolved_at: string | null;
					severity: string;
					status: string;
					substance: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					patient_id: string;
					reaction?: string | null;
					recorded_by?: string | null;
					resolved_at?: string | null;
					severity: string;
					status?: string;
					substance: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					patient_id?: string;
					reaction?: string | null;
					recorded_by?: string | null;
					resolved_at?: string | null;
					severity?: string;
					status?: string;
					substance?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'allergies_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'allergies_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			appointment_events: {
				Row: {
					actor_id: string | null;
					appointment_id: string;
					at: string;
					details: NonNullable<Json>;
					from_status: string | null;
					id: string;
					kind: string;
					to_status: string;
				};
				ComputedFields: never;
				Insert: {
					actor_id?: string | null;
					appointment_id: string;
					at?: string;
					details?: NonNullable<Json>;
					from_status?: string | null;
					id?: string;
					kind: string;
					to_status: string;
				};
				Update: {
					actor_id?: string | null;
					appointment_id?: string;
					at?: string;
					details?: NonNullable<Json>;
					from_status?: string | null;
					id?: string;
					kind?: string;
					to_status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'appointment_events_actor_id_fkey';
						columns: ['actor_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointment_events_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					}
				];
			};
			appointments: {
				Row: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				ComputedFields: never;
				Insert: {
					booked_by?: string | null;
					cancel_reason?: string | null;
					cancelled_at?: string | null;
					cancelled_by?: string | null;
					checked_in_at?: string | null;
					completed_at?: string | null;
					created_at?: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id?: string | null;
					id?: string;
					idempotency_key?: string | null;
					overbook_reason?: string | null;
					overbooked?: boolean;
					patient_confirmed_at?: string | null;
					patient_id: string;
					reason?: string | null;
					request_digest?: string | null;
					room_id?: string | null;
					series_id?: string | null;
					started_at?: string | null;
					starts_at: string;
					status?: string;
					updated_at?: string;
					visit_type_id: string;
				};
				Update: {
					booked_by?: string | null;
					cancel_reason?: string | null;
					cancelled_at?: string | null;
					cancelled_by?: string | null;
					checked_in_at?: string | null;
					completed_at?: string | null;
					created_at?: string;
					doctor_id?: string;
					ends_at?: string;
					follow_up_id?: string | null;
					id?: string;
					idempotency_key?: string | null;
					overbook_reason?: string | null;
					overbooked?: boolean;
					patient_confirmed_at?: string | null;
					patient_id?: string;
					reason?: string | null;
					request_digest?: string | null;
					room_id?: string | null;
					series_id?: string | null;
					started_at?: string | null;
					starts_at?: string;
					status?: string;
					updated_at?: string;
					visit_type_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'appointments_booked_by_fkey';
						columns: ['booked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointments_cancelled_by_fkey';
						columns: ['cancelled_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointments_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointments_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointments_room_id_fkey';
						columns: ['room_id'];
						isOneToOne: false;
						referencedRelation: 'rooms';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointments_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			availability_exceptions: {
				Row: {
					created_at: string;
					doctor_id: string;
					ends_at: string;
					id: string;
					kind: string;
					reason: string | null;
					room_id: string | null;
					starts_at: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					doctor_id: string;
					ends_at: string;
					id?: string;
					kind: string;
					reason?: string | null;
					room_id?: string | null;
					starts_at: string;
				};
				Update: {
					created_at?: string;
					doctor_id?: string;
					ends_at?: string;
					id?: string;
					kind?: string;
					reason?: string | null;
					room_id?: string | null;
					starts_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'availability_exceptions_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'availability_exceptions_room_id_fkey';
						columns: ['room_id'];
						isOneToOne: false;
						referencedRelation: 'rooms';
						referencedColumns: ['id'];
					}
				];
			};
			availability_rules: {
				Row: {
					created_at: string;
					doctor_id: string;
					ends_time: string;
					id: string;
					room_id: string | null;
					starts_time: string;
					time_zone: string;
					valid_from: string;
					valid_until: string | null;
					weekday: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					doctor_id: string;
					ends_time: string;
					id?: string;
					room_id?: string | null;
					starts_time: string;
					time_zone: string;
					valid_from?: string;
					valid_until?: string | null;
					weekday: number;
				};
				Update: {
					created_at?: string;
					doctor_id?: string;
					ends_time?: string;
					id?: string;
					room_id?: string | null;
					starts_time?: string;
					time_zone?: string;
					valid_from?: string;
					valid_until?: string | null;
					weekday?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'availability_rules_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'availability_rules_room_id_fkey';
						columns: ['room_id'];
						isOneToOne: false;
						referencedRelation: 'rooms';
						referencedColumns: ['id'];
					}
				];
			};
			bed_closures: {
				Row: {
					bed_id: string;
					closed_by: string | null;
					ended_at: string | null;
					expected_until: string | null;
					id: string;
					note: string | null;
					reason: string;
					starts_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					bed_id: string;
					closed_by?: string | null;
					ended_at?: string | null;
					expected_until?: string | null;
					id?: string;
					note?: string | null;
					reason: string;
					starts_at?: string;
					ward_id: string;
				};
				Update: {
					bed_id?: string;
					closed_by?: string | null;
					ended_at?: string | null;
					expected_until?: string | null;
					id?: string;
					note?: string | null;
					reason?: string;
					starts_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'bed_closures_bed_id_ward_id_fkey';
						columns: ['bed_id', 'ward_id'];
						isOneToOne: false;
						referencedRelation: 'beds';
						referencedColumns: ['id', 'ward_id'];
					},
					{
						foreignKeyName: 'bed_closures_closed_by_fkey';
						columns: ['closed_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			bed_stays: {
				Row: {
					admission_id: string;
					bed_id: string;
					id: string;
					is_current: boolean;
					patient_id: string;
					period: unknown;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					bed_id: string;
					id?: string;
					is_current?: never;
					patient_id: string;
					period?: unknown;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					bed_id?: string;
					id?: string;
					is_current?: never;
					patient_id?: string;
					period?: unknown;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'bed_stays_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'bed_stays_bed_id_ward_id_fkey';
						columns: ['bed_id', 'ward_id'];
						isOneToOne: false;
						referencedRelation: 'beds';
						referencedColumns: ['id', 'ward_id'];
					},
					{
						foreignKeyName: 'bed_stays_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			beds: {
				Row: {
					active: boolean;
					created_at: string;
					id: string;
					kind: string;
					label: string;
					position: number;
					room_id: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					created_at?: string;
					id?: string;
					kind?: string;
					label: string;
					position?: number;
					room_id: string;
					ward_id: string;
				};
				Update: {
					active?: boolean;
					created_at?: string;
					id?: string;
					kind?: string;
					label?: string;
					position?: number;
					room_id?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'beds_room_id_ward_id_fkey';
						columns: ['room_id', 'ward_id'];
						isOneToOne: false;
						referencedRelation: 'ward_rooms';
						referencedColumns: ['id', 'ward_id'];
					},
					{
						foreignKeyName: 'beds_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			care_team_members: {
				Row: {
					created_at: string;
					id: string;
					patient_id: string;
					role: string;
					since: string;
					staff_id: string;
					until: string | null;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					patient_id: string;
					role: string;
					since?: string;
					staff_id: string;
					until?: string | null;
				};
				Update: {
					created_at?: string;
					id?: string;
					patient_id?: string;
					role?: string;
					since?: string;
					staff_id?: string;
					until?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'care_team_members_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'care_team_members_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			departments: {
				Row: {
					active: boolean;
					code: string;
					created_at: string;
					id: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					id?: string;
					name: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					id?: string;
					name?: string;
				};
				Relationships: [];
			};
			doctors: {
				Row: {
					accepts_patients: boolean;
					active: boolean;
					created_at: string;
					id: string;
					name: string;
					specialty_id: string;
				};
				ComputedFields: never;
				Insert: {
					accepts_patients?: boolean;
					active?: boolean;
					created_at?: string;
					id: string;
					name: string;
					specialty_id: string;
				};
				Update: {
					accepts_patients?: boolean;
					active?: boolean;
					created_at?: string;
					id?: string;
					name?: string;
					specialty_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'doctors_id_fkey';
						columns: ['id'];
						isOneToOne: true;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'doctors_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					}
				];
			};
			hospital_settings: {
				Row: {
					currency: string;
					id: boolean;
					idle_minutes: number;
					name: string;
					time_zone: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					currency?: string;
					id?: boolean;
					idle_minutes?: number;
					name?: string;
					time_zone?: string;
					updated_at?: string;
				};
				Update: {
					currency?: string;
					id?: boolean;
					idle_minutes?: number;
					name?: string;
					time_zone?: string;
					updated_at?: string;
				};
				Relationships: [];
			};
			housekeeping_tasks: {
				Row: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					started_at: string | null;
					status: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					bed_id: string;
					created_at?: string;
					done_by?: string | null;
					finished_at?: string | null;
					id?: string;
					started_at?: string | null;
					status?: string;
					ward_id: string;
				};
				Update: {
					bed_id?: string;
					created_at?: string;
					done_by?: string | null;
					finished_at?: string | null;
					id?: string;
					started_at?: string | null;
					status?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'housekeeping_tasks_bed_id_ward_id_fkey';
						columns: ['bed_id', 'ward_id'];
						isOneToOne: false;
						referencedRelation: 'beds';
						referencedColumns: ['id', 'ward_id'];
					},
					{
						foreignKeyName: 'housekeeping_tasks_done_by_fkey';
						columns: ['done_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			notifications: {
				Row: {
					created_at: string;
					id: string;
					kind: string;
					link: string | null;
					params: NonNullable<Json>;
					read_at: string | null;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					kind: string;
					link?: string | null;
					params?: NonNullable<Json>;
					read_at?: string | null;
					user_id: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					kind?: string;
					link?: string | null;
					params?: NonNullable<Json>;
					read_at?: string | null;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'notifications_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			patient_contacts: {
				Row: {
					created_at: string;
					id: string;
					is_emergency: boolean;
					name: string;
					patient_id: string;
					phone: string;
					relationship: string | null;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					is_emergency?: boolean;
					name: string;
					patient_id: string;
					phone: string;
					relationship?: string | null;
				};
				Update: {
					created_at?: string;
					id?: string;
					is_emergency?: boolean;
					name?: string;
					patient_id?: string;
					phone?: string;
					relationship?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_contacts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			patients: {
				Row: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					email: string | null;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string | null;
					postal_code: string | null;
					preferred_language: string | null;
					sex: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					address_line?: string | null;
					archived_at?: string | null;
					archived_reason?: string | null;
					birth_date: string;
					city?: string | null;
					country?: string | null;
					created_at?: string;
					email?: string | null;
					family_name: string;
					given_name: string;
					id?: string;
					mrn?: string;
					phone?: string | null;
					postal_code?: string | null;
					preferred_language?: string | null;
					sex?: string;
					updated_at?: string;
				};
				Update: {
					address_line?: string | null;
					archived_at?: string | null;
					archived_reason?: string | null;
					birth_date?: string;
					city?: string | null;
					country?: string | null;
					created_at?: string;
					email?: string | null;
					family_name?: string;
					given_name?: string;
					id?: string;
					mrn?: string;
					phone?: string | null;
					postal_code?: string | null;
					preferred_language?: string | null;
					sex?: string;
					updated_at?: string;
				};
				Relationships: [];
			};
			permissions: {
				Row: {
					description: string;
					id: string;
				};
				ComputedFields: never;
				Insert: {
					description: string;
					id: string;
				};
				Update: {
					description?: string;
					id?: string;
				};
				Relationships: [];
			};
			portal_links: {
				Row: {
					created_at: string;
					patient_id: string;
					relationship: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					patient_id: string;
					relationship: string;
					user_id: string;
				};
				Update: {
					created_at?: string;
					patient_id?: string;
					relationship?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'portal_links_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'portal_links_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			profiles: {
				Row: {
					created_at: string;
					email: string | null;
					full_name: string;
					id: string;
					locale: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					email?: string | null;
					full_name?: string;
					id: string;
					locale?: string;
				};
				Update: {
					created_at?: string;
					email?: string | null;
					full_name?: string;
					id?: string;
					locale?: string;
				};
				Relationships: [];
			};
			role_permissions: {
				Row: {
					permission_id: string;
					role_id: string;
				};
				ComputedFields: never;
				Insert: {
					permission_id: string;
					role_id: string;
				};
				Update: {
					permission_id?: string;
					role_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'role_permissions_permission_id_fkey';
						columns: ['permission_id'];
						isOneToOne: false;
						referencedRelation: 'permissions';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'role_permissions_role_id_fkey';
						columns: ['role_id'];
						isOneToOne: false;
						referencedRelation: 'roles';
						referencedColumns: ['id'];
					}
				];
			};
			roles: {
				Row: {
					created_at: string;
					id: string;
					kind: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id: string;
					kind: string;
					name: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					kind?: string;
					name?: string;
				};
				Relationships: [];
			};
			rooms: {
				Row: {
					active: boolean;
					code: string;
					created_at: string;
					department_id: string;
					id: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					department_id: string;
					id?: string;
					name: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					department_id?: string;
					id?: string;
					name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'rooms_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					}
				];
			};
			specialties: {
				Row: {
					code: string;
					created_at: string;
					department_id: string;
					id: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					code: string;
					created_at?: string;
					department_id: string;
					id?: string;
					name: string;
				};
				Update: {
					code?: string;
					created_at?: string;
					department_id?: string;
					id?: string;
					name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'specialties_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					}
				];
			};
			staff: {
				Row: {
					active: boolean;
					created_at: string;
					department_id: string | null;
					full_name: string;
					id: string;
					position: string;
					user_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					created_at?: string;
					department_id?: string | null;
					full_name: string;
					id?: string;
					position: string;
					user_id?: string | null;
				};
				Update: {
					active?: boolean;
					created_at?: string;
					department_id?: string | null;
					full_name?: string;
					id?: string;
					position?: string;
					user_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'staff_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'staff_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: true;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			staff_wards: {
				Row: {
					created_at: string;
					staff_id: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					staff_id: string;
					ward_id: string;
				};
				Update: {
					created_at?: string;
					staff_id?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'staff_wards_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'staff_wards_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			user_roles: {
				Row: {
					granted_at: string;
					granted_by: string | null;
					role_id: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					granted_at?: string;
					granted_by?: string | null;
					role_id: string;
					user_id: string;
				};
				Update: {
					granted_at?: string;
					granted_by?: string | null;
					role_id?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'user_roles_granted_by_fkey';
						columns: ['granted_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'user_roles_role_id_fkey';
						columns: ['role_id'];
						isOneToOne: false;
						referencedRelation: 'roles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'user_roles_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			visit_types: {
				Row: {
					active: boolean;
					bookable_by_patient: boolean;
					buffer_minutes: number;
					code: string;
					created_at: string;
					duration_minutes: number;
					id: string;
					minimum_notice_minutes: number;
					name: string;
					requires_confirmation: boolean;
					specialty_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					bookable_by_patient?: boolean;
					buffer_minutes?: number;
					code: string;
					created_at?: string;
					duration_minutes: number;
					id?: string;
					minimum_notice_minutes?: number;
					name: string;
					requires_confirmation?: boolean;
					specialty_id?: string | null;
				};
				Update: {
					active?: boolean;
					bookable_by_patient?: boolean;
					buffer_minutes?: number;
					code?: string;
					created_at?: string;
					duration_minutes?: number;
					id?: string;
					minimum_notice_minutes?: number;
					name?: string;
					requires_confirmation?: boolean;
					specialty_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'visit_types_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					}
				];
			};
			ward_rooms: {
				Row: {
					created_at: string;
					id: string;
					name: string;
					position: number;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					name: string;
					position?: number;
					ward_id: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					name?: string;
					position?: number;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'ward_rooms_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			wards: {
				Row: {
					active: boolean;
					code: string;
					created_at: string;
					department_id: string;
					id: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					department_id: string;
					id?: string;
					name: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					department_id?: string;
					id?: string;
					name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'wards_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					}
				];
			};
		};
		Views: {
			[_ in never]: never;
		};
		Functions: {
			add_allergy: {
				Args: { p_patient_id: string; p_reaction: string; p_severity: string; p_substance: string };
				Returns: {
					created_at: string;
					id: string;
					patient_id: string;
					reaction: string | null;
					recorded_by: string | null;
					resolved_at: string | null;
					severity: string;
					status: string;
					substance: string;
				};
				SetofOptions: {
					from: '*';
					to: 'allergies';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			admit_patient: {
				Args: {
					p_attending_id?: string;
					p_bed_id?: string;
					p_patient_id: string;
					p_reason?: string;
					p_ward_id: string;
				};
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					patient_id: string;
					private: boolean;
					reason: string | null;
					summary: string | null;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'admissions';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			audit_events: {
				Args: {
					p_from?: string;
					p_limit?: number;
					p_patient_id?: string;
					p_table?: string;
					p_until?: string;
				};
				Returns: {
					action: string;
					actor_id: string;
					actor_name: string;
					after: Json;
					at: string;
					before: Json;
					id: number;
					ip: string;
					patient_id: string;
					role: string;
					row_id: string;
					table_name: string;
					user_agent: string;
				}[];
			};
			bed_board: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					attending_id: string;
					attending_name: string;
					bed_id: string;
					bed_kind: string;
					bed_label: string;
					closure_id: string;
					expected_discharge_on: string;
					note: string;
					patient_birth_date: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					position: number;
					private: boolean;
					reason: string;
					room_id: string;
					room_name: string;
					since: string;
					state: string;
					stay_id: string;
					task_id: string;
					task_status: string;
					ward_code: string;
					ward_id: string;
					ward_name: string;
				}[];
			};
			book_appointment: {
				Args: {
					p_doctor_id: string;
					p_idempotency_key?: string;
					p_patient_id: string;
					p_reason?: string;
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			cancel_appointment: {
				Args: { p_appointment_id: string; p_reason?: string };
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			close_bed: {
				Args: { p_bed_id: string; p_expected_until?: string; p_note?: string; p_reason?: string };
				Returns: {
					bed_id: string;
					closed_by: string | null;
					ended_at: string | null;
					expected_until: string | null;
					id: string;
					note: string | null;
					reason: string;
					starts_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_closures';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			create_own_patient: {
				Args: {
					p_birth_date: string;
					p_family_name: string;
					p_given_name: string;
					p_phone?: string;
					p_sex?: string;
				};
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					email: string | null;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string | null;
					postal_code: string | null;
					preferred_language: string | null;
					sex: string;
					updated_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'patients';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			current_access: { Args: Record<PropertyKey, never>; Returns: Json };
			discharge_patient: {
				Args: { p_admission_id: string; p_disposition?: string; p_summary?: string };
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					patient_id: string;
					private: boolean;
					reason: string | null;
					summary: string | null;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'admissions';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			doctor_day: {
				Args: { p_day: string; p_doctor_id: string };
				Returns: {
					alerts: string[];
					booked_by: string;
					cancel_reason: string;
					cancelled_at: string;
					cancelled_by: string;
					checked_in_at: string;
					completed_at: string;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					id: string;
					overbooked: boolean;
					patient_birth_date: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					reason: string;
					room_id: string;
					room_name: string;
					started_at: string;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
					visit_type_name: string;
				}[];
			};
			finish_cleaning: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					started_at: string | null;
					status: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'housekeeping_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			first_free_slots: {
				Args: {
					p_from?: string;
					p_limit?: number;
					p_specialty_id: string;
					p_visit_type_id: string;
				};
				Returns: {
					doctor_id: string;
					doctor_name: string;
					ends_at: string;
					starts_at: string;
				}[];
			};
			free_slots: {
				Args: { p_doctor_ids: string[]; p_from: string; p_until: string; p_visit_type_id: string };
				Returns: {
					doctor_id: string;
					ends_at: string;
					starts_at: string;
				}[];
			};
			grant_role: { Args: { p_role_id: string; p_user_id: string }; Returns: undefined };
			mark_notifications_read: { Args: { p_ids?: string[] }; Returns: number };
			overbook_appointment: {
				Args: {
					p_doctor_id: string;
					p_idempotency_key?: string;
					p_patient_id: string;
					p_reason?: string;
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			register_patient: {
				Args: { p_patient: Json };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					email: string | null;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string | null;
					postal_code: string | null;
					preferred_language: string | null;
					sex: string;
					updated_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'patients';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			reopen_bed: {
				Args: { p_bed_id: string };
				Returns: {
					bed_id: string;
					closed_by: string | null;
					ended_at: string | null;
					expected_until: string | null;
					id: string;
					note: string | null;
					reason: string;
					starts_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_closures';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			reschedule_appointment: {
				Args: { p_appointment_id: string; p_doctor_id?: string; p_starts_at: string };
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			resolve_allergy: {
				Args: { p_allergy_id: string };
				Returns: {
					created_at: string;
					id: string;
					patient_id: string;
					reaction: string | null;
					recorded_by: string | null;
					resolved_at: string | null;
					severity: string;
					status: string;
					substance: string;
				};
				SetofOptions: {
					from: '*';
					to: 'allergies';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			revoke_role: { Args: { p_role_id: string; p_user_id: string }; Returns: undefined };
			search_patients: {
				Args: { p_limit?: number; p_query: string };
				Returns: {
					birth_date: string;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string;
					score: number;
					sex: string;
				}[];
			};
			set_appointment_status: {
				Args: { p_appointment_id: string; p_status: string };
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			start_cleaning: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					started_at: string | null;
					status: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'housekeeping_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			swap_beds: {
				Args: { p_admission_id: string; p_other_admission_id: string };
				Returns: {
					admission_id: string;
					bed_id: string;
					id: string;
					is_current: boolean;
					patient_id: string;
					period: unknown;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'bed_stays';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			transfer_patient: {
				Args: { p_admission_id: string; p_bed_id: string };
				Returns: {
					admission_id: string;
					bed_id: string;
					id: string;
					is_current: boolean;
					patient_id: string;
					period: unknown;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_stays';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			update_own_profile: {
				Args: { p_full_name: string; p_locale: string };
				Returns: {
					created_at: string;
					email: string | null;
					full_name: string;
					id: string;
					locale: string;
				};
				SetofOptions: {
					from: '*';
					to: 'profiles';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			update_patient: {
				Args: { p_expected_updated_at: string; p_patient: Json; p_patient_id: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					email: string | null;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string | null;
					postal_code: string | null;
					preferred_language: string | null;
					sex: string;
					updated_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'patients';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			visits_to_rebook: {
				Args: { p_doctor_id?: string };
				Returns: {
					booked_by: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					checked_in_at: string | null;
					completed_at: string | null;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					follow_up_id: string | null;
					id: string;
					idempotency_key: string | null;
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
					request_digest: string | null;
					room_id: string | null;
					series_id: string | null;
					started_at: string | null;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'appointments';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			waiting_admissions: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					attending_name: string;
					patient_birth_date: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					reason: string;
					ward_id: string;
				}[];
			};
			ward_summary: {
				Args: Record<PropertyKey, never>;
				Returns: {
					available: number;
					beds: number;
					housekeeping: number;
					occupied: number;
					out_of_service: number;
					waiting: number;
					ward_code: string;
					ward_id: string;
					ward_name: string;
				}[];
			};
		};
		Enums: {
			[_ in never]: never;
		};
		CompositeTypes: {
			[_ in never]: never;
		};
	};
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
	DefaultSchemaTableNameOrOptions extends
		| keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		| { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
				DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
			DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
			Row: infer R;
		}
		? R
		: never
	: DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
				Row: infer R;
			}
			? R
			: never
		: never;

export type TablesInsert<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Insert: infer I;
		}
		? I
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Insert: infer I;
			}
			? I
			: never
		: never;

export type TablesUpdate<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Update: infer U;
		}
		? U
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Update: infer U;
			}
			? U
			: never
		: never;

export type Enums<
	DefaultSchemaEnumNameOrOptions extends
		keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
	EnumName extends (DefaultSchemaEnumNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
		: never) = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
	: DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
		? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
		: never;

export type CompositeTypes<
	PublicCompositeTypeNameOrOptions extends
		keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
	CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
		: never) = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
	: PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
		? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
		: never;

export const Constants = {
	public: {
		Enums: {}
	}
} as const;
