export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
			administrations: {
				Row: {
					admission_id: string;
					check_id: string | null;
					check_reason: string | null;
					dose: number | null;
					dose_day: string | null;
					dose_no: number | null;
					due_at: string | null;
					effect: string | null;
					effect_at: string | null;
					effect_by: string | null;
					effect_words: string | null;
					expires_on: string | null;
					given_at: string;
					id: string;
					late: boolean;
					lot: string | null;
					outcome: string;
					pack_scanned: boolean;
					patient_id: string;
					patient_scanned: boolean;
					prescription_id: string;
					reason: string | null;
					reason_kind: string | null;
					recorded_at: string;
					site: string | null;
					staff_id: string | null;
					staff_name: string;
					unit: string | null;
					unscanned_reason: string | null;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
					ward_id: string;
					witness_id: string | null;
					witness_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					check_id?: string | null;
					check_reason?: string | null;
					dose?: number | null;
					dose_day?: string | null;
					dose_no?: number | null;
					due_at?: string | null;
					effect?: string | null;
					effect_at?: string | null;
					effect_by?: string | null;
					effect_words?: string | null;
					expires_on?: string | null;
					given_at: string;
					id?: string;
					late?: boolean;
					lot?: string | null;
					outcome: string;
					pack_scanned?: boolean;
					patient_id: string;
					patient_scanned?: boolean;
					prescription_id: string;
					reason?: string | null;
					reason_kind?: string | null;
					recorded_at?: string;
					site?: string | null;
					staff_id?: string | null;
					staff_name: string;
					unit?: string | null;
					unscanned_reason?: string | null;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
					ward_id: string;
					witness_id?: string | null;
					witness_name?: string | null;
				};
				Update: {
					admission_id?: string;
					check_id?: string | null;
					check_reason?: string | null;
					dose?: number | null;
					dose_day?: string | null;
					dose_no?: number | null;
					due_at?: string | null;
					effect?: string | null;
					effect_at?: string | null;
					effect_by?: string | null;
					effect_words?: string | null;
					expires_on?: string | null;
					given_at?: string;
					id?: string;
					late?: boolean;
					lot?: string | null;
					outcome?: string;
					pack_scanned?: boolean;
					patient_id?: string;
					patient_scanned?: boolean;
					prescription_id?: string;
					reason?: string | null;
					reason_kind?: string | null;
					recorded_at?: string;
					site?: string | null;
					staff_id?: string | null;
					staff_name?: string;
					unit?: string | null;
					unscanned_reason?: string | null;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
					ward_id?: string;
					witness_id?: string | null;
					witness_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'administrations_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'administrations_check_id_fkey';
						columns: ['check_id'];
						isOneToOne: false;
						referencedRelation: 'prescription_checks';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_effect_by_fkey';
						columns: ['effect_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_prescription_id_patient_id_fkey';
						columns: ['prescription_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'administrations_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'administrations_witness_id_fkey';
						columns: ['witness_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			admission_leaves: {
				Row: {
					admission_id: string;
					expected_back_at: string | null;
					id: string;
					left_at: string;
					patient_id: string;
					reason: string | null;
					returned_at: string | null;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					expected_back_at?: string | null;
					id?: string;
					left_at?: string;
					patient_id: string;
					reason?: string | null;
					returned_at?: string | null;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					expected_back_at?: string | null;
					id?: string;
					left_at?: string;
					patient_id?: string;
					reason?: string | null;
					returned_at?: string | null;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'admission_leaves_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'admission_leaves_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			admissions: {
				Row: {
					admitted_at: string;
					attending_id: string | null;
					death_withdrawn_at: string | null;
					diagnosis_group: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					isolation: string | null;
					mother_admission_id: string | null;
					needs: string[];
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
					death_withdrawn_at?: string | null;
					diagnosis_group?: string | null;
					discharged_at?: string | null;
					disposition?: string | null;
					expected_discharge_on?: string | null;
					id?: string;
					isolation?: string | null;
					mother_admission_id?: string | null;
					needs?: string[];
					patient_id: string;
					private?: boolean;
					reason?: string | null;
					summary?: string | null;
					ward_id: string;
				};
				Update: {
					admitted_at?: string;
					attending_id?: string | null;
					death_withdrawn_at?: string | null;
					diagnosis_group?: string | null;
					discharged_at?: string | null;
					disposition?: string | null;
					expected_discharge_on?: string | null;
					id?: string;
					isolation?: string | null;
					mother_admission_id?: string | null;
					needs?: string[];
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
						foreignKeyName: 'admissions_mother_admission_id_fkey';
						columns: ['mother_admission_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
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
					category: string | null;
					certainty: string;
					created_at: string;
					id: string;
					kind: string;
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
					category?: string | null;
					certainty?: string;
					created_at?: string;
					id?: string;
					kind?: string;
					patient_id: string;
					reaction?: string | null;
					recorded_by?: string | null;
					resolved_at?: string | null;
					severity: string;
					status?: string;
					substance: string;
				};
				Update: {
					category?: string | null;
					certainty?: string;
					created_at?: string;
					id?: string;
					kind?: string;
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
			allergy_denials: {
				Row: {
					ended_at: string | null;
					id: string;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					ended_at?: string | null;
					id?: string;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
				};
				Update: {
					ended_at?: string | null;
					id?: string;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'allergy_denials_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'allergy_denials_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			allergy_reports: {
				Row: {
					answer: string;
					checked_at: string | null;
					checked_by: string | null;
					id: string;
					patient_id: string;
					reported_at: string;
					taken_by: string | null;
					words: string | null;
				};
				ComputedFields: never;
				Insert: {
					answer: string;
					checked_at?: string | null;
					checked_by?: string | null;
					id?: string;
					patient_id: string;
					reported_at?: string;
					taken_by?: string | null;
					words?: string | null;
				};
				Update: {
					answer?: string;
					checked_at?: string | null;
					checked_by?: string | null;
					id?: string;
					patient_id?: string;
					reported_at?: string;
					taken_by?: string | null;
					words?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'allergy_reports_checked_by_fkey';
						columns: ['checked_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'allergy_reports_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'allergy_reports_taken_by_fkey';
						columns: ['taken_by'];
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
			appointment_series: {
				Row: {
					booked_by: string | null;
					created_at: string;
					doctor_id: string;
					every: string;
					id: string;
					patient_id: string;
					visit_type_id: string;
					visits: number;
				};
				ComputedFields: never;
				Insert: {
					booked_by?: string | null;
					created_at?: string;
					doctor_id: string;
					every: string;
					id?: string;
					patient_id: string;
					visit_type_id: string;
					visits: number;
				};
				Update: {
					booked_by?: string | null;
					created_at?: string;
					doctor_id?: string;
					every?: string;
					id?: string;
					patient_id?: string;
					visit_type_id?: string;
					visits?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'appointment_series_booked_by_fkey';
						columns: ['booked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointment_series_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointment_series_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'appointment_series_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			appointments: {
				Row: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
					blocked_from?: string | null;
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
					overbook_reason?: string | null;
					overbooked?: boolean;
					patient_confirmed_at?: string | null;
					patient_id: string;
					reason?: string | null;
					room_id?: string | null;
					series_id?: string | null;
					started_at?: string | null;
					starts_at: string;
					status?: string;
					updated_at?: string;
					visit_type_id: string;
				};
				Update: {
					blocked_from?: string | null;
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
					overbook_reason?: string | null;
					overbooked?: boolean;
					patient_confirmed_at?: string | null;
					patient_id?: string;
					reason?: string | null;
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
						foreignKeyName: 'appointments_follow_up_id_fkey';
						columns: ['follow_up_id'];
						isOneToOne: false;
						referencedRelation: 'follow_ups';
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
						foreignKeyName: 'appointments_series_id_fkey';
						columns: ['series_id'];
						isOneToOne: false;
						referencedRelation: 'appointment_series';
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
					visit_type_ids: string[] | null;
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
					visit_type_ids?: string[] | null;
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
					visit_type_ids?: string[] | null;
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
			bed_requests: {
				Row: {
					admission_id: string | null;
					automatic: boolean;
					created_at: string;
					end_reason: string | null;
					ended_at: string | null;
					ended_by: string | null;
					from_bed_id: string | null;
					id: string;
					isolation: string | null;
					needed_by: string;
					needs: string[];
					patient_id: string;
					priority: string;
					rank: number;
					reason: string | null;
					requested_by: string | null;
					status: string;
					updated_at: string;
					ward_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					admission_id?: string | null;
					automatic?: boolean;
					created_at?: string;
					end_reason?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					from_bed_id?: string | null;
					id?: string;
					isolation?: string | null;
					needed_by?: string;
					needs?: string[];
					patient_id: string;
					priority?: string;
					rank?: never;
					reason?: string | null;
					requested_by?: string | null;
					status?: string;
					updated_at?: string;
					ward_id?: string | null;
				};
				Update: {
					admission_id?: string | null;
					automatic?: boolean;
					created_at?: string;
					end_reason?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					from_bed_id?: string | null;
					id?: string;
					isolation?: string | null;
					needed_by?: string;
					needs?: string[];
					patient_id?: string;
					priority?: string;
					rank?: never;
					reason?: string | null;
					requested_by?: string | null;
					status?: string;
					updated_at?: string;
					ward_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'bed_requests_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'bed_requests_ended_by_fkey';
						columns: ['ended_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bed_requests_from_bed_id_fkey';
						columns: ['from_bed_id'];
						isOneToOne: false;
						referencedRelation: 'beds';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bed_requests_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bed_requests_requested_by_fkey';
						columns: ['requested_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bed_requests_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			bed_reservations: {
				Row: {
					bed_id: string;
					ended_as: string | null;
					ended_at: string | null;
					ended_by: string | null;
					expires_at: string;
					id: string;
					override_reason: string | null;
					patient_id: string;
					ready_at: string | null;
					request_id: string;
					reserved_by: string | null;
					starts_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					bed_id: string;
					ended_as?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					expires_at: string;
					id?: string;
					override_reason?: string | null;
					patient_id: string;
					ready_at?: string | null;
					request_id: string;
					reserved_by?: string | null;
					starts_at?: string;
					ward_id: string;
				};
				Update: {
					bed_id?: string;
					ended_as?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					expires_at?: string;
					id?: string;
					override_reason?: string | null;
					patient_id?: string;
					ready_at?: string | null;
					request_id?: string;
					reserved_by?: string | null;
					starts_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'bed_reservations_bed_id_ward_id_fkey';
						columns: ['bed_id', 'ward_id'];
						isOneToOne: false;
						referencedRelation: 'beds';
						referencedColumns: ['id', 'ward_id'];
					},
					{
						foreignKeyName: 'bed_reservations_ended_by_fkey';
						columns: ['ended_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bed_reservations_request_id_patient_id_fkey';
						columns: ['request_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'bed_requests';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'bed_reservations_reserved_by_fkey';
						columns: ['reserved_by'];
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
					overridden: string[];
					override_reason: string | null;
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
					overridden?: string[];
					override_reason?: string | null;
					patient_id: string;
					period?: unknown;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					bed_id?: string;
					id?: string;
					is_current?: never;
					overridden?: string[];
					override_reason?: string | null;
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
					features: string[];
					id: string;
					kind: string;
					label: string;
					position: number;
					room_id: string;
					updated_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					created_at?: string;
					features?: string[];
					id?: string;
					kind?: string;
					label: string;
					position?: number;
					room_id: string;
					updated_at?: string;
					ward_id: string;
				};
				Update: {
					active?: boolean;
					created_at?: string;
					features?: string[];
					id?: string;
					kind?: string;
					label?: string;
					position?: number;
					room_id?: string;
					updated_at?: string;
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
			births: {
				Row: {
					gestation_days: number;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					gestation_days: number;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					version?: number;
				};
				Update: {
					gestation_days?: number;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'births_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: true;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'births_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			calendar_feeds: {
				Row: {
					created_at: string;
					doctor_id: string | null;
					id: string;
					label: string | null;
					last_read_at: string | null;
					patient_id: string | null;
					revoked_at: string | null;
					scope: string;
					token_hash: string;
					user_id: string;
					with_names: boolean;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					doctor_id?: string | null;
					id?: string;
					label?: string | null;
					last_read_at?: string | null;
					patient_id?: string | null;
					revoked_at?: string | null;
					scope: string;
					token_hash: string;
					user_id: string;
					with_names?: boolean;
				};
				Update: {
					created_at?: string;
					doctor_id?: string | null;
					id?: string;
					label?: string | null;
					last_read_at?: string | null;
					patient_id?: string | null;
					revoked_at?: string | null;
					scope?: string;
					token_hash?: string;
					user_id?: string;
					with_names?: boolean;
				};
				Relationships: [
					{
						foreignKeyName: 'calendar_feeds_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'calendar_feeds_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'calendar_feeds_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
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
					until: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					patient_id: string;
					role: string;
					since?: string;
					staff_id: string;
					until?: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					patient_id?: string;
					role?: string;
					since?: string;
					staff_id?: string;
					until?: string;
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
			catalogue_versions: {
				Row: {
					changed_at: string;
					changed_by: string | null;
					content: NonNullable<Json>;
					item: string;
					kind: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					changed_at?: string;
					changed_by?: string | null;
					content: NonNullable<Json>;
					item: string;
					kind: string;
					version: number;
				};
				Update: {
					changed_at?: string;
					changed_by?: string | null;
					content?: NonNullable<Json>;
					item?: string;
					kind?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'catalogue_versions_changed_by_fkey';
						columns: ['changed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			chart_openings: {
				Row: {
					basis: string;
					care: string[];
					delicate: string | null;
					id: string;
					kind: string | null;
					patient_id: string;
					reason: string | null;
					since: string;
					staff_id: string | null;
					staff_name: string;
					staff_position: string;
					until: string;
				};
				ComputedFields: never;
				Insert: {
					basis: string;
					care?: string[];
					delicate?: string | null;
					id?: string;
					kind?: string | null;
					patient_id: string;
					reason?: string | null;
					since?: string;
					staff_id?: string | null;
					staff_name: string;
					staff_position: string;
					until: string;
				};
				Update: {
					basis?: string;
					care?: string[];
					delicate?: string | null;
					id?: string;
					kind?: string | null;
					patient_id?: string;
					reason?: string | null;
					since?: string;
					staff_id?: string | null;
					staff_name?: string;
					staff_position?: string;
					until?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'chart_openings_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_openings_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			chart_questions: {
				Row: {
					answer: string | null;
					answered_at: string | null;
					answered_by: string | null;
					answered_name: string | null;
					asked_at: string;
					asked_by: string | null;
					id: string;
					opening_id: string;
					patient_id: string;
					words: string;
				};
				ComputedFields: never;
				Insert: {
					answer?: string | null;
					answered_at?: string | null;
					answered_by?: string | null;
					answered_name?: string | null;
					asked_at?: string;
					asked_by?: string | null;
					id?: string;
					opening_id: string;
					patient_id: string;
					words: string;
				};
				Update: {
					answer?: string | null;
					answered_at?: string | null;
					answered_by?: string | null;
					answered_name?: string | null;
					asked_at?: string;
					asked_by?: string | null;
					id?: string;
					opening_id?: string;
					patient_id?: string;
					words?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'chart_questions_answered_by_fkey';
						columns: ['answered_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_questions_asked_by_fkey';
						columns: ['asked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_questions_opening_id_fkey';
						columns: ['opening_id'];
						isOneToOne: true;
						referencedRelation: 'chart_openings';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_questions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			chart_reviews: {
				Row: {
					due_at: string;
					explained_at: string | null;
					explanation: string | null;
					note: string | null;
					opened_at: string;
					opening_id: string;
					patient_id: string;
					reviewed_at: string | null;
					reviewed_by: string | null;
					reviewed_name: string | null;
					staff_id: string | null;
					state: string;
				};
				ComputedFields: never;
				Insert: {
					due_at: string;
					explained_at?: string | null;
					explanation?: string | null;
					note?: string | null;
					opened_at: string;
					opening_id: string;
					patient_id: string;
					reviewed_at?: string | null;
					reviewed_by?: string | null;
					reviewed_name?: string | null;
					staff_id?: string | null;
					state?: string;
				};
				Update: {
					due_at?: string;
					explained_at?: string | null;
					explanation?: string | null;
					note?: string | null;
					opened_at?: string;
					opening_id?: string;
					patient_id?: string;
					reviewed_at?: string | null;
					reviewed_by?: string | null;
					reviewed_name?: string | null;
					staff_id?: string | null;
					state?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'chart_reviews_opening_id_fkey';
						columns: ['opening_id'];
						isOneToOne: true;
						referencedRelation: 'chart_openings';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_reviews_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_reviews_reviewed_by_fkey';
						columns: ['reviewed_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'chart_reviews_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			code_imports: {
				Row: {
					added: number;
					changed: number;
					ended: number;
					file_name: string;
					finished_at: string | null;
					format: string;
					id: string;
					refusals: NonNullable<Json>;
					refused: number;
					started_at: string;
					started_by: string | null;
					system_id: string;
					unchanged: number;
					version: string | null;
				};
				ComputedFields: never;
				Insert: {
					added?: number;
					changed?: number;
					ended?: number;
					file_name: string;
					finished_at?: string | null;
					format: string;
					id?: string;
					refusals?: NonNullable<Json>;
					refused?: number;
					started_at?: string;
					started_by?: string | null;
					system_id: string;
					unchanged?: number;
					version?: string | null;
				};
				Update: {
					added?: number;
					changed?: number;
					ended?: number;
					file_name?: string;
					finished_at?: string | null;
					format?: string;
					id?: string;
					refusals?: NonNullable<Json>;
					refused?: number;
					started_at?: string;
					started_by?: string | null;
					system_id?: string;
					unchanged?: number;
					version?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'code_imports_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'code_imports_system_id_fkey';
						columns: ['system_id'];
						isOneToOne: false;
						referencedRelation: 'code_systems';
						referencedColumns: ['id'];
					}
				];
			};
			code_systems: {
				Row: {
					demonstration: boolean;
					id: string;
					imported_at: string | null;
					name: string;
					notice: string | null;
					url: string;
					version: string | null;
				};
				ComputedFields: never;
				Insert: {
					demonstration?: boolean;
					id: string;
					imported_at?: string | null;
					name: string;
					notice?: string | null;
					url: string;
					version?: string | null;
				};
				Update: {
					demonstration?: boolean;
					id?: string;
					imported_at?: string | null;
					name?: string;
					notice?: string | null;
					url?: string;
					version?: string | null;
				};
				Relationships: [];
			};
			codes: {
				Row: {
					billable: boolean;
					code: string;
					code_key: string;
					display: string;
					display_es: string | null;
					id: string;
					import_id: string | null;
					name_key: string;
					parent: string | null;
					synonym_key: string;
					synonyms: string[];
					system_id: string;
					valid_from: string | null;
					valid_until: string | null;
				};
				ComputedFields: never;
				Insert: {
					billable?: boolean;
					code: string;
					code_key?: never;
					display: string;
					display_es?: string | null;
					id?: string;
					import_id?: string | null;
					name_key?: never;
					parent?: string | null;
					synonym_key?: never;
					synonyms?: string[];
					system_id: string;
					valid_from?: string | null;
					valid_until?: string | null;
				};
				Update: {
					billable?: boolean;
					code?: string;
					code_key?: never;
					display?: string;
					display_es?: string | null;
					id?: string;
					import_id?: string | null;
					name_key?: never;
					parent?: string | null;
					synonym_key?: never;
					synonyms?: string[];
					system_id?: string;
					valid_from?: string | null;
					valid_until?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'codes_import_id_fkey';
						columns: ['import_id'];
						isOneToOne: false;
						referencedRelation: 'code_imports';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'codes_system_id_fkey';
						columns: ['system_id'];
						isOneToOne: false;
						referencedRelation: 'code_systems';
						referencedColumns: ['id'];
					}
				];
			};
			communication_needs: {
				Row: {
					easy_language: boolean;
					hearing: string | null;
					interpreter: string | null;
					mobility: string | null;
					note: string | null;
					patient_id: string;
					recorded_by: string | null;
					sight: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					easy_language?: boolean;
					hearing?: string | null;
					interpreter?: string | null;
					mobility?: string | null;
					note?: string | null;
					patient_id: string;
					recorded_by?: string | null;
					sight?: string | null;
					updated_at?: string;
				};
				Update: {
					easy_language?: boolean;
					hearing?: string | null;
					interpreter?: string | null;
					mobility?: string | null;
					note?: string | null;
					patient_id?: string;
					recorded_by?: string | null;
					sight?: string | null;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'communication_needs_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: true;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'communication_needs_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			consent_kinds: {
				Row: {
					description: string;
					kind: string;
					place: number;
				};
				ComputedFields: never;
				Insert: {
					description: string;
					kind: string;
					place: number;
				};
				Update: {
					description?: string;
					kind?: string;
					place?: number;
				};
				Relationships: [];
			};
			deliveries: {
				Row: {
					appointment_id: string | null;
					attempts: number;
					channel: string;
					claimed_by: string | null;
					claimed_until: string | null;
					created_at: string;
					delivered_at: string | null;
					due_at: string;
					expires_at: string | null;
					fingerprint: string | null;
					id: string;
					key: string;
					kind: string;
					last_error: string | null;
					locale: string;
					next_attempt_at: string;
					outcome: string | null;
					params: NonNullable<Json>;
					patient_id: string;
					provider_id: string | null;
					recipient: string | null;
					retried_at: string | null;
					round: number;
					sending_at: string | null;
					sent_at: string | null;
					status: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					appointment_id?: string | null;
					attempts?: number;
					channel: string;
					claimed_by?: string | null;
					claimed_until?: string | null;
					created_at?: string;
					delivered_at?: string | null;
					due_at: string;
					expires_at?: string | null;
					fingerprint?: string | null;
					id?: string;
					key: string;
					kind: string;
					last_error?: string | null;
					locale: string;
					next_attempt_at: string;
					outcome?: never;
					params?: NonNullable<Json>;
					patient_id: string;
					provider_id?: string | null;
					recipient?: string | null;
					retried_at?: string | null;
					round?: number;
					sending_at?: string | null;
					sent_at?: string | null;
					status?: string;
					updated_at?: string;
				};
				Update: {
					appointment_id?: string | null;
					attempts?: number;
					channel?: string;
					claimed_by?: string | null;
					claimed_until?: string | null;
					created_at?: string;
					delivered_at?: string | null;
					due_at?: string;
					expires_at?: string | null;
					fingerprint?: string | null;
					id?: string;
					key?: string;
					kind?: string;
					last_error?: string | null;
					locale?: string;
					next_attempt_at?: string;
					outcome?: never;
					params?: NonNullable<Json>;
					patient_id?: string;
					provider_id?: string | null;
					recipient?: string | null;
					retried_at?: string | null;
					round?: number;
					sending_at?: string | null;
					sent_at?: string | null;
					status?: string;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'deliveries_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'deliveries_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
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
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					id?: string;
					name: string;
					updated_at?: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					id?: string;
					name?: string;
					updated_at?: string;
				};
				Relationships: [];
			};
			diagnoses: {
				Row: {
					certainty: string;
					code_id: string | null;
					comment: string | null;
					diagnosed_at: string;
					encounter_id: string | null;
					id: string;
					patient_id: string;
					rank: string;
					recorded_at: string;
					recorded_by: string | null;
					side: string | null;
					text: string;
					updated_at: string | null;
					updated_by: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					certainty?: string;
					code_id?: string | null;
					comment?: string | null;
					diagnosed_at?: string;
					encounter_id?: string | null;
					id?: string;
					patient_id: string;
					rank?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					text: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					certainty?: string;
					code_id?: string | null;
					comment?: string | null;
					diagnosed_at?: string;
					encounter_id?: string | null;
					id?: string;
					patient_id?: string;
					rank?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					text?: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'diagnoses_code_id_fkey';
						columns: ['code_id'];
						isOneToOne: false;
						referencedRelation: 'codes';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'diagnoses_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'diagnoses_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'diagnoses_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'diagnoses_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'diagnoses_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			discharge_addenda: {
				Row: {
					id: string;
					patient_id: string;
					summary_id: string;
					text: string;
					written_at: string;
					written_by: string | null;
					written_name: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					patient_id: string;
					summary_id: string;
					text: string;
					written_at?: string;
					written_by?: string | null;
					written_name: string;
				};
				Update: {
					id?: string;
					patient_id?: string;
					summary_id?: string;
					text?: string;
					written_at?: string;
					written_by?: string | null;
					written_name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'discharge_addenda_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'discharge_addenda_summary_id_patient_id_fkey';
						columns: ['summary_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'discharge_summaries';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'discharge_addenda_written_by_fkey';
						columns: ['written_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			discharge_items: {
				Row: {
					admission_id: string;
					covers: string[];
					item: string;
					patient_id: string;
					reason: string | null;
					settled_at: string;
					settled_by: string | null;
					state: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					covers?: string[];
					item: string;
					patient_id: string;
					reason?: string | null;
					settled_at?: string;
					settled_by?: string | null;
					state: string;
				};
				Update: {
					admission_id?: string;
					covers?: string[];
					item?: string;
					patient_id?: string;
					reason?: string | null;
					settled_at?: string;
					settled_by?: string | null;
					state?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'discharge_items_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'discharge_items_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'discharge_items_settled_by_fkey';
						columns: ['settled_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			discharge_summaries: {
				Row: {
					admission_id: string;
					facts: Json | null;
					id: string;
					language: string;
					patient_id: string;
					sections: NonNullable<Json>;
					signed_at: string | null;
					signed_by: string | null;
					signed_name: string | null;
					updated_at: string;
					version: number;
					written_by: string | null;
					written_name: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					facts?: Json | null;
					id?: string;
					language?: string;
					patient_id: string;
					sections: NonNullable<Json>;
					signed_at?: string | null;
					signed_by?: string | null;
					signed_name?: string | null;
					updated_at?: string;
					version?: number;
					written_by?: string | null;
					written_name: string;
				};
				Update: {
					admission_id?: string;
					facts?: Json | null;
					id?: string;
					language?: string;
					patient_id?: string;
					sections?: NonNullable<Json>;
					signed_at?: string | null;
					signed_by?: string | null;
					signed_name?: string | null;
					updated_at?: string;
					version?: number;
					written_by?: string | null;
					written_name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'discharge_summaries_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'discharge_summaries_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'discharge_summaries_signed_by_fkey';
						columns: ['signed_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'discharge_summaries_written_by_fkey';
						columns: ['written_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			displays: {
				Row: {
					id: string;
					last_seen_at: string | null;
					name: string;
					paired_at: string;
					paired_by: string | null;
					revoked_at: string | null;
					revoked_by: string | null;
					token_hash: string | null;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					last_seen_at?: string | null;
					name: string;
					paired_at?: string;
					paired_by?: string | null;
					revoked_at?: string | null;
					revoked_by?: string | null;
					token_hash?: string | null;
					ward_id: string;
				};
				Update: {
					id?: string;
					last_seen_at?: string | null;
					name?: string;
					paired_at?: string;
					paired_by?: string | null;
					revoked_at?: string | null;
					revoked_by?: string | null;
					token_hash?: string | null;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'displays_paired_by_fkey';
						columns: ['paired_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'displays_revoked_by_fkey';
						columns: ['revoked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'displays_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			doctor_visit_types: {
				Row: {
					buffer_before_minutes: number | null;
					buffer_minutes: number | null;
					doctor_id: string;
					duration_minutes: number | null;
					offered: boolean;
					visit_type_id: string;
				};
				ComputedFields: never;
				Insert: {
					buffer_before_minutes?: number | null;
					buffer_minutes?: number | null;
					doctor_id: string;
					duration_minutes?: number | null;
					offered?: boolean;
					visit_type_id: string;
				};
				Update: {
					buffer_before_minutes?: number | null;
					buffer_minutes?: number | null;
					doctor_id?: string;
					duration_minutes?: number | null;
					offered?: boolean;
					visit_type_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'doctor_visit_types_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'doctor_visit_types_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			doctors: {
				Row: {
					accepts_patients: boolean;
					active: boolean;
					created_at: string;
					id: string;
					in_training: boolean;
					name: string;
					registration: string | null;
					specialty_id: string;
				};
				ComputedFields: never;
				Insert: {
					accepts_patients?: boolean;
					active?: boolean;
					created_at?: string;
					id: string;
					in_training?: boolean;
					name: string;
					registration?: string | null;
					specialty_id: string;
				};
				Update: {
					accepts_patients?: boolean;
					active?: boolean;
					created_at?: string;
					id?: string;
					in_training?: boolean;
					name?: string;
					registration?: string | null;
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
			documents: {
				Row: {
					author_id: string | null;
					dated_on: string;
					filed_by: string | null;
					filed_name: string;
					id: string;
					kind: string;
					media_type: string;
					name: string;
					patient_id: string;
					recorded_at: string;
					released_at: string | null;
					replaced_at: string | null;
					replaces_id: string | null;
					restricted: boolean;
					scan: string;
					seen_at: string | null;
					seen_name: string | null;
					size_bytes: number;
					source: string;
					title: string;
					updated_at: string;
					void_reason: string | null;
					voided_at: string | null;
					voided_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					author_id?: string | null;
					dated_on: string;
					filed_by?: string | null;
					filed_name: string;
					id?: string;
					kind: string;
					media_type: string;
					name: string;
					patient_id: string;
					recorded_at?: string;
					released_at?: string | null;
					replaced_at?: string | null;
					replaces_id?: string | null;
					restricted?: boolean;
					scan: string;
					seen_at?: string | null;
					seen_name?: string | null;
					size_bytes: number;
					source: string;
					title: string;
					updated_at?: string;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_name?: string | null;
				};
				Update: {
					author_id?: string | null;
					dated_on?: string;
					filed_by?: string | null;
					filed_name?: string;
					id?: string;
					kind?: string;
					media_type?: string;
					name?: string;
					patient_id?: string;
					recorded_at?: string;
					released_at?: string | null;
					replaced_at?: string | null;
					replaces_id?: string | null;
					restricted?: boolean;
					scan?: string;
					seen_at?: string | null;
					seen_name?: string | null;
					size_bytes?: number;
					source?: string;
					title?: string;
					updated_at?: string;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'documents_author_id_fkey';
						columns: ['author_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'documents_filed_by_fkey';
						columns: ['filed_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'documents_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'documents_replaces_id_fkey';
						columns: ['replaces_id'];
						isOneToOne: true;
						referencedRelation: 'documents';
						referencedColumns: ['id'];
					}
				];
			};
			dose_ranges: {
				Row: {
					age_from_months: number;
					age_until_months: number;
					changed_by: string | null;
					id: string;
					max_daily: number;
					max_dose: number;
					min_dose: number;
					min_interval_days: number | null;
					per_kg: boolean;
					route: string;
					source: string;
					source_version: string;
					substance_id: string;
					unit: string;
					valid_from: string;
					valid_until: string | null;
					weight_from_kg: number;
					weight_until_kg: number;
				};
				ComputedFields: never;
				Insert: {
					age_from_months?: number;
					age_until_months?: number;
					changed_by?: string | null;
					id?: string;
					max_daily: number;
					max_dose: number;
					min_dose: number;
					min_interval_days?: number | null;
					per_kg?: boolean;
					route: string;
					source: string;
					source_version: string;
					substance_id: string;
					unit: string;
					valid_from?: string;
					valid_until?: string | null;
					weight_from_kg?: number;
					weight_until_kg?: number;
				};
				Update: {
					age_from_months?: number;
					age_until_months?: number;
					changed_by?: string | null;
					id?: string;
					max_daily?: number;
					max_dose?: number;
					min_dose?: number;
					min_interval_days?: number | null;
					per_kg?: boolean;
					route?: string;
					source?: string;
					source_version?: string;
					substance_id?: string;
					unit?: string;
					valid_from?: string;
					valid_until?: string | null;
					weight_from_kg?: number;
					weight_until_kg?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'dose_ranges_changed_by_fkey';
						columns: ['changed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'dose_ranges_substance_id_fkey';
						columns: ['substance_id'];
						isOneToOne: false;
						referencedRelation: 'substances';
						referencedColumns: ['id'];
					}
				];
			};
			encounters: {
				Row: {
					admission_id: string | null;
					appointment_id: string | null;
					created_at: string;
					ended_at: string | null;
					id: string;
					kind: string;
					patient_id: string;
					signed_at: string | null;
					signed_by: string | null;
					signed_name: string | null;
					staff_id: string | null;
					staff_name: string;
					started_at: string;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id?: string | null;
					appointment_id?: string | null;
					created_at?: string;
					ended_at?: string | null;
					id?: string;
					kind?: never;
					patient_id: string;
					signed_at?: string | null;
					signed_by?: string | null;
					signed_name?: string | null;
					staff_id?: string | null;
					staff_name: string;
					started_at?: string;
					status?: string;
				};
				Update: {
					admission_id?: string | null;
					appointment_id?: string | null;
					created_at?: string;
					ended_at?: string | null;
					id?: string;
					kind?: never;
					patient_id?: string;
					signed_at?: string | null;
					signed_by?: string | null;
					signed_name?: string | null;
					staff_id?: string | null;
					staff_name?: string;
					started_at?: string;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'encounters_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'encounters_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'encounters_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'encounters_signed_by_fkey';
						columns: ['signed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'encounters_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			erasure_requests: {
				Row: {
					asked_at: string;
					asked_by: string | null;
					asked_name: string;
					basis: string | null;
					decided_at: string | null;
					decided_because: string | null;
					decided_by: string | null;
					decided_name: string | null;
					done_at: string | null;
					erased: Json | null;
					id: string;
					patient_id: string;
					reason: string | null;
					state: string;
				};
				ComputedFields: never;
				Insert: {
					asked_at?: string;
					asked_by?: string | null;
					asked_name: string;
					basis?: string | null;
					decided_at?: string | null;
					decided_because?: string | null;
					decided_by?: string | null;
					decided_name?: string | null;
					done_at?: string | null;
					erased?: Json | null;
					id?: string;
					patient_id: string;
					reason?: string | null;
					state?: string;
				};
				Update: {
					asked_at?: string;
					asked_by?: string | null;
					asked_name?: string;
					basis?: string | null;
					decided_at?: string | null;
					decided_because?: string | null;
					decided_by?: string | null;
					decided_name?: string | null;
					done_at?: string | null;
					erased?: Json | null;
					id?: string;
					patient_id?: string;
					reason?: string | null;
					state?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'erasure_requests_asked_by_fkey';
						columns: ['asked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'erasure_requests_decided_by_fkey';
						columns: ['decided_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'erasure_requests_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			family_history: {
				Row: {
					code_id: string | null;
					comment: string | null;
					deceased: boolean | null;
					id: string;
					onset_age: number | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					relation: string;
					text: string;
					updated_at: string | null;
					updated_by: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					code_id?: string | null;
					comment?: string | null;
					deceased?: boolean | null;
					id?: string;
					onset_age?: number | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					relation: string;
					text: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					code_id?: string | null;
					comment?: string | null;
					deceased?: boolean | null;
					id?: string;
					onset_age?: number | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					relation?: string;
					text?: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'family_history_code_id_fkey';
						columns: ['code_id'];
						isOneToOne: false;
						referencedRelation: 'codes';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'family_history_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'family_history_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'family_history_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'family_history_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			follow_ups: {
				Row: {
					appointment_id: string | null;
					created_at: string;
					doctor_id: string;
					due_from: string;
					due_until: string;
					from_appointment_id: string | null;
					id: string;
					kind: string;
					ordered_by: string | null;
					patient_id: string;
					reason: string | null;
					reminded_at: string | null;
					status: string;
					updated_at: string;
					visit_type_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					appointment_id?: string | null;
					created_at?: string;
					doctor_id: string;
					due_from: string;
					due_until: string;
					from_appointment_id?: string | null;
					id?: string;
					kind?: string;
					ordered_by?: string | null;
					patient_id: string;
					reason?: string | null;
					reminded_at?: string | null;
					status?: string;
					updated_at?: string;
					visit_type_id?: string | null;
				};
				Update: {
					appointment_id?: string | null;
					created_at?: string;
					doctor_id?: string;
					due_from?: string;
					due_until?: string;
					from_appointment_id?: string | null;
					id?: string;
					kind?: string;
					ordered_by?: string | null;
					patient_id?: string;
					reason?: string | null;
					reminded_at?: string | null;
					status?: string;
					updated_at?: string;
					visit_type_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'follow_ups_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'follow_ups_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'follow_ups_from_appointment_id_fkey';
						columns: ['from_appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'follow_ups_ordered_by_fkey';
						columns: ['ordered_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'follow_ups_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'follow_ups_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			handover_sections: {
				Row: {
					admission_id: string | null;
					body: string;
					id: string;
					patient_id: string | null;
					sheet_id: string;
					updated_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id?: string | null;
					body: string;
					id?: string;
					patient_id?: string | null;
					sheet_id: string;
					updated_at?: string;
					ward_id: string;
				};
				Update: {
					admission_id?: string | null;
					body?: string;
					id?: string;
					patient_id?: string | null;
					sheet_id?: string;
					updated_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'handover_sections_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'handover_sections_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_sections_sheet_id_fkey';
						columns: ['sheet_id'];
						isOneToOne: false;
						referencedRelation: 'handover_sheets';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_sections_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			handover_sheets: {
				Row: {
					created_at: string;
					day: string;
					ends_at: string;
					id: string;
					last_seq: number;
					opened_by: string | null;
					shift: string;
					snapshot_seq: number;
					starts_at: string;
					text_seq: number;
					updated_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					day: string;
					ends_at: string;
					id?: string;
					last_seq?: number;
					opened_by?: string | null;
					shift: string;
					snapshot_seq?: number;
					starts_at: string;
					text_seq?: number;
					updated_at?: string;
					ward_id: string;
				};
				Update: {
					created_at?: string;
					day?: string;
					ends_at?: string;
					id?: string;
					last_seq?: number;
					opened_by?: string | null;
					shift?: string;
					snapshot_seq?: number;
					starts_at?: string;
					text_seq?: number;
					updated_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'handover_sheets_opened_by_fkey';
						columns: ['opened_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_sheets_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			handover_updates: {
				Row: {
					author_id: string | null;
					created_at: string;
					data: string;
					seq: number;
					sheet_id: string;
					stored_by: string | null;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					author_id?: string | null;
					created_at?: string;
					data: string;
					seq: number;
					sheet_id: string;
					stored_by?: string | null;
					ward_id: string;
				};
				Update: {
					author_id?: string | null;
					created_at?: string;
					data?: string;
					seq?: number;
					sheet_id?: string;
					stored_by?: string | null;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'handover_updates_author_id_fkey';
						columns: ['author_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_updates_sheet_id_fkey';
						columns: ['sheet_id'];
						isOneToOne: false;
						referencedRelation: 'handover_sheets';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_updates_stored_by_fkey';
						columns: ['stored_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'handover_updates_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			home_medicines: {
				Row: {
					admission_id: string;
					id: string;
					medicine: string;
					medicine_id: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					source: string;
					taking: string | null;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					id?: string;
					medicine: string;
					medicine_id?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					source: string;
					taking?: string | null;
				};
				Update: {
					admission_id?: string;
					id?: string;
					medicine?: string;
					medicine_id?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					source?: string;
					taking?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'home_medicines_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'home_medicines_medicine_id_fkey';
						columns: ['medicine_id'];
						isOneToOne: false;
						referencedRelation: 'medicines';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'home_medicines_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'home_medicines_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			hospital_settings: {
				Row: {
					address: string;
					backup_alarm_hours: number;
					backup_hours: number;
					backup_keep_days: number;
					backups_since: string;
					country: string;
					currency: string;
					demo: boolean;
					emergency_minutes: number;
					emergency_phone: string;
					id: boolean;
					idle_minutes: number;
					letterhead: string;
					messages_answer_days: number;
					messages_per_day: number;
					name: string;
					notes_released: boolean;
					offline_hours: number;
					record_years: number;
					session_days: number;
					sign_step_up: boolean;
					sms_countries: string[];
					time_zone: string;
					updated_at: string;
					waitlist_answer_minutes: number;
				};
				ComputedFields: never;
				Insert: {
					address?: string;
					backup_alarm_hours?: number;
					backup_hours?: number;
					backup_keep_days?: number;
					backups_since?: string;
					country?: string;
					currency?: string;
					demo?: boolean;
					emergency_minutes?: number;
					emergency_phone?: string;
					id?: boolean;
					idle_minutes?: number;
					letterhead?: string;
					messages_answer_days?: number;
					messages_per_day?: number;
					name?: string;
					notes_released?: boolean;
					offline_hours?: number;
					record_years?: number;
					session_days?: number;
					sign_step_up?: boolean;
					sms_countries?: string[];
					time_zone?: string;
					updated_at?: string;
					waitlist_answer_minutes?: number;
				};
				Update: {
					address?: string;
					backup_alarm_hours?: number;
					backup_hours?: number;
					backup_keep_days?: number;
					backups_since?: string;
					country?: string;
					currency?: string;
					demo?: boolean;
					emergency_minutes?: number;
					emergency_phone?: string;
					id?: boolean;
					idle_minutes?: number;
					letterhead?: string;
					messages_answer_days?: number;
					messages_per_day?: number;
					name?: string;
					notes_released?: boolean;
					offline_hours?: number;
					record_years?: number;
					session_days?: number;
					sign_step_up?: boolean;
					sms_countries?: string[];
					time_zone?: string;
					updated_at?: string;
					waitlist_answer_minutes?: number;
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
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
					reopened_because?: string | null;
					started_at?: string | null;
					started_by?: string | null;
					status?: string;
					ward_id: string;
				};
				Update: {
					bed_id?: string;
					created_at?: string;
					done_by?: string | null;
					finished_at?: string | null;
					id?: string;
					reopened_because?: string | null;
					started_at?: string | null;
					started_by?: string | null;
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
					},
					{
						foreignKeyName: 'housekeeping_tasks_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			immunisation_schedule: {
				Row: {
					dose: number;
					due_months: number;
					interval_days: number | null;
					until_months: number | null;
					vaccine_id: string;
				};
				ComputedFields: never;
				Insert: {
					dose: number;
					due_months: number;
					interval_days?: number | null;
					until_months?: number | null;
					vaccine_id: string;
				};
				Update: {
					dose?: number;
					due_months?: number;
					interval_days?: number | null;
					until_months?: number | null;
					vaccine_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'immunisation_schedule_vaccine_id_fkey';
						columns: ['vaccine_id'];
						isOneToOne: false;
						referencedRelation: 'vaccines';
						referencedColumns: ['id'];
					}
				];
			};
			immunisations: {
				Row: {
					comment: string | null;
					dose: number | null;
					encounter_id: string | null;
					given_by: string | null;
					given_on: string;
					id: string;
					lot: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					reported: boolean;
					route: string | null;
					site: string | null;
					updated_at: string | null;
					updated_by: string | null;
					vaccine_id: string;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					comment?: string | null;
					dose?: number | null;
					encounter_id?: string | null;
					given_by?: string | null;
					given_on: string;
					id?: string;
					lot?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					reported?: boolean;
					route?: string | null;
					site?: string | null;
					updated_at?: string | null;
					updated_by?: string | null;
					vaccine_id: string;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					comment?: string | null;
					dose?: number | null;
					encounter_id?: string | null;
					given_by?: string | null;
					given_on?: string;
					id?: string;
					lot?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					reported?: boolean;
					route?: string | null;
					site?: string | null;
					updated_at?: string | null;
					updated_by?: string | null;
					vaccine_id?: string;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'immunisations_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'immunisations_given_by_fkey';
						columns: ['given_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'immunisations_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'immunisations_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'immunisations_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'immunisations_vaccine_id_fkey';
						columns: ['vaccine_id'];
						isOneToOne: false;
						referencedRelation: 'vaccines';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'immunisations_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			insurance_policies: {
				Row: {
					holder: string;
					holder_name: string | null;
					id: string;
					number_sealed_at: string | null;
					patient_id: string;
					payer_code: string | null;
					payer_name: string;
					plan: string | null;
					rank: number;
					recorded_at: string;
					recorded_by: string | null;
					valid_from: string;
					valid_until: string | null;
					voided_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					holder?: string;
					holder_name?: string | null;
					id?: string;
					number_sealed_at?: string | null;
					patient_id: string;
					payer_code?: string | null;
					payer_name: string;
					plan?: string | null;
					rank: number;
					recorded_at?: string;
					recorded_by?: string | null;
					valid_from: string;
					valid_until?: string | null;
					voided_at?: string | null;
				};
				Update: {
					holder?: string;
					holder_name?: string | null;
					id?: string;
					number_sealed_at?: string | null;
					patient_id?: string;
					payer_code?: string | null;
					payer_name?: string;
					plan?: string | null;
					rank?: number;
					recorded_at?: string;
					recorded_by?: string | null;
					valid_from?: string;
					valid_until?: string | null;
					voided_at?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'insurance_policies_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'insurance_policies_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			letter_drafts: {
				Row: {
					base_version: number;
					begun_by: string | null;
					content: NonNullable<Json>;
					letter_id: string;
					patient_id: string;
					reason: string | null;
					updated_at: string;
					updated_by: string | null;
					updated_name: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					base_version?: number;
					begun_by?: string | null;
					content: NonNullable<Json>;
					letter_id: string;
					patient_id: string;
					reason?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					updated_name: string;
					version?: number;
				};
				Update: {
					base_version?: number;
					begun_by?: string | null;
					content?: NonNullable<Json>;
					letter_id?: string;
					patient_id?: string;
					reason?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					updated_name?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_drafts_begun_by_fkey';
						columns: ['begun_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letter_drafts_letter_id_patient_id_fkey';
						columns: ['letter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'letters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'letter_drafts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letter_drafts_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			letter_links: {
				Row: {
					audience: string;
					copy: string;
					expires_at: string;
					id: string;
					last_opened_at: string | null;
					letter_id: string;
					opened: number;
					patient_id: string;
					recipient_email: string | null;
					recipient_name: string | null;
					sent_at: string;
					sent_by: string | null;
					sent_name: string;
					withdrawn_at: string | null;
					withdrawn_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					audience: string;
					copy?: string;
					expires_at: string;
					id?: string;
					last_opened_at?: string | null;
					letter_id: string;
					opened?: number;
					patient_id: string;
					recipient_email?: string | null;
					recipient_name?: string | null;
					sent_at?: string;
					sent_by?: string | null;
					sent_name: string;
					withdrawn_at?: string | null;
					withdrawn_name?: string | null;
				};
				Update: {
					audience?: string;
					copy?: string;
					expires_at?: string;
					id?: string;
					last_opened_at?: string | null;
					letter_id?: string;
					opened?: number;
					patient_id?: string;
					recipient_email?: string | null;
					recipient_name?: string | null;
					sent_at?: string;
					sent_by?: string | null;
					sent_name?: string;
					withdrawn_at?: string | null;
					withdrawn_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_links_letter_id_patient_id_fkey';
						columns: ['letter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'letters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'letter_links_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letter_links_sent_by_fkey';
						columns: ['sent_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			letter_openings: {
				Row: {
					id: string;
					link_id: string;
					opened_at: string;
					patient_id: string;
					version: number;
					what: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					link_id: string;
					opened_at?: string;
					patient_id: string;
					version: number;
					what: string;
				};
				Update: {
					id?: string;
					link_id?: string;
					opened_at?: string;
					patient_id?: string;
					version?: number;
					what?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_openings_link_id_patient_id_fkey';
						columns: ['link_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'letter_links';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'letter_openings_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			letter_template_versions: {
				Row: {
					content: NonNullable<Json>;
					number: number;
					saved_at: string;
					saved_name: string;
					template_id: string;
				};
				ComputedFields: never;
				Insert: {
					content: NonNullable<Json>;
					number: number;
					saved_at?: string;
					saved_name: string;
					template_id: string;
				};
				Update: {
					content?: NonNullable<Json>;
					number?: number;
					saved_at?: string;
					saved_name?: string;
					template_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_template_versions_template_id_fkey';
						columns: ['template_id'];
						isOneToOne: false;
						referencedRelation: 'letter_templates';
						referencedColumns: ['id'];
					}
				];
			};
			letter_templates: {
				Row: {
					active: boolean;
					content: NonNullable<Json>;
					id: string;
					kind: string;
					updated_at: string;
					updated_by: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					content: NonNullable<Json>;
					id?: string;
					kind: string;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
				};
				Update: {
					active?: boolean;
					content?: NonNullable<Json>;
					id?: string;
					kind?: string;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_templates_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			letter_versions: {
				Row: {
					content: NonNullable<Json>;
					facts: NonNullable<Json>;
					id: string;
					letter_id: string;
					number: number;
					patient_id: string;
					reason: string | null;
					signed_at: string;
					signed_by: string | null;
					signed_name: string;
					valid_from: string | null;
					valid_until: string | null;
					verification_code: string;
				};
				ComputedFields: never;
				Insert: {
					content: NonNullable<Json>;
					facts: NonNullable<Json>;
					id?: string;
					letter_id: string;
					number: number;
					patient_id: string;
					reason?: string | null;
					signed_at?: string;
					signed_by?: string | null;
					signed_name: string;
					valid_from?: string | null;
					valid_until?: string | null;
					verification_code: string;
				};
				Update: {
					content?: NonNullable<Json>;
					facts?: NonNullable<Json>;
					id?: string;
					letter_id?: string;
					number?: number;
					patient_id?: string;
					reason?: string | null;
					signed_at?: string;
					signed_by?: string | null;
					signed_name?: string;
					valid_from?: string | null;
					valid_until?: string | null;
					verification_code?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'letter_versions_letter_id_patient_id_fkey';
						columns: ['letter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'letters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'letter_versions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letter_versions_signed_by_fkey';
						columns: ['signed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			letters: {
				Row: {
					admission_id: string | null;
					appointment_id: string | null;
					author_id: string | null;
					author_name: string;
					begun_at: string;
					error_at: string | null;
					error_name: string | null;
					error_reason: string | null;
					id: string;
					kind: string;
					language: string;
					number: string | null;
					patient_id: string;
					released_at: string | null;
					replaced: boolean;
					signed_at: string | null;
					status: string;
					template_id: string;
					template_version: number;
					title: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					admission_id?: string | null;
					appointment_id?: string | null;
					author_id?: string | null;
					author_name: string;
					begun_at?: string;
					error_at?: string | null;
					error_name?: string | null;
					error_reason?: string | null;
					id?: string;
					kind: string;
					language: string;
					number?: string | null;
					patient_id: string;
					released_at?: string | null;
					replaced?: never;
					signed_at?: string | null;
					status?: string;
					template_id: string;
					template_version: number;
					title: string;
					version?: number;
				};
				Update: {
					admission_id?: string | null;
					appointment_id?: string | null;
					author_id?: string | null;
					author_name?: string;
					begun_at?: string;
					error_at?: string | null;
					error_name?: string | null;
					error_reason?: string | null;
					id?: string;
					kind?: string;
					language?: string;
					number?: string | null;
					patient_id?: string;
					released_at?: string | null;
					replaced?: never;
					signed_at?: string | null;
					status?: string;
					template_id?: string;
					template_version?: number;
					title?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'letters_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'letters_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letters_author_id_fkey';
						columns: ['author_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letters_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'letters_template_id_template_version_fkey';
						columns: ['template_id', 'template_version'];
						isOneToOne: false;
						referencedRelation: 'letter_template_versions';
						referencedColumns: ['template_id', 'number'];
					}
				];
			};
			link_codes: {
				Row: {
					expires_at: string;
					for_user_id: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					patient_id: string;
					relationship: string;
					used_at: string | null;
					used_by: string | null;
					withdrawn_at: string | null;
				};
				ComputedFields: never;
				Insert: {
					expires_at: string;
					for_user_id?: string | null;
					id?: string;
					issued_at?: string;
					issued_by?: string | null;
					patient_id: string;
					relationship: string;
					used_at?: string | null;
					used_by?: string | null;
					withdrawn_at?: string | null;
				};
				Update: {
					expires_at?: string;
					for_user_id?: string | null;
					id?: string;
					issued_at?: string;
					issued_by?: string | null;
					patient_id?: string;
					relationship?: string;
					used_at?: string | null;
					used_by?: string | null;
					withdrawn_at?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'link_codes_for_user_id_fkey';
						columns: ['for_user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_codes_issued_by_fkey';
						columns: ['issued_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_codes_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_codes_used_by_fkey';
						columns: ['used_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			link_requests: {
				Row: {
					decided_at: string | null;
					decided_by: string | null;
					document: string | null;
					existing_patient_id: string;
					filed_at: string;
					id: string;
					registered_patient_id: string;
					status: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					decided_at?: string | null;
					decided_by?: string | null;
					document?: string | null;
					existing_patient_id: string;
					filed_at?: string;
					id?: string;
					registered_patient_id: string;
					status?: string;
					user_id: string;
				};
				Update: {
					decided_at?: string | null;
					decided_by?: string | null;
					document?: string | null;
					existing_patient_id?: string;
					filed_at?: string;
					id?: string;
					registered_patient_id?: string;
					status?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'link_requests_decided_by_fkey';
						columns: ['decided_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_requests_existing_patient_id_fkey';
						columns: ['existing_patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_requests_registered_patient_id_fkey';
						columns: ['registered_patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'link_requests_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			measurements: {
				Row: {
					encounter_id: string | null;
					id: string;
					kind: string;
					measured_at: string;
					note: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					second_value: number | null;
					unit: string;
					updated_at: string | null;
					updated_by: string | null;
					value: number;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					encounter_id?: string | null;
					id?: string;
					kind: string;
					measured_at?: string;
					note?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					second_value?: number | null;
					unit: string;
					updated_at?: string | null;
					updated_by?: string | null;
					value: number;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					encounter_id?: string | null;
					id?: string;
					kind?: string;
					measured_at?: string;
					note?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					second_value?: number | null;
					unit?: string;
					updated_at?: string | null;
					updated_by?: string | null;
					value?: number;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'measurements_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'measurements_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'measurements_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'measurements_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'measurements_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			medicine_ingredients: {
				Row: {
					medicine_id: string;
					place: number;
					strength: number;
					strength_unit: string;
					substance_id: string;
				};
				ComputedFields: never;
				Insert: {
					medicine_id: string;
					place: number;
					strength: number;
					strength_unit: string;
					substance_id: string;
				};
				Update: {
					medicine_id?: string;
					place?: number;
					strength?: number;
					strength_unit?: string;
					substance_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'medicine_ingredients_medicine_id_fkey';
						columns: ['medicine_id'];
						isOneToOne: false;
						referencedRelation: 'medicines';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_ingredients_substance_id_fkey';
						columns: ['substance_id'];
						isOneToOne: false;
						referencedRelation: 'substances';
						referencedColumns: ['id'];
					}
				];
			};
			medicine_packs: {
				Row: {
					added_at: string;
					added_by: string | null;
					gtin: string;
					medicine_id: string;
				};
				ComputedFields: never;
				Insert: {
					added_at?: string;
					added_by?: string | null;
					gtin: string;
					medicine_id: string;
				};
				Update: {
					added_at?: string;
					added_by?: string | null;
					gtin?: string;
					medicine_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'medicine_packs_added_by_fkey';
						columns: ['added_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_packs_medicine_id_fkey';
						columns: ['medicine_id'];
						isOneToOne: false;
						referencedRelation: 'medicines';
						referencedColumns: ['id'];
					}
				];
			};
			medicine_rounds: {
				Row: {
					late_minutes: number;
					missed_minutes: number;
					plan: NonNullable<Json>;
					times: string[];
					version: number;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					late_minutes?: number;
					missed_minutes?: number;
					plan?: never;
					times?: string[];
					version?: number;
					ward_id: string;
				};
				Update: {
					late_minutes?: number;
					missed_minutes?: number;
					plan?: never;
					times?: string[];
					version?: number;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'medicine_rounds_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: true;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			medicine_rules: {
				Row: {
					below_egfr: number | null;
					changed_by: string | null;
					ended_here: boolean;
					group_a: string | null;
					group_b: string | null;
					hospital: boolean;
					id: string;
					import_id: string | null;
					kind: string;
					pair: string | null;
					reason: string | null;
					rule_id: string;
					severity: string;
					source: string;
					source_version: string;
					substance_a: string | null;
					substance_b: string | null;
					text: string;
					text_es: string;
					valid_from: string;
					valid_until: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					below_egfr?: number | null;
					changed_by?: string | null;
					ended_here?: boolean;
					group_a?: string | null;
					group_b?: string | null;
					hospital?: boolean;
					id?: string;
					import_id?: string | null;
					kind: string;
					pair?: never;
					reason?: string | null;
					rule_id?: string;
					severity: string;
					source: string;
					source_version: string;
					substance_a?: string | null;
					substance_b?: string | null;
					text: string;
					text_es: string;
					valid_from?: string;
					valid_until?: string | null;
					version?: number;
				};
				Update: {
					below_egfr?: number | null;
					changed_by?: string | null;
					ended_here?: boolean;
					group_a?: string | null;
					group_b?: string | null;
					hospital?: boolean;
					id?: string;
					import_id?: string | null;
					kind?: string;
					pair?: never;
					reason?: string | null;
					rule_id?: string;
					severity?: string;
					source?: string;
					source_version?: string;
					substance_a?: string | null;
					substance_b?: string | null;
					text?: string;
					text_es?: string;
					valid_from?: string;
					valid_until?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'medicine_rules_changed_by_fkey';
						columns: ['changed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_rules_group_a_fkey';
						columns: ['group_a'];
						isOneToOne: false;
						referencedRelation: 'substance_groups';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_rules_group_b_fkey';
						columns: ['group_b'];
						isOneToOne: false;
						referencedRelation: 'substance_groups';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_rules_import_id_fkey';
						columns: ['import_id'];
						isOneToOne: false;
						referencedRelation: 'rule_imports';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_rules_substance_a_fkey';
						columns: ['substance_a'];
						isOneToOne: false;
						referencedRelation: 'substances';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'medicine_rules_substance_b_fkey';
						columns: ['substance_b'];
						isOneToOne: false;
						referencedRelation: 'substances';
						referencedColumns: ['id'];
					}
				];
			};
			medicines: {
				Row: {
					active: boolean;
					form: string;
					id: string;
					mapped: boolean;
					name: string;
					name_es: string;
					name_key: string;
					routes: string[];
					two_people: boolean;
					unit: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					form: string;
					id?: string;
					mapped?: boolean;
					name: string;
					name_es: string;
					name_key?: never;
					routes: string[];
					two_people?: boolean;
					unit: string;
					version?: number;
				};
				Update: {
					active?: boolean;
					form?: string;
					id?: string;
					mapped?: boolean;
					name?: string;
					name_es?: string;
					name_key?: never;
					routes?: string[];
					two_people?: boolean;
					unit?: string;
					version?: number;
				};
				Relationships: [];
			};
			message_attachments: {
				Row: {
					document_id: string;
					line_id: string;
					patient_id: string;
				};
				ComputedFields: never;
				Insert: {
					document_id: string;
					line_id: string;
					patient_id: string;
				};
				Update: {
					document_id?: string;
					line_id?: string;
					patient_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'message_attachments_document_id_fkey';
						columns: ['document_id'];
						isOneToOne: false;
						referencedRelation: 'documents';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_attachments_line_id_patient_id_fkey';
						columns: ['line_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'message_lines';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'message_attachments_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			message_lines: {
				Row: {
					body: string | null;
					crossed: boolean;
					error_at: string | null;
					for_name: string | null;
					id: string;
					kind: string;
					patient_id: string;
					relationship: string | null;
					sender_name: string;
					sent_at: string;
					sent_by: string | null;
					side: string;
					staff_id: string | null;
					thread_id: string;
					to_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					body?: string | null;
					crossed?: boolean;
					error_at?: string | null;
					for_name?: string | null;
					id?: string;
					kind?: string;
					patient_id: string;
					relationship?: string | null;
					sender_name: string;
					sent_at?: string;
					sent_by?: string | null;
					side: string;
					staff_id?: string | null;
					thread_id: string;
					to_name?: string | null;
				};
				Update: {
					body?: string | null;
					crossed?: boolean;
					error_at?: string | null;
					for_name?: string | null;
					id?: string;
					kind?: string;
					patient_id?: string;
					relationship?: string | null;
					sender_name?: string;
					sent_at?: string;
					sent_by?: string | null;
					side?: string;
					staff_id?: string | null;
					thread_id?: string;
					to_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'message_lines_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_lines_sent_by_fkey';
						columns: ['sent_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_lines_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_lines_thread_id_patient_id_fkey';
						columns: ['thread_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'message_threads';
						referencedColumns: ['id', 'patient_id'];
					}
				];
			};
			message_reads: {
				Row: {
					name: string;
					patient_id: string;
					read_at: string;
					side: string;
					thread_id: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					name: string;
					patient_id: string;
					read_at?: string;
					side: string;
					thread_id: string;
					user_id: string;
				};
				Update: {
					name?: string;
					patient_id?: string;
					read_at?: string;
					side?: string;
					thread_id?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'message_reads_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_reads_thread_id_patient_id_fkey';
						columns: ['thread_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'message_threads';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'message_reads_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			message_threads: {
				Row: {
					closed_at: string | null;
					closed_name: string | null;
					created_at: string;
					id: string;
					last_at: string;
					patient_id: string;
					staff_id: string | null;
					staff_name: string | null;
					status: string;
					subject: string;
					version: number;
					waiting_since: string | null;
				};
				ComputedFields: never;
				Insert: {
					closed_at?: string | null;
					closed_name?: string | null;
					created_at?: string;
					id?: string;
					last_at?: string;
					patient_id: string;
					staff_id?: string | null;
					staff_name?: string | null;
					status?: string;
					subject: string;
					version?: number;
					waiting_since?: string | null;
				};
				Update: {
					closed_at?: string | null;
					closed_name?: string | null;
					created_at?: string;
					id?: string;
					last_at?: string;
					patient_id?: string;
					staff_id?: string | null;
					staff_name?: string | null;
					status?: string;
					subject?: string;
					version?: number;
					waiting_since?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'message_threads_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'message_threads_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			missed_doses: {
				Row: {
					admission_id: string;
					dose_day: string;
					dose_no: number;
					due_at: string;
					patient_id: string;
					prescription_id: string;
					told_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					dose_day: string;
					dose_no: number;
					due_at: string;
					patient_id: string;
					prescription_id: string;
					told_at?: string;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					dose_day?: string;
					dose_no?: number;
					due_at?: string;
					patient_id?: string;
					prescription_id?: string;
					told_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'missed_doses_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'missed_doses_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'missed_doses_prescription_id_patient_id_fkey';
						columns: ['prescription_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'missed_doses_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			news2_alert_notices: {
				Row: {
					alert_id: string;
					circle: number;
					id: string;
					patient_id: string;
					staff_id: string;
					told_at: string;
				};
				ComputedFields: never;
				Insert: {
					alert_id: string;
					circle: number;
					id?: string;
					patient_id: string;
					staff_id: string;
					told_at?: string;
				};
				Update: {
					alert_id?: string;
					circle?: number;
					id?: string;
					patient_id?: string;
					staff_id?: string;
					told_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'news2_alert_notices_alert_id_fkey';
						columns: ['alert_id'];
						isOneToOne: false;
						referencedRelation: 'news2_alerts';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'news2_alert_notices_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'news2_alert_notices_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			news2_alerts: {
				Row: {
					acknowledged_at: string | null;
					acknowledged_by: string | null;
					acknowledgement: string | null;
					admission_id: string;
					circle: number;
					ended_as: string | null;
					ended_at: string | null;
					id: string;
					level: string;
					observation_id: string;
					patient_id: string;
					raised_at: string;
					score: number;
					told_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					acknowledged_at?: string | null;
					acknowledged_by?: string | null;
					acknowledgement?: string | null;
					admission_id: string;
					circle?: number;
					ended_as?: string | null;
					ended_at?: string | null;
					id?: string;
					level: string;
					observation_id: string;
					patient_id: string;
					raised_at?: string;
					score: number;
					told_at?: string;
					ward_id: string;
				};
				Update: {
					acknowledged_at?: string | null;
					acknowledged_by?: string | null;
					acknowledgement?: string | null;
					admission_id?: string;
					circle?: number;
					ended_as?: string | null;
					ended_at?: string | null;
					id?: string;
					level?: string;
					observation_id?: string;
					patient_id?: string;
					raised_at?: string;
					score?: number;
					told_at?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'news2_alerts_acknowledged_by_fkey';
						columns: ['acknowledged_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'news2_alerts_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'news2_alerts_observation_id_fkey';
						columns: ['observation_id'];
						isOneToOne: false;
						referencedRelation: 'observations';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'news2_alerts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'news2_alerts_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			note_addenda: {
				Row: {
					id: string;
					note_id: string;
					patient_id: string;
					text: string;
					written_at: string;
					written_by: string | null;
					written_name: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					note_id: string;
					patient_id: string;
					text: string;
					written_at?: string;
					written_by?: string | null;
					written_name: string;
				};
				Update: {
					id?: string;
					note_id?: string;
					patient_id?: string;
					text?: string;
					written_at?: string;
					written_by?: string | null;
					written_name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'note_addenda_note_id_patient_id_fkey';
						columns: ['note_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'notes';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'note_addenda_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_addenda_written_by_fkey';
						columns: ['written_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			note_drafts: {
				Row: {
					base_version: number;
					begun_by: string | null;
					content: NonNullable<Json>;
					note_id: string;
					patient_id: string;
					reason: string | null;
					updated_at: string;
					updated_by: string | null;
					updated_name: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					base_version?: number;
					begun_by?: string | null;
					content: NonNullable<Json>;
					note_id: string;
					patient_id: string;
					reason?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					updated_name: string;
					version?: number;
				};
				Update: {
					base_version?: number;
					begun_by?: string | null;
					content?: NonNullable<Json>;
					note_id?: string;
					patient_id?: string;
					reason?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					updated_name?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'note_drafts_begun_by_fkey';
						columns: ['begun_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_drafts_note_id_patient_id_fkey';
						columns: ['note_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'notes';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'note_drafts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_drafts_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			note_macros: {
				Row: {
					id: string;
					shortcut: string;
					staff_id: string;
					text: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					shortcut: string;
					staff_id: string;
					text: string;
				};
				Update: {
					id?: string;
					shortcut?: string;
					staff_id?: string;
					text?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'note_macros_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			note_templates: {
				Row: {
					active: boolean;
					id: string;
					kind: string;
					name: string;
					sections: NonNullable<Json>;
					specialty_id: string | null;
					updated_at: string;
					updated_by: string | null;
					version: number;
					visit_type_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					id?: string;
					kind: string;
					name: string;
					sections: NonNullable<Json>;
					specialty_id?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
					visit_type_id?: string | null;
				};
				Update: {
					active?: boolean;
					id?: string;
					kind?: string;
					name?: string;
					sections?: NonNullable<Json>;
					specialty_id?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
					visit_type_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'note_templates_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_templates_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_templates_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			note_versions: {
				Row: {
					content: NonNullable<Json>;
					cosigned_at: string | null;
					cosigned_name: string | null;
					cosigner_id: string | null;
					id: string;
					note_id: string;
					number: number;
					patient_id: string;
					reason: string | null;
					signed_at: string;
					signed_by: string | null;
					signed_name: string;
				};
				ComputedFields: never;
				Insert: {
					content: NonNullable<Json>;
					cosigned_at?: string | null;
					cosigned_name?: string | null;
					cosigner_id?: string | null;
					id?: string;
					note_id: string;
					number: number;
					patient_id: string;
					reason?: string | null;
					signed_at?: string;
					signed_by?: string | null;
					signed_name: string;
				};
				Update: {
					content?: NonNullable<Json>;
					cosigned_at?: string | null;
					cosigned_name?: string | null;
					cosigner_id?: string | null;
					id?: string;
					note_id?: string;
					number?: number;
					patient_id?: string;
					reason?: string | null;
					signed_at?: string;
					signed_by?: string | null;
					signed_name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'note_versions_cosigner_id_fkey';
						columns: ['cosigner_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_versions_note_id_patient_id_fkey';
						columns: ['note_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'notes';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'note_versions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'note_versions_signed_by_fkey';
						columns: ['signed_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			notes: {
				Row: {
					addenda: number;
					amended: boolean;
					author_id: string | null;
					author_name: string;
					cosigned_at: string | null;
					cosigner_id: string | null;
					created_at: string;
					encounter_id: string;
					error_at: string | null;
					error_name: string | null;
					error_reason: string | null;
					id: string;
					kind: string;
					noted_at: string;
					patient_id: string;
					released_at: string | null;
					signed_at: string | null;
					status: string;
					title: string | null;
					version: number;
					withheld_reason: string | null;
				};
				ComputedFields: never;
				Insert: {
					addenda?: number;
					amended?: never;
					author_id?: string | null;
					author_name: string;
					cosigned_at?: string | null;
					cosigner_id?: string | null;
					created_at?: string;
					encounter_id: string;
					error_at?: string | null;
					error_name?: string | null;
					error_reason?: string | null;
					id?: string;
					kind: string;
					noted_at?: string;
					patient_id: string;
					released_at?: string | null;
					signed_at?: string | null;
					status?: string;
					title?: string | null;
					version?: number;
					withheld_reason?: string | null;
				};
				Update: {
					addenda?: number;
					amended?: never;
					author_id?: string | null;
					author_name?: string;
					cosigned_at?: string | null;
					cosigner_id?: string | null;
					created_at?: string;
					encounter_id?: string;
					error_at?: string | null;
					error_name?: string | null;
					error_reason?: string | null;
					id?: string;
					kind?: string;
					noted_at?: string;
					patient_id?: string;
					released_at?: string | null;
					signed_at?: string | null;
					status?: string;
					title?: string | null;
					version?: number;
					withheld_reason?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'notes_author_id_fkey';
						columns: ['author_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'notes_cosigner_id_fkey';
						columns: ['cosigner_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'notes_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'notes_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			notification_preferences: {
				Row: {
					email: boolean;
					language: string | null;
					patient_id: string;
					quiet_from: string | null;
					quiet_until: string | null;
					sms: boolean;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					email?: boolean;
					language?: string | null;
					patient_id: string;
					quiet_from?: string | null;
					quiet_until?: string | null;
					sms?: boolean;
					updated_at?: string;
				};
				Update: {
					email?: boolean;
					language?: string | null;
					patient_id?: string;
					quiet_from?: string | null;
					quiet_until?: string | null;
					sms?: boolean;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'notification_preferences_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: true;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			notifications: {
				Row: {
					created_at: string;
					group_key: string;
					group_size: number;
					id: string;
					kind: string;
					latest: boolean;
					link: string | null;
					params: NonNullable<Json>;
					read_at: string | null;
					severity: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					group_key?: string;
					group_size?: number;
					id?: string;
					kind: string;
					latest?: boolean;
					link?: string | null;
					params?: NonNullable<Json>;
					read_at?: string | null;
					severity?: string;
					user_id: string;
				};
				Update: {
					created_at?: string;
					group_key?: string;
					group_size?: number;
					id?: string;
					kind?: string;
					latest?: boolean;
					link?: string | null;
					params?: NonNullable<Json>;
					read_at?: string | null;
					severity?: string;
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
			nurse_assignments: {
				Row: {
					admission_id: string;
					assigned_by: string | null;
					id: string;
					patient_id: string;
					since: string;
					staff_id: string;
					until: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					assigned_by?: string | null;
					id?: string;
					patient_id: string;
					since?: string;
					staff_id: string;
					until: string;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					assigned_by?: string | null;
					id?: string;
					patient_id?: string;
					since?: string;
					staff_id?: string;
					until?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'nurse_assignments_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'nurse_assignments_assigned_by_fkey';
						columns: ['assigned_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nurse_assignments_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nurse_assignments_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nurse_assignments_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			nursing_notes: {
				Row: {
					admission_id: string;
					author_id: string | null;
					body: string;
					created_at: string;
					id: string;
					is_current: boolean;
					kind: string;
					note_id: string;
					noted_at: string;
					patient_id: string;
					version: number;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					author_id?: string | null;
					body: string;
					created_at?: string;
					id?: string;
					is_current?: boolean;
					kind: string;
					note_id: string;
					noted_at?: string;
					patient_id: string;
					version?: number;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					author_id?: string | null;
					body?: string;
					created_at?: string;
					id?: string;
					is_current?: boolean;
					kind?: string;
					note_id?: string;
					noted_at?: string;
					patient_id?: string;
					version?: number;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'nursing_notes_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'nursing_notes_author_id_fkey';
						columns: ['author_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_notes_note_id_fkey';
						columns: ['note_id'];
						isOneToOne: false;
						referencedRelation: 'nursing_notes';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_notes_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_notes_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			nursing_settings: {
				Row: {
					admission_id: string;
					patient_id: string;
					pregnant: boolean;
					pregnant_set_at: string | null;
					pregnant_set_by: string | null;
					spo2_scale: number;
					spo2_scale_set_at: string | null;
					spo2_scale_set_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					patient_id: string;
					pregnant?: boolean;
					pregnant_set_at?: string | null;
					pregnant_set_by?: string | null;
					spo2_scale?: number;
					spo2_scale_set_at?: string | null;
					spo2_scale_set_by?: string | null;
				};
				Update: {
					admission_id?: string;
					patient_id?: string;
					pregnant?: boolean;
					pregnant_set_at?: string | null;
					pregnant_set_by?: string | null;
					spo2_scale?: number;
					spo2_scale_set_at?: string | null;
					spo2_scale_set_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'nursing_settings_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'nursing_settings_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_settings_pregnant_set_by_fkey';
						columns: ['pregnant_set_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_settings_spo2_scale_set_by_fkey';
						columns: ['spo2_scale_set_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			nursing_tasks: {
				Row: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					assigned_to?: string | null;
					cancel_reason?: string | null;
					cancelled_at?: string | null;
					cancelled_by?: string | null;
					created_at?: string;
					created_by?: string | null;
					details?: string | null;
					done_at?: string | null;
					done_by?: string | null;
					due_at: string;
					every_hours?: number | null;
					id?: string;
					patient_id: string;
					previous_id?: string | null;
					priority?: string;
					repeat_until?: string | null;
					status?: string;
					title: string;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					assigned_to?: string | null;
					cancel_reason?: string | null;
					cancelled_at?: string | null;
					cancelled_by?: string | null;
					created_at?: string;
					created_by?: string | null;
					details?: string | null;
					done_at?: string | null;
					done_by?: string | null;
					due_at?: string;
					every_hours?: number | null;
					id?: string;
					patient_id?: string;
					previous_id?: string | null;
					priority?: string;
					repeat_until?: string | null;
					status?: string;
					title?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'nursing_tasks_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'nursing_tasks_assigned_to_fkey';
						columns: ['assigned_to'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_cancelled_by_fkey';
						columns: ['cancelled_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_done_by_fkey';
						columns: ['done_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_previous_id_fkey';
						columns: ['previous_id'];
						isOneToOne: true;
						referencedRelation: 'nursing_tasks';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'nursing_tasks_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			observations: {
				Row: {
					admission_id: string;
					consciousness: string | null;
					diastolic: number | null;
					glucose: number | null;
					id: string;
					news2_excluded: string | null;
					news2_level: string | null;
					news2_points: number[];
					news2_risk: string | null;
					news2_score: number | null;
					note: string | null;
					observed_at: string;
					on_oxygen: boolean | null;
					oxygen_device: string | null;
					oxygen_flow: number | null;
					pain: number | null;
					patient_id: string;
					pulse: number | null;
					recorded_at: string;
					recorded_by: string | null;
					respiratory_rate: number | null;
					spo2: number | null;
					spo2_scale: number;
					systolic: number | null;
					temperature: number | null;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
					ward_id: string;
					weight: number | null;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					consciousness?: string | null;
					diastolic?: number | null;
					glucose?: number | null;
					id?: string;
					news2_excluded?: string | null;
					news2_level?: never;
					news2_points?: never;
					news2_risk?: never;
					news2_score?: never;
					note?: string | null;
					observed_at: string;
					on_oxygen?: boolean | null;
					oxygen_device?: string | null;
					oxygen_flow?: number | null;
					pain?: number | null;
					patient_id: string;
					pulse?: number | null;
					recorded_at?: string;
					recorded_by?: string | null;
					respiratory_rate?: number | null;
					spo2?: number | null;
					spo2_scale: number;
					systolic?: number | null;
					temperature?: number | null;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
					ward_id: string;
					weight?: number | null;
				};
				Update: {
					admission_id?: string;
					consciousness?: string | null;
					diastolic?: number | null;
					glucose?: number | null;
					id?: string;
					news2_excluded?: string | null;
					news2_level?: never;
					news2_points?: never;
					news2_risk?: never;
					news2_score?: never;
					note?: string | null;
					observed_at?: string;
					on_oxygen?: boolean | null;
					oxygen_device?: string | null;
					oxygen_flow?: number | null;
					pain?: number | null;
					patient_id?: string;
					pulse?: number | null;
					recorded_at?: string;
					recorded_by?: string | null;
					respiratory_rate?: number | null;
					spo2?: number | null;
					spo2_scale?: number;
					systolic?: number | null;
					temperature?: number | null;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
					ward_id?: string;
					weight?: number | null;
				};
				Relationships: [
					{
						foreignKeyName: 'observations_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'observations_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'observations_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'observations_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'observations_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			on_call_shifts: {
				Row: {
					contact: string | null;
					created_by: string | null;
					department_id: string | null;
					ends_at: string;
					id: string;
					staff_id: string;
					starts_at: string;
				};
				ComputedFields: never;
				Insert: {
					contact?: string | null;
					created_by?: string | null;
					department_id?: string | null;
					ends_at: string;
					id?: string;
					staff_id: string;
					starts_at: string;
				};
				Update: {
					contact?: string | null;
					created_by?: string | null;
					department_id?: string | null;
					ends_at?: string;
					id?: string;
					staff_id?: string;
					starts_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'on_call_shifts_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'on_call_shifts_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'on_call_shifts_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			order_sets: {
				Row: {
					created_at: string;
					created_by: string | null;
					id: string;
					items: NonNullable<Json>;
					name: string;
					specialty_id: string | null;
					staff_id: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string | null;
					id?: string;
					items: NonNullable<Json>;
					name: string;
					specialty_id?: string | null;
					staff_id?: string | null;
					version?: number;
				};
				Update: {
					created_at?: string;
					created_by?: string | null;
					id?: string;
					items?: NonNullable<Json>;
					name?: string;
					specialty_id?: string | null;
					staff_id?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'order_sets_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'order_sets_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'order_sets_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			patient_alerts: {
				Row: {
					end_reason: string | null;
					ended_at: string | null;
					ended_by: string | null;
					id: string;
					kind: string;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					until: string | null;
					words: string;
				};
				ComputedFields: never;
				Insert: {
					end_reason?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					id?: string;
					kind: string;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					until?: string | null;
					words: string;
				};
				Update: {
					end_reason?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					id?: string;
					kind?: string;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					until?: string | null;
					words?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_alerts_ended_by_fkey';
						columns: ['ended_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_alerts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_alerts_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			patient_consents: {
				Row: {
					decided_on: string;
					decision: string;
					document_id: string | null;
					id: string;
					kind: string;
					note: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					recorded_name: string;
					stated_by: string;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					decided_on: string;
					decision: string;
					document_id?: string | null;
					id?: string;
					kind: string;
					note?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					recorded_name: string;
					stated_by: string;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					decided_on?: string;
					decision?: string;
					document_id?: string | null;
					id?: string;
					kind?: string;
					note?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					recorded_name?: string;
					stated_by?: string;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_consents_document_id_fkey';
						columns: ['document_id'];
						isOneToOne: false;
						referencedRelation: 'documents';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_consents_kind_fkey';
						columns: ['kind'];
						isOneToOne: false;
						referencedRelation: 'consent_kinds';
						referencedColumns: ['kind'];
					},
					{
						foreignKeyName: 'patient_consents_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_consents_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_consents_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			patient_contacts: {
				Row: {
					call_order: number;
					created_at: string;
					id: string;
					is_emergency: boolean;
					is_guardian: boolean;
					may_be_told: boolean;
					name: string;
					patient_id: string;
					phone: string;
					phone_extension: string | null;
					relationship: string | null;
				};
				ComputedFields: never;
				Insert: {
					call_order?: number;
					created_at?: string;
					id?: string;
					is_emergency?: boolean;
					is_guardian?: boolean;
					may_be_told?: boolean;
					name: string;
					patient_id: string;
					phone: string;
					phone_extension?: string | null;
					relationship?: string | null;
				};
				Update: {
					call_order?: number;
					created_at?: string;
					id?: string;
					is_emergency?: boolean;
					is_guardian?: boolean;
					may_be_told?: boolean;
					name?: string;
					patient_id?: string;
					phone?: string;
					phone_extension?: string | null;
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
			patient_distinctions: {
				Row: {
					noted_at: string;
					noted_by: string | null;
					noted_name: string;
					one_id: string;
					other_id: string;
				};
				ComputedFields: never;
				Insert: {
					noted_at?: string;
					noted_by?: string | null;
					noted_name: string;
					one_id: string;
					other_id: string;
				};
				Update: {
					noted_at?: string;
					noted_by?: string | null;
					noted_name?: string;
					one_id?: string;
					other_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_distinctions_noted_by_fkey';
						columns: ['noted_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_distinctions_one_id_fkey';
						columns: ['one_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_distinctions_other_id_fkey';
						columns: ['other_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			patient_identifiers: {
				Row: {
					ended_at: string | null;
					exclusive: boolean;
					id: string;
					identity_sealed_at: string | null;
					issuer: string;
					kind: string;
					number_sealed_at: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					valid_from: string | null;
					valid_until: string | null;
				};
				ComputedFields: never;
				Insert: {
					ended_at?: string | null;
					exclusive?: boolean;
					id?: string;
					identity_sealed_at?: string | null;
					issuer: string;
					kind: string;
					number_sealed_at?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					valid_from?: string | null;
					valid_until?: string | null;
				};
				Update: {
					ended_at?: string | null;
					exclusive?: boolean;
					id?: string;
					identity_sealed_at?: string | null;
					issuer?: string;
					kind?: string;
					number_sealed_at?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					valid_from?: string | null;
					valid_until?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_identifiers_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_identifiers_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			patient_merges: {
				Row: {
					dropped_id: string;
					id: string;
					kept_id: string;
					merged_at: string;
					merged_by: string | null;
					merged_name: string;
					moved: NonNullable<Json>;
					reason: string;
					undo_reason: string | null;
					undone_at: string | null;
					undone_by: string | null;
					undone_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					dropped_id: string;
					id?: string;
					kept_id: string;
					merged_at?: string;
					merged_by?: string | null;
					merged_name: string;
					moved?: NonNullable<Json>;
					reason: string;
					undo_reason?: string | null;
					undone_at?: string | null;
					undone_by?: string | null;
					undone_name?: string | null;
				};
				Update: {
					dropped_id?: string;
					id?: string;
					kept_id?: string;
					merged_at?: string;
					merged_by?: string | null;
					merged_name?: string;
					moved?: NonNullable<Json>;
					reason?: string;
					undo_reason?: string | null;
					undone_at?: string | null;
					undone_by?: string | null;
					undone_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_merges_dropped_id_fkey';
						columns: ['dropped_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_merges_kept_id_fkey';
						columns: ['kept_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_merges_merged_by_fkey';
						columns: ['merged_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_merges_undone_by_fkey';
						columns: ['undone_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			patient_photos: {
				Row: {
					name: string;
					patient_id: string;
					set_at: string;
					set_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					name: string;
					patient_id: string;
					set_at?: string;
					set_by?: string | null;
				};
				Update: {
					name?: string;
					patient_id?: string;
					set_at?: string;
					set_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'patient_photos_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: true;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'patient_photos_set_by_fkey';
						columns: ['set_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
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
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
					deceased_at?: string | null;
					email?: string | null;
					erased_at?: string | null;
					family_name?: string;
					full_name?: never;
					given_name?: string;
					id?: string;
					initials?: never;
					mrn?: string;
					national_id_sealed_at?: string | null;
					phone?: string | null;
					phone_extension?: string | null;
					phone_without_sms?: string | null;
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
					deceased_at?: string | null;
					email?: string | null;
					erased_at?: string | null;
					family_name?: string;
					full_name?: never;
					given_name?: string;
					id?: string;
					initials?: never;
					mrn?: string;
					national_id_sealed_at?: string | null;
					phone?: string | null;
					phone_extension?: string | null;
					phone_without_sms?: string | null;
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
					linked_by: string | null;
					patient_id: string;
					proof: string;
					relationship: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					linked_by?: string | null;
					patient_id: string;
					proof?: string;
					relationship: string;
					user_id: string;
				};
				Update: {
					created_at?: string;
					linked_by?: string | null;
					patient_id?: string;
					proof?: string;
					relationship?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'portal_links_linked_by_fkey';
						columns: ['linked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
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
			pregnancies: {
				Row: {
					due_on: string;
					ended_by: string | null;
					ended_on: string | null;
					id: string;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					due_on: string;
					ended_by?: string | null;
					ended_on?: string | null;
					id?: string;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
				};
				Update: {
					due_on?: string;
					ended_by?: string | null;
					ended_on?: string | null;
					id?: string;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'pregnancies_ended_by_fkey';
						columns: ['ended_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'pregnancies_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'pregnancies_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			prescription_checks: {
				Row: {
					because: string | null;
					checked_at: string;
					checked_by: string | null;
					failed: NonNullable<Json>;
					findings: NonNullable<Json>;
					id: string;
					inputs: NonNullable<Json>;
					occasion: string;
					overridden_at: string | null;
					overridden_by: string | null;
					override_reason: string | null;
					patient_id: string;
					prescription_id: string;
					result: string;
					rule_set: number | null;
				};
				ComputedFields: never;
				Insert: {
					because?: string | null;
					checked_at?: string;
					checked_by?: string | null;
					failed?: NonNullable<Json>;
					findings: NonNullable<Json>;
					id?: string;
					inputs: NonNullable<Json>;
					occasion: string;
					overridden_at?: string | null;
					overridden_by?: string | null;
					override_reason?: string | null;
					patient_id: string;
					prescription_id: string;
					result: string;
					rule_set?: number | null;
				};
				Update: {
					because?: string | null;
					checked_at?: string;
					checked_by?: string | null;
					failed?: NonNullable<Json>;
					findings?: NonNullable<Json>;
					id?: string;
					inputs?: NonNullable<Json>;
					occasion?: string;
					overridden_at?: string | null;
					overridden_by?: string | null;
					override_reason?: string | null;
					patient_id?: string;
					prescription_id?: string;
					result?: string;
					rule_set?: number | null;
				};
				Relationships: [
					{
						foreignKeyName: 'prescription_checks_checked_by_fkey';
						columns: ['checked_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescription_checks_overridden_by_fkey';
						columns: ['overridden_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescription_checks_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescription_checks_prescription_id_fkey';
						columns: ['prescription_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id'];
					}
				];
			};
			prescriptions: {
				Row: {
					admission_id: string | null;
					as_needed: boolean;
					as_needed_for: string | null;
					created_at: string;
					encounter_id: string | null;
					end_reason: string | null;
					end_words: string | null;
					ended_at: string | null;
					ended_by: string | null;
					ends_on: string | null;
					id: string;
					indication: string | null;
					instructions: string | null;
					max_per_day: number | null;
					medicine: string;
					medicine_es: string;
					medicine_id: string;
					medicine_unit: string;
					override_reason: string | null;
					patient_id: string;
					quantity: number | null;
					repeats: number;
					replaces_id: string | null;
					route: string;
					signed_at: string | null;
					staff_id: string | null;
					staff_name: string;
					starts_on: string;
					status: string;
					steps: NonNullable<Json>;
					supply_days: number | null;
					timing: string | null;
					verification_code: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					admission_id?: string | null;
					as_needed?: boolean;
					as_needed_for?: string | null;
					created_at?: string;
					encounter_id?: string | null;
					end_reason?: string | null;
					end_words?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					ends_on?: string | null;
					id?: string;
					indication?: string | null;
					instructions?: string | null;
					max_per_day?: number | null;
					medicine: string;
					medicine_es: string;
					medicine_id: string;
					medicine_unit: string;
					override_reason?: string | null;
					patient_id: string;
					quantity?: number | null;
					repeats?: number;
					replaces_id?: string | null;
					route: string;
					signed_at?: string | null;
					staff_id?: string | null;
					staff_name: string;
					starts_on: string;
					status?: string;
					steps: NonNullable<Json>;
					supply_days?: number | null;
					timing?: string | null;
					verification_code?: string | null;
					version?: number;
				};
				Update: {
					admission_id?: string | null;
					as_needed?: boolean;
					as_needed_for?: string | null;
					created_at?: string;
					encounter_id?: string | null;
					end_reason?: string | null;
					end_words?: string | null;
					ended_at?: string | null;
					ended_by?: string | null;
					ends_on?: string | null;
					id?: string;
					indication?: string | null;
					instructions?: string | null;
					max_per_day?: number | null;
					medicine?: string;
					medicine_es?: string;
					medicine_id?: string;
					medicine_unit?: string;
					override_reason?: string | null;
					patient_id?: string;
					quantity?: number | null;
					repeats?: number;
					replaces_id?: string | null;
					route?: string;
					signed_at?: string | null;
					staff_id?: string | null;
					staff_name?: string;
					starts_on?: string;
					status?: string;
					steps?: NonNullable<Json>;
					supply_days?: number | null;
					timing?: string | null;
					verification_code?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'prescriptions_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'prescriptions_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'prescriptions_ended_by_fkey';
						columns: ['ended_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescriptions_medicine_id_fkey';
						columns: ['medicine_id'];
						isOneToOne: false;
						referencedRelation: 'medicines';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescriptions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescriptions_replaces_id_fkey';
						columns: ['replaces_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'prescriptions_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			problems: {
				Row: {
					certainty: string;
					code_id: string | null;
					comment: string | null;
					ended_on: string | null;
					id: string;
					onset: string | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					side: string | null;
					status: string;
					text: string;
					updated_at: string | null;
					updated_by: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					certainty?: string;
					code_id?: string | null;
					comment?: string | null;
					ended_on?: string | null;
					id?: string;
					onset?: string | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					status?: string;
					text: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					certainty?: string;
					code_id?: string | null;
					comment?: string | null;
					ended_on?: string | null;
					id?: string;
					onset?: string | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					status?: string;
					text?: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'problems_code_id_fkey';
						columns: ['code_id'];
						isOneToOne: false;
						referencedRelation: 'codes';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'problems_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'problems_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'problems_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'problems_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			procedures: {
				Row: {
					code_id: string | null;
					comment: string | null;
					encounter_id: string | null;
					id: string;
					outcome: string | null;
					patient_id: string;
					performed_by: string | null;
					performed_on: string;
					performer_id: string | null;
					recorded_at: string;
					recorded_by: string | null;
					side: string | null;
					text: string;
					updated_at: string | null;
					updated_by: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					code_id?: string | null;
					comment?: string | null;
					encounter_id?: string | null;
					id?: string;
					outcome?: string | null;
					patient_id: string;
					performed_by?: string | null;
					performed_on: string;
					performer_id?: string | null;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					text: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					code_id?: string | null;
					comment?: string | null;
					encounter_id?: string | null;
					id?: string;
					outcome?: string | null;
					patient_id?: string;
					performed_by?: string | null;
					performed_on?: string;
					performer_id?: string | null;
					recorded_at?: string;
					recorded_by?: string | null;
					side?: string | null;
					text?: string;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'procedures_code_id_fkey';
						columns: ['code_id'];
						isOneToOne: false;
						referencedRelation: 'codes';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'procedures_encounter_id_patient_id_fkey';
						columns: ['encounter_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'encounters';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'procedures_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'procedures_performer_id_fkey';
						columns: ['performer_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'procedures_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'procedures_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'procedures_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
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
			question_sets: {
				Row: {
					active: boolean;
					id: string;
					name: string;
					name_es: string;
					questions: NonNullable<Json>;
					specialty_id: string | null;
					updated_at: string;
					updated_by: string | null;
					version: number;
					visit_type_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					id?: string;
					name: string;
					name_es: string;
					questions: NonNullable<Json>;
					specialty_id?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
					visit_type_id?: string | null;
				};
				Update: {
					active?: boolean;
					id?: string;
					name?: string;
					name_es?: string;
					questions?: NonNullable<Json>;
					specialty_id?: string | null;
					updated_at?: string;
					updated_by?: string | null;
					version?: number;
					visit_type_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'question_sets_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'question_sets_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'question_sets_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			questionnaire_drafts: {
				Row: {
					answers: NonNullable<Json>;
					patient_id: string;
					questionnaire_id: string;
					updated_at: string;
					updated_name: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					answers: NonNullable<Json>;
					patient_id: string;
					questionnaire_id: string;
					updated_at?: string;
					updated_name: string;
					version?: number;
				};
				Update: {
					answers?: NonNullable<Json>;
					patient_id?: string;
					questionnaire_id?: string;
					updated_at?: string;
					updated_name?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'questionnaire_drafts_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'questionnaire_drafts_questionnaire_id_fkey';
						columns: ['questionnaire_id'];
						isOneToOne: true;
						referencedRelation: 'questionnaires';
						referencedColumns: ['id'];
					}
				];
			};
			questionnaires: {
				Row: {
					answers: Json | null;
					appointment_id: string;
					begun_at: string;
					id: string;
					name: string;
					name_es: string;
					patient_id: string;
					questions: NonNullable<Json>;
					sent_as: string | null;
					sent_at: string | null;
					sent_by: string | null;
					sent_name: string | null;
					set_id: string;
					set_version: number;
				};
				ComputedFields: never;
				Insert: {
					answers?: Json | null;
					appointment_id: string;
					begun_at?: string;
					id?: string;
					name: string;
					name_es: string;
					patient_id: string;
					questions: NonNullable<Json>;
					sent_as?: string | null;
					sent_at?: string | null;
					sent_by?: string | null;
					sent_name?: string | null;
					set_id: string;
					set_version: number;
				};
				Update: {
					answers?: Json | null;
					appointment_id?: string;
					begun_at?: string;
					id?: string;
					name?: string;
					name_es?: string;
					patient_id?: string;
					questions?: NonNullable<Json>;
					sent_as?: string | null;
					sent_at?: string | null;
					sent_by?: string | null;
					sent_name?: string | null;
					set_id?: string;
					set_version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'questionnaires_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'questionnaires_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'questionnaires_sent_by_fkey';
						columns: ['sent_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'questionnaires_set_id_fkey';
						columns: ['set_id'];
						isOneToOne: false;
						referencedRelation: 'question_sets';
						referencedColumns: ['id'];
					}
				];
			};
			queue_displays: {
				Row: {
					created_at: string;
					created_by: string | null;
					department_id: string;
					id: string;
					name: string;
					revoked_at: string | null;
					revoked_by: string | null;
					token_hash: string;
					topic_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string | null;
					department_id: string;
					id?: string;
					name: string;
					revoked_at?: string | null;
					revoked_by?: string | null;
					token_hash: string;
					topic_id?: string;
				};
				Update: {
					created_at?: string;
					created_by?: string | null;
					department_id?: string;
					id?: string;
					name?: string;
					revoked_at?: string | null;
					revoked_by?: string | null;
					token_hash?: string;
					topic_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'queue_displays_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_displays_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_displays_revoked_by_fkey';
						columns: ['revoked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			queue_tokens: {
				Row: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				ComputedFields: never;
				Insert: {
					appointment_id?: string | null;
					back_because?: string | null;
					called_at?: string | null;
					called_by?: string | null;
					called_count?: number;
					day: string;
					department_id: string;
					doctor_id?: string | null;
					finished_at?: string | null;
					first_called_at?: string | null;
					id?: string;
					issued_at?: string;
					issued_by?: string | null;
					label: string;
					moved_to_id?: string | null;
					note?: string | null;
					number: number;
					patient_id?: string | null;
					priority?: string;
					priority_rank?: never;
					priority_reason?: string | null;
					room_id?: string | null;
					skipped_at?: string | null;
					started_at?: string | null;
					status?: string;
					turn_at?: string;
					waiting_since?: string;
				};
				Update: {
					appointment_id?: string | null;
					back_because?: string | null;
					called_at?: string | null;
					called_by?: string | null;
					called_count?: number;
					day?: string;
					department_id?: string;
					doctor_id?: string | null;
					finished_at?: string | null;
					first_called_at?: string | null;
					id?: string;
					issued_at?: string;
					issued_by?: string | null;
					label?: string;
					moved_to_id?: string | null;
					note?: string | null;
					number?: number;
					patient_id?: string | null;
					priority?: string;
					priority_rank?: never;
					priority_reason?: string | null;
					room_id?: string | null;
					skipped_at?: string | null;
					started_at?: string | null;
					status?: string;
					turn_at?: string;
					waiting_since?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'queue_tokens_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_called_by_fkey';
						columns: ['called_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_department_id_fkey';
						columns: ['department_id'];
						isOneToOne: false;
						referencedRelation: 'departments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_issued_by_fkey';
						columns: ['issued_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_moved_to_id_fkey';
						columns: ['moved_to_id'];
						isOneToOne: false;
						referencedRelation: 'queue_tokens';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'queue_tokens_room_id_fkey';
						columns: ['room_id'];
						isOneToOne: false;
						referencedRelation: 'rooms';
						referencedColumns: ['id'];
					}
				];
			};
			reconciliation_lines: {
				Row: {
					becomes_id: string | null;
					decision: string;
					home_medicine_id: string | null;
					patient_id: string;
					place: number;
					prescription_id: string | null;
					reason: string | null;
					reconciliation_id: string;
				};
				ComputedFields: never;
				Insert: {
					becomes_id?: string | null;
					decision: string;
					home_medicine_id?: string | null;
					patient_id: string;
					place: number;
					prescription_id?: string | null;
					reason?: string | null;
					reconciliation_id: string;
				};
				Update: {
					becomes_id?: string | null;
					decision?: string;
					home_medicine_id?: string | null;
					patient_id?: string;
					place?: number;
					prescription_id?: string | null;
					reason?: string | null;
					reconciliation_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'reconciliation_lines_becomes_id_patient_id_fkey';
						columns: ['becomes_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'reconciliation_lines_home_medicine_id_patient_id_fkey';
						columns: ['home_medicine_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'home_medicines';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'reconciliation_lines_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'reconciliation_lines_prescription_id_patient_id_fkey';
						columns: ['prescription_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'reconciliation_lines_reconciliation_id_patient_id_fkey';
						columns: ['reconciliation_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'reconciliations';
						referencedColumns: ['id', 'patient_id'];
					}
				];
			};
			reconciliations: {
				Row: {
					admission_id: string;
					done_at: string;
					id: string;
					occasion: string;
					patient_id: string;
					staff_id: string | null;
					staff_name: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					done_at?: string;
					id?: string;
					occasion: string;
					patient_id: string;
					staff_id?: string | null;
					staff_name: string;
					ward_id: string;
				};
				Update: {
					admission_id?: string;
					done_at?: string;
					id?: string;
					occasion?: string;
					patient_id?: string;
					staff_id?: string | null;
					staff_name?: string;
					ward_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'reconciliations_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'reconciliations_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'reconciliations_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'reconciliations_ward_id_fkey';
						columns: ['ward_id'];
						isOneToOne: false;
						referencedRelation: 'wards';
						referencedColumns: ['id'];
					}
				];
			};
			renal_values: {
				Row: {
					egfr: number;
					id: string;
					measured_on: string;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					updated_at: string | null;
					updated_by: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					egfr: number;
					id?: string;
					measured_on: string;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					egfr?: number;
					id?: string;
					measured_on?: string;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					updated_at?: string | null;
					updated_by?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'renal_values_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'renal_values_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'renal_values_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'renal_values_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			repeat_requests: {
				Row: {
					answer: string | null;
					answered_at: string | null;
					answered_by: string | null;
					asked_at: string;
					asked_by: string | null;
					id: string;
					note: string | null;
					patient_id: string;
					prescription_id: string;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					answer?: string | null;
					answered_at?: string | null;
					answered_by?: string | null;
					asked_at?: string;
					asked_by?: string | null;
					id?: string;
					note?: string | null;
					patient_id: string;
					prescription_id: string;
					status?: string;
				};
				Update: {
					answer?: string | null;
					answered_at?: string | null;
					answered_by?: string | null;
					asked_at?: string;
					asked_by?: string | null;
					id?: string;
					note?: string | null;
					patient_id?: string;
					prescription_id?: string;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'repeat_requests_answered_by_fkey';
						columns: ['answered_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'repeat_requests_asked_by_fkey';
						columns: ['asked_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'repeat_requests_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'repeat_requests_prescription_id_patient_id_fkey';
						columns: ['prescription_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					}
				];
			};
			resuscitation_decisions: {
				Row: {
					decided_at: string;
					decided_by: string | null;
					decided_name: string;
					decision: string;
					discussed: string;
					ended_at: string | null;
					id: string;
					patient_id: string;
					reason: string | null;
					review_on: string | null;
					treatment: string | null;
				};
				ComputedFields: never;
				Insert: {
					decided_at?: string;
					decided_by?: string | null;
					decided_name: string;
					decision: string;
					discussed: string;
					ended_at?: string | null;
					id?: string;
					patient_id: string;
					reason?: string | null;
					review_on?: string | null;
					treatment?: string | null;
				};
				Update: {
					decided_at?: string;
					decided_by?: string | null;
					decided_name?: string;
					decision?: string;
					discussed?: string;
					ended_at?: string | null;
					id?: string;
					patient_id?: string;
					reason?: string | null;
					review_on?: string | null;
					treatment?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'resuscitation_decisions_decided_by_fkey';
						columns: ['decided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'resuscitation_decisions_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					}
				];
			};
			role_changes: {
				Row: {
					after: Json | null;
					before: Json | null;
					given: boolean | null;
					holders: Json | null;
					id: string;
					made_at: string;
					made_by: string | null;
					role_id: string;
					undone_at: string | null;
					user_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					after?: Json | null;
					before?: Json | null;
					given?: boolean | null;
					holders?: Json | null;
					id?: string;
					made_at?: string;
					made_by?: string | null;
					role_id: string;
					undone_at?: string | null;
					user_id?: string | null;
				};
				Update: {
					after?: Json | null;
					before?: Json | null;
					given?: boolean | null;
					holders?: Json | null;
					id?: string;
					made_at?: string;
					made_by?: string | null;
					role_id?: string;
					undone_at?: string | null;
					user_id?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'role_changes_made_by_fkey';
						columns: ['made_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'role_changes_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
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
					built_in: boolean;
					created_at: string;
					description: string;
					id: string;
					kind: string;
					name: string;
					second_factor: boolean;
				};
				ComputedFields: never;
				Insert: {
					built_in?: boolean;
					created_at?: string;
					description?: string;
					id: string;
					kind: string;
					name: string;
					second_factor?: boolean;
				};
				Update: {
					built_in?: boolean;
					created_at?: string;
					description?: string;
					id?: string;
					kind?: string;
					name?: string;
					second_factor?: boolean;
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
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					department_id: string;
					id?: string;
					name: string;
					updated_at?: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					department_id?: string;
					id?: string;
					name?: string;
					updated_at?: string;
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
			rule_imports: {
				Row: {
					added: number;
					changed: number;
					ended: number;
					file_name: string;
					finished_at: string | null;
					id: string;
					kept: number;
					refusals: NonNullable<Json>;
					refused: number;
					source: string;
					started_at: string;
					started_by: string | null;
					unchanged: number;
					version: string;
				};
				ComputedFields: never;
				Insert: {
					added?: number;
					changed?: number;
					ended?: number;
					file_name: string;
					finished_at?: string | null;
					id?: string;
					kept?: number;
					refusals?: NonNullable<Json>;
					refused?: number;
					source: string;
					started_at?: string;
					started_by?: string | null;
					unchanged?: number;
					version: string;
				};
				Update: {
					added?: number;
					changed?: number;
					ended?: number;
					file_name?: string;
					finished_at?: string | null;
					id?: string;
					kept?: number;
					refusals?: NonNullable<Json>;
					refused?: number;
					source?: string;
					started_at?: string;
					started_by?: string | null;
					unchanged?: number;
					version?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'rule_imports_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			social_history: {
				Row: {
					id: string;
					pack_years: number | null;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
					stated_at: string;
					text: string | null;
					topic: string;
					units: number | null;
					updated_at: string | null;
					updated_by: string | null;
					value: string | null;
					version: number;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					pack_years?: number | null;
					patient_id: string;
					recorded_at?: string;
					recorded_by?: string | null;
					stated_at?: string;
					text?: string | null;
					topic: string;
					units?: number | null;
					updated_at?: string | null;
					updated_by?: string | null;
					value?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Update: {
					id?: string;
					pack_years?: number | null;
					patient_id?: string;
					recorded_at?: string;
					recorded_by?: string | null;
					stated_at?: string;
					text?: string | null;
					topic?: string;
					units?: number | null;
					updated_at?: string | null;
					updated_by?: string | null;
					value?: string | null;
					version?: number;
					void_reason?: string | null;
					voided_at?: string | null;
					voided_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'social_history_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'social_history_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'social_history_updated_by_fkey';
						columns: ['updated_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'social_history_voided_by_fkey';
						columns: ['voided_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			specialties: {
				Row: {
					active: boolean;
					code: string;
					created_at: string;
					department_id: string;
					id: string;
					name: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					department_id: string;
					id?: string;
					name: string;
					updated_at?: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					department_id?: string;
					id?: string;
					name?: string;
					updated_at?: string;
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
					left_absence_id: string | null;
					position: string;
					updated_at: string;
					user_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					created_at?: string;
					department_id?: string | null;
					full_name: string;
					id?: string;
					left_absence_id?: string | null;
					position: string;
					updated_at?: string;
					user_id?: string | null;
				};
				Update: {
					active?: boolean;
					created_at?: string;
					department_id?: string | null;
					full_name?: string;
					id?: string;
					left_absence_id?: string | null;
					position?: string;
					updated_at?: string;
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
						foreignKeyName: 'staff_left_absence_id_fkey';
						columns: ['left_absence_id'];
						isOneToOne: false;
						referencedRelation: 'availability_exceptions';
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
			staff_invitations: {
				Row: {
					accepted_at: string | null;
					email: string;
					id: string;
					invited_at: string;
					invited_by: string | null;
					locale: string;
					sent_at: string | null;
					sent_count: number;
					staff_id: string;
					withdrawn_at: string | null;
					withdrawn_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					accepted_at?: string | null;
					email: string;
					id?: string;
					invited_at?: string;
					invited_by?: string | null;
					locale: string;
					sent_at?: string | null;
					sent_count?: number;
					staff_id: string;
					withdrawn_at?: string | null;
					withdrawn_by?: string | null;
				};
				Update: {
					accepted_at?: string | null;
					email?: string;
					id?: string;
					invited_at?: string;
					invited_by?: string | null;
					locale?: string;
					sent_at?: string | null;
					sent_count?: number;
					staff_id?: string;
					withdrawn_at?: string | null;
					withdrawn_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'staff_invitations_invited_by_fkey';
						columns: ['invited_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'staff_invitations_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'staff_invitations_withdrawn_by_fkey';
						columns: ['withdrawn_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					}
				];
			};
			staff_photos: {
				Row: {
					name: string;
					set_at: string;
					staff_id: string;
				};
				ComputedFields: never;
				Insert: {
					name: string;
					set_at?: string;
					staff_id: string;
				};
				Update: {
					name?: string;
					set_at?: string;
					staff_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'staff_photos_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: true;
						referencedRelation: 'staff';
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
			stand_ins: {
				Row: {
					created_at: string;
					delegate_id: string;
					id: string;
					named_by: string | null;
					since: string;
					staff_id: string;
					until: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					delegate_id: string;
					id?: string;
					named_by?: string | null;
					since: string;
					staff_id: string;
					until: string;
				};
				Update: {
					created_at?: string;
					delegate_id?: string;
					id?: string;
					named_by?: string | null;
					since?: string;
					staff_id?: string;
					until?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'stand_ins_delegate_id_fkey';
						columns: ['delegate_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'stand_ins_named_by_fkey';
						columns: ['named_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'stand_ins_staff_id_fkey';
						columns: ['staff_id'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			substance_group_members: {
				Row: {
					group_id: string;
					substance_id: string;
				};
				ComputedFields: never;
				Insert: {
					group_id: string;
					substance_id: string;
				};
				Update: {
					group_id?: string;
					substance_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'substance_group_members_group_id_fkey';
						columns: ['group_id'];
						isOneToOne: false;
						referencedRelation: 'substance_groups';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'substance_group_members_substance_id_fkey';
						columns: ['substance_id'];
						isOneToOne: false;
						referencedRelation: 'substances';
						referencedColumns: ['id'];
					}
				];
			};
			substance_groups: {
				Row: {
					id: string;
					name: string;
					name_es: string;
					synonyms: string[];
					version: number;
				};
				ComputedFields: never;
				Insert: {
					id: string;
					name: string;
					name_es: string;
					synonyms?: string[];
					version?: number;
				};
				Update: {
					id?: string;
					name?: string;
					name_es?: string;
					synonyms?: string[];
					version?: number;
				};
				Relationships: [];
			};
			substances: {
				Row: {
					active: boolean;
					id: string;
					name: string;
					name_es: string;
					synonyms: string[];
					version: number;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					id?: string;
					name: string;
					name_es: string;
					synonyms?: string[];
					version?: number;
				};
				Update: {
					active?: boolean;
					id?: string;
					name?: string;
					name_es?: string;
					synonyms?: string[];
					version?: number;
				};
				Relationships: [];
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
			vaccines: {
				Row: {
					active: boolean;
					id: string;
					name: string;
					name_es: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					id: string;
					name: string;
					name_es: string;
					version?: number;
				};
				Update: {
					active?: boolean;
					id?: string;
					name?: string;
					name_es?: string;
					version?: number;
				};
				Relationships: [];
			};
			visit_types: {
				Row: {
					active: boolean;
					bookable_by_patient: boolean;
					buffer_before_minutes: number;
					buffer_minutes: number;
					code: string;
					created_at: string;
					duration_minutes: number;
					first_visit: boolean;
					id: string;
					minimum_notice_minutes: number;
					name: string;
					preparation: string | null;
					requires_confirmation: boolean;
					specialty_id: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					bookable_by_patient?: boolean;
					buffer_before_minutes?: number;
					buffer_minutes?: number;
					code: string;
					created_at?: string;
					duration_minutes: number;
					first_visit?: boolean;
					id?: string;
					minimum_notice_minutes?: number;
					name: string;
					preparation?: string | null;
					requires_confirmation?: boolean;
					specialty_id?: string | null;
					updated_at?: string;
				};
				Update: {
					active?: boolean;
					bookable_by_patient?: boolean;
					buffer_before_minutes?: number;
					buffer_minutes?: number;
					code?: string;
					created_at?: string;
					duration_minutes?: number;
					first_visit?: boolean;
					id?: string;
					minimum_notice_minutes?: number;
					name?: string;
					preparation?: string | null;
					requires_confirmation?: boolean;
					specialty_id?: string | null;
					updated_at?: string;
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
			waitlist_entries: {
				Row: {
					appointment_id: string | null;
					created_by: string | null;
					doctor_id: string | null;
					earliest_on: string;
					from_time: string;
					id: string;
					joined_at: string;
					latest_on: string | null;
					note: string | null;
					patient_id: string;
					priority: number;
					specialty_id: string | null;
					status: string;
					until_time: string;
					updated_at: string;
					urgency: string;
					visit_type_id: string;
					weekdays: number[];
				};
				ComputedFields: never;
				Insert: {
					appointment_id?: string | null;
					created_by?: string | null;
					doctor_id?: string | null;
					earliest_on?: string;
					from_time?: string;
					id?: string;
					joined_at?: string;
					latest_on?: string | null;
					note?: string | null;
					patient_id: string;
					priority?: never;
					specialty_id?: string | null;
					status?: string;
					until_time?: string;
					updated_at?: string;
					urgency?: string;
					visit_type_id: string;
					weekdays?: number[];
				};
				Update: {
					appointment_id?: string | null;
					created_by?: string | null;
					doctor_id?: string | null;
					earliest_on?: string;
					from_time?: string;
					id?: string;
					joined_at?: string;
					latest_on?: string | null;
					note?: string | null;
					patient_id?: string;
					priority?: never;
					specialty_id?: string | null;
					status?: string;
					until_time?: string;
					updated_at?: string;
					urgency?: string;
					visit_type_id?: string;
					weekdays?: number[];
				};
				Relationships: [
					{
						foreignKeyName: 'waitlist_entries_appointment_id_fkey';
						columns: ['appointment_id'];
						isOneToOne: false;
						referencedRelation: 'appointments';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_entries_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_entries_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_entries_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_entries_specialty_id_fkey';
						columns: ['specialty_id'];
						isOneToOne: false;
						referencedRelation: 'specialties';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_entries_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			waitlist_offers: {
				Row: {
					answered_at: string | null;
					answered_by: string | null;
					blocked_from: string;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					entry_id: string;
					expires_at: string;
					id: string;
					patient_id: string;
					starts_at: string;
					status: string;
					visit_type_id: string;
				};
				ComputedFields: never;
				Insert: {
					answered_at?: string | null;
					answered_by?: string | null;
					blocked_from: string;
					created_at?: string;
					doctor_id: string;
					ends_at: string;
					entry_id: string;
					expires_at: string;
					id?: string;
					patient_id: string;
					starts_at: string;
					status?: string;
					visit_type_id: string;
				};
				Update: {
					answered_at?: string | null;
					answered_by?: string | null;
					blocked_from?: string;
					created_at?: string;
					doctor_id?: string;
					ends_at?: string;
					entry_id?: string;
					expires_at?: string;
					id?: string;
					patient_id?: string;
					starts_at?: string;
					status?: string;
					visit_type_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'waitlist_offers_answered_by_fkey';
						columns: ['answered_by'];
						isOneToOne: false;
						referencedRelation: 'profiles';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_offers_doctor_id_fkey';
						columns: ['doctor_id'];
						isOneToOne: false;
						referencedRelation: 'doctors';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_offers_entry_id_fkey';
						columns: ['entry_id'];
						isOneToOne: false;
						referencedRelation: 'waitlist_entries';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_offers_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'waitlist_offers_visit_type_id_fkey';
						columns: ['visit_type_id'];
						isOneToOne: false;
						referencedRelation: 'visit_types';
						referencedColumns: ['id'];
					}
				];
			};
			ward_orders: {
				Row: {
					admission_id: string;
					anchor: string;
					at_once_at: string | null;
					ended_at: string | null;
					first_day: string;
					first_no: number;
					patient_id: string;
					prescription_id: string;
					set_by: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					admission_id: string;
					anchor: string;
					at_once_at?: string | null;
					ended_at?: string | null;
					first_day: string;
					first_no: number;
					patient_id: string;
					prescription_id: string;
					set_by?: string | null;
					version?: number;
				};
				Update: {
					admission_id?: string;
					anchor?: string;
					at_once_at?: string | null;
					ended_at?: string | null;
					first_day?: string;
					first_no?: number;
					patient_id?: string;
					prescription_id?: string;
					set_by?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'ward_orders_admission_id_patient_id_fkey';
						columns: ['admission_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'admissions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'ward_orders_patient_id_fkey';
						columns: ['patient_id'];
						isOneToOne: false;
						referencedRelation: 'patients';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'ward_orders_prescription_id_patient_id_fkey';
						columns: ['prescription_id', 'patient_id'];
						isOneToOne: false;
						referencedRelation: 'prescriptions';
						referencedColumns: ['id', 'patient_id'];
					},
					{
						foreignKeyName: 'ward_orders_set_by_fkey';
						columns: ['set_by'];
						isOneToOne: false;
						referencedRelation: 'staff';
						referencedColumns: ['id'];
					}
				];
			};
			ward_rooms: {
				Row: {
					active: boolean;
					created_at: string;
					gender_rule: string;
					id: string;
					name: string;
					plan_height: number | null;
					plan_width: number | null;
					plan_x: number | null;
					plan_y: number | null;
					position: number;
					updated_at: string;
					ward_id: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					created_at?: string;
					gender_rule?: string;
					id?: string;
					name: string;
					plan_height?: number | null;
					plan_width?: number | null;
					plan_x?: number | null;
					plan_y?: number | null;
					position?: number;
					updated_at?: string;
					ward_id: string;
				};
				Update: {
					active?: boolean;
					created_at?: string;
					gender_rule?: string;
					id?: string;
					name?: string;
					plan_height?: number | null;
					plan_width?: number | null;
					plan_x?: number | null;
					plan_y?: number | null;
					position?: number;
					updated_at?: string;
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
					floor: number;
					id: string;
					name: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					active?: boolean;
					code: string;
					created_at?: string;
					department_id: string;
					floor?: number;
					id?: string;
					name: string;
					updated_at?: string;
				};
				Update: {
					active?: boolean;
					code?: string;
					created_at?: string;
					department_id?: string;
					floor?: number;
					id?: string;
					name?: string;
					updated_at?: string;
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
			accept_offer: {
				Args: { p_offer_id: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			accept_offer_by_link: {
				Args: { p_token: string };
				Returns: {
					starts_at: string;
					status: string;
				}[];
			};
			acknowledge_alert: {
				Args: { p_alert_id: string; p_note?: string };
				Returns: {
					acknowledged_at: string | null;
					acknowledged_by: string | null;
					acknowledgement: string | null;
					admission_id: string;
					circle: number;
					ended_as: string | null;
					ended_at: string | null;
					id: string;
					level: string;
					observation_id: string;
					patient_id: string;
					raised_at: string;
					score: number;
					told_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'news2_alerts';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			add_absence: {
				Args: {
					p_doctor_id: string;
					p_ends_at: string;
					p_kind: string;
					p_reason?: string;
					p_starts_at: string;
				};
				Returns: {
					created_at: string;
					doctor_id: string;
					ends_at: string;
					id: string;
					kind: string;
					reason: string | null;
					room_id: string | null;
					starts_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'availability_exceptions';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			add_allergy: {
				Args: {
					p_category?: string;
					p_certainty?: string;
					p_kind?: string;
					p_patient_id: string;
					p_reaction: string;
					p_severity: string;
					p_substance: string;
				};
				Returns: {
					category: string | null;
					certainty: string;
					created_at: string;
					id: string;
					kind: string;
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
			add_beds: {
				Args: { p_features?: string[]; p_kind?: string; p_labels: string[]; p_room_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					features: string[];
					id: string;
					kind: string;
					label: string;
					position: number;
					room_id: string;
					updated_at: string;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'beds';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			add_diagnosis: {
				Args: {
					p_certainty?: string;
					p_code_id?: string;
					p_comment?: string;
					p_diagnosed_at?: string;
					p_encounter_id?: string;
					p_patient_id: string;
					p_rank?: string;
					p_side?: string;
					p_text?: string;
				};
				Returns: string;
			};
			add_family_history: {
				Args: {
					p_code_id?: string;
					p_comment?: string;
					p_deceased?: boolean;
					p_onset_age?: number;
					p_patient_id: string;
					p_relation: string;
					p_text?: string;
				};
				Returns: string;
			};
			add_insurance_policy: {
				Args: {
					p_holder?: string;
					p_holder_name?: string;
					p_number: string;
					p_patient_id: string;
					p_payer_code?: string;
					p_payer_name: string;
					p_plan?: string;
					p_rank?: number;
					p_valid_from?: string;
					p_valid_until?: string;
				};
				Returns: string;
			};
			add_on_call: {
				Args: {
					p_contact?: string;
					p_department_id: string;
					p_ends_at: string;
					p_staff_id: string;
					p_starts_at: string;
				};
				Returns: string;
			};
			add_patient_alert: {
				Args: { p_kind: string; p_patient_id: string; p_until?: string; p_words: string };
				Returns: string;
			};
			add_patient_identifier: {
				Args: {
					p_issuer: string;
					p_kind: string;
					p_number: string;
					p_patient_id: string;
					p_valid_from?: string;
					p_valid_until?: string;
				};
				Returns: string;
			};
			add_problem: {
				Args: {
					p_certainty?: string;
					p_code_id?: string;
					p_comment?: string;
					p_ended_on?: string;
					p_onset?: string;
					p_patient_id: string;
					p_side?: string;
					p_status?: string;
					p_text?: string;
				};
				Returns: string;
			};
			add_procedure: {
				Args: {
					p_by_me?: boolean;
					p_code_id?: string;
					p_comment?: string;
					p_encounter_id?: string;
					p_outcome?: string;
					p_patient_id: string;
					p_performed_by?: string;
					p_performed_on: string;
					p_side?: string;
					p_text?: string;
				};
				Returns: string;
			};
			add_to_discharge_summary: {
				Args: { p_admission_id: string; p_text: string };
				Returns: {
					id: string;
					patient_id: string;
					summary_id: string;
					text: string;
					written_at: string;
					written_by: string | null;
					written_name: string;
				};
				SetofOptions: {
					from: '*';
					to: 'discharge_addenda';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			add_to_note: { Args: { p_note_id: string; p_text: string }; Returns: string };
			admission_header: {
				Args: { p_admission_id: string };
				Returns: {
					admitted_at: string;
					alert_acknowledged_at: string;
					alert_acknowledged_by: string;
					alert_id: string;
					alert_level: string;
					alert_raised_at: string;
					allergies: Json;
					allergies_denied_at: string;
					allergies_denied_by: string;
					allergies_reported: Json;
					attending_id: string;
					attending_name: string;
					bed_id: string;
					bed_label: string;
					discharged_at: string;
					expected_discharge_on: string;
					id: string;
					isolation: string;
					needs: string[];
					news2_at: string;
					news2_excluded: string;
					news2_risk: string;
					news2_score: number;
					nurse_name: string;
					patient_birth_date: string;
					patient_deceased_at: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					pregnant: boolean;
					private: boolean;
					reason: string;
					spo2_scale: number;
					spo2_scale_set_at: string;
					spo2_scale_set_by: string;
					ward_id: string;
					ward_name: string;
				}[];
			};
			admit_patient: {
				Args: {
					p_allergies?: string;
					p_allergy_severity?: string;
					p_allergy_substance?: string;
					p_attending_id?: string;
					p_bed_id?: string;
					p_expected_discharge_on?: string;
					p_isolation?: string;
					p_mother_admission_id?: string;
					p_needs?: string[];
					p_override_reason?: string;
					p_patient_id: string;
					p_reason?: string;
					p_ward_id: string;
				};
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					death_withdrawn_at: string | null;
					diagnosis_group: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					isolation: string | null;
					mother_admission_id: string | null;
					needs: string[];
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
			amend_note: { Args: { p_note_id: string }; Returns: number };
			answer_chart_question: {
				Args: { p_question_id: string; p_words: string };
				Returns: undefined;
			};
			answer_check: { Args: { p_check_id: string; p_reason: string }; Returns: undefined };
			answer_repeat: {
				Args: {
					p_answer?: string;
					p_grant: boolean;
					p_override_reason?: string;
					p_request_id: string;
				};
				Returns: string;
			};
			archive_patient: {
				Args: { p_expected_updated_at: string; p_patient_id: string; p_reason: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			ask_for_repeat: { Args: { p_note?: string; p_prescription_id: string }; Returns: string };
			assign_nurse: {
				Args: { p_admission_id: string; p_staff_id: string; p_until?: string };
				Returns: {
					admission_id: string;
					assigned_by: string | null;
					id: string;
					patient_id: string;
					since: string;
					staff_id: string;
					until: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nurse_assignments';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			assign_nurses: {
				Args: { p_admission_ids: string[]; p_staff_id: string; p_until?: string };
				Returns: {
					admission_id: string;
					assigned_by: string | null;
					id: string;
					patient_id: string;
					since: string;
					staff_id: string;
					until: string;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'nurse_assignments';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			assign_to_care_team: {
				Args: { p_patient_id: string; p_role: string; p_staff_id: string; p_until?: string };
				Returns: {
					created_at: string;
					id: string;
					patient_id: string;
					role: string;
					since: string;
					staff_id: string;
					until: string;
				};
				SetofOptions: {
					from: '*';
					to: 'care_team_members';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			audit_events: {
				Args: {
					p_action?: string;
					p_actor_ids?: string[];
					p_before?: string;
					p_before_id?: number;
					p_from?: string;
					p_limit?: number;
					p_newer?: boolean;
					p_patient_id?: string;
					p_patient_ids?: string[];
					p_table?: string;
					p_tables?: string[];
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
					redacted: boolean;
					role: string;
					row_id: string;
					sealed: boolean;
					table_name: string;
					user_agent: string;
				}[];
			};
			audit_head: { Args: Record<PropertyKey, never>; Returns: Json };
			audit_names: {
				Args: { p_ids: string[] };
				Returns: {
					id: string;
					name: string;
				}[];
			};
			audit_people: {
				Args: { p_query: string };
				Returns: {
					name: string;
					user_id: string;
				}[];
			};
			audit_state: { Args: Record<PropertyKey, never>; Returns: Json };
			backup_state: { Args: Record<PropertyKey, never>; Returns: Json };
			backups: {
				Args: { p_limit?: number };
				Returns: {
					began_at: string;
					bytes: number;
					ended_at: string;
					file_count: number;
					id: string;
					message: string;
					missing_count: number;
					name: string;
					outcome: string;
					place: string;
					row_count: number;
				}[];
			};
			bed_board: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					alert_level: string;
					allergies: number;
					allergies_denied: boolean;
					attending_id: string;
					attending_name: string;
					bed_features: string[];
					bed_id: string;
					bed_kind: string;
					bed_label: string;
					closure_id: string;
					diagnosis_group: string;
					expected_discharge_on: string;
					gender_rule: string;
					isolation: string;
					needs: string[];
					newborns: number;
					news2_at: string;
					news2_risk: string;
					news2_score: number;
					note: string;
					nurse_name: string;
					on_leave_since: string;
					on_leave_until: string;
					patient_birth_date: string;
					patient_id: string;
					patient_initials: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					plan_height: number;
					plan_width: number;
					plan_x: number;
					plan_y: number;
					position: number;
					private: boolean;
					reason: string;
					request_id: string;
					reservation_id: string;
					reserved_for: string;
					reserved_until: string;
					room_id: string;
					room_name: string;
					room_position: number;
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
			bed_fits: {
				Args: { p_admission_id: string };
				Returns: {
					bed_id: string;
					problems: string[];
				}[];
			};
			bed_proposals: {
				Args: { p_limit?: number; p_request_id: string };
				Returns: {
					asked_ward: boolean;
					bed_id: string;
					bed_kind: string;
					bed_label: string;
					floors: number;
					free_on: string;
					gender_rule: string;
					isolation_room: boolean;
					met: string[];
					missing: string[];
					nearness: string;
					place: number;
					problems: string[];
					room_name: string;
					score: number;
					state: string;
					surplus: string[];
					ward_id: string;
					ward_name: string;
				}[];
			};
			bed_request_queue: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					automatic: boolean;
					bed_id: string;
					bed_label: string;
					bed_state: string;
					bed_ward_id: string;
					bed_ward_name: string;
					created_at: string;
					expires_at: string;
					from_bed_label: string;
					from_ward_id: string;
					from_ward_name: string;
					isolation: string;
					needed_by: string;
					needs: string[];
					patient_birth_date: string;
					patient_id: string;
					patient_initials: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					priority: string;
					private: boolean;
					reason: string;
					request_id: string;
					requested_by_name: string;
					reservation_id: string;
					status: string;
					ward_id: string;
					ward_name: string;
					without_bed: boolean;
				}[];
			};
			begin_code_import: {
				Args: {
					p_file_name: string;
					p_format: string;
					p_name?: string;
					p_notice?: string;
					p_system_id: string;
					p_url?: string;
					p_version?: string;
				};
				Returns: string;
			};
			begin_letter: {
				Args: {
					p_admission_id?: string;
					p_appointment_id?: string;
					p_content?: Json;
					p_language: string;
					p_patient_id: string;
					p_template_id: string;
				};
				Returns: string;
			};
			begin_note: {
				Args: {
					p_admission_id?: string;
					p_appointment_id?: string;
					p_kind: string;
					p_noted_at?: string;
					p_patient_id: string;
					p_template_id?: string;
				};
				Returns: string;
			};
			begin_pairing: { Args: Record<PropertyKey, never>; Returns: Json };
			begin_rule_import: {
				Args: { p_file_name: string; p_source: string; p_version: string };
				Returns: string;
			};
			begin_send: {
				Args: { p_fingerprint: string; p_id: string; p_lease_seconds?: number; p_worker: string };
				Returns: boolean;
			};
			book_appointment: {
				Args: {
					p_doctor_id: string;
					p_idempotency_key?: string;
					p_patient_id: string;
					p_reason?: string;
					p_room_id?: string;
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			book_series: {
				Args: {
					p_count: number;
					p_doctor_id: string;
					p_every: string;
					p_idempotency_key?: string;
					p_patient_id: string;
					p_starts?: string[];
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					booked_by: string | null;
					created_at: string;
					doctor_id: string;
					every: string;
					id: string;
					patient_id: string;
					visit_type_id: string;
					visits: number;
				};
				SetofOptions: {
					from: '*';
					to: 'appointment_series';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			calendar: {
				Args: {
					p_by?: string;
					p_department_id?: string;
					p_from: string;
					p_ids?: string[];
					p_until: string;
				};
				Returns: Json;
			};
			calendar_feed: { Args: { p_token: string }; Returns: Json };
			calendar_visit: { Args: { p_appointment_id: string }; Returns: Json };
			call_contact_first: { Args: { p_contact_id: string }; Returns: undefined };
			call_next: {
				Args: { p_department_id: string; p_doctor_id?: string; p_room_id?: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			cancel_appointment: {
				Args: { p_appointment_id: string; p_reason?: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			cancel_cleaning: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			cancel_series: {
				Args: { p_from?: string; p_reason?: string; p_series_id: string };
				Returns: number;
			};
			cancel_task: {
				Args: { p_reason: string; p_task_id: string };
				Returns: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			cancel_visit_by_link: { Args: { p_token: string }; Returns: undefined };
			change_prescription: {
				Args: {
					p_override_reason?: string;
					p_prescription: Json;
					p_prescription_id: string;
					p_version: number;
					p_words: string;
				};
				Returns: string;
			};
			chart_readers: {
				Args: { p_before?: string; p_before_id?: string; p_limit?: number; p_patient_id: string };
				Returns: {
					answer: string;
					answered_at: string;
					asked_at: string;
					basis: string;
					care: string[];
					id: string;
					kind: string;
					question: string;
					since: string;
					staff_name: string;
					staff_position: string;
					until: string;
				}[];
			};
			check_allergy_report: { Args: { p_report_id: string }; Returns: undefined };
			check_displays: {
				Args: { p_tokens: string[] };
				Returns: {
					display_id: string;
					name: string;
					place: number;
					ward_id: string;
				}[];
			};
			check_invitation: { Args: { p_email: string; p_person: Json }; Returns: Json };
			claim_account_notices: {
				Args: { p_limit?: number };
				Returns: {
					at: string;
					email: string;
					hospital_name: string;
					id: string;
					kind: string;
					locale: string;
					params: Json;
					time_zone: string;
					token: string;
				}[];
			};
			claim_deliveries: {
				Args: { p_lease_seconds?: number; p_limit?: number; p_worker: string };
				Returns: {
					channel: string;
					content: Json;
					fate: string;
					fingerprint: string;
					id: string;
					kind: string;
					locale: string;
					recipient: string;
					round: number;
					sending_at: string;
				}[];
			};
			cleaning_tasks: {
				Args: { p_done_since?: string; p_ward_id?: string };
				Returns: {
					bed_id: string;
					bed_label: string;
					closure_reason: string;
					created_at: string;
					finished_at: string;
					mine: boolean;
					reopened_because: string;
					room_name: string;
					started_at: string;
					status: string;
					task_id: string;
					urgent: boolean;
					ward_code: string;
					ward_id: string;
					ward_name: string;
					worker_name: string;
				}[];
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
			close_chart: { Args: { p_opening_id: string }; Returns: undefined };
			close_follow_up: {
				Args: { p_follow_up_id: string; p_status: string };
				Returns: {
					appointment_id: string | null;
					created_at: string;
					doctor_id: string;
					due_from: string;
					due_until: string;
					from_appointment_id: string | null;
					id: string;
					kind: string;
					ordered_by: string | null;
					patient_id: string;
					reason: string | null;
					reminded_at: string | null;
					status: string;
					updated_at: string;
					visit_type_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'follow_ups';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			close_thread: { Args: { p_seen_at: string; p_thread_id: string }; Returns: undefined };
			code_system_counts: {
				Args: Record<PropertyKey, never>;
				Returns: {
					codes: number;
					current: number;
					system_id: string;
				}[];
			};
			collect_display: { Args: { p_secret: string }; Returns: Json };
			complete_task: {
				Args: { p_task_id: string };
				Returns: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			confirm_address: { Args: { p_token: string }; Returns: undefined };
			confirm_link_request: {
				Args: { p_document: string; p_request_id: string };
				Returns: undefined;
			};
			confirm_password: { Args: { p_password: string }; Returns: boolean };
			confirm_visit_by_link: { Args: { p_token: string }; Returns: undefined };
			correct_document: {
				Args: {
					p_dated_on: string;
					p_document_id: string;
					p_kind: string;
					p_restricted: boolean;
					p_title: string;
					p_version: string;
				};
				Returns: undefined;
			};
			correct_note: {
				Args: { p_body: string; p_note_id: string; p_version: number };
				Returns: {
					admission_id: string;
					author_id: string | null;
					body: string;
					created_at: string;
					id: string;
					is_current: boolean;
					kind: string;
					note_id: string;
					noted_at: string;
					patient_id: string;
					version: number;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_notes';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			cosign_note: { Args: { p_note_id: string; p_number: number }; Returns: undefined };
			create_calendar_feed: {
				Args: { p_label?: string; p_patient_id?: string; p_scope: string; p_with_names?: boolean };
				Returns: {
					id: string;
					token: string;
				}[];
			};
			create_own_patient: {
				Args: {
					p_birth_date: string;
					p_family_name: string;
					p_given_name: string;
					p_phone?: string;
					p_phone_extension?: string;
					p_phone_without_sms?: string;
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
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			create_queue_display: {
				Args: { p_department_id: string; p_name: string };
				Returns: {
					id: string;
					token: string;
				}[];
			};
			create_role: {
				Args: { p_copied_from?: string; p_description?: string; p_name: string };
				Returns: {
					built_in: boolean;
					created_at: string;
					description: string;
					id: string;
					kind: string;
					name: string;
					second_factor: boolean;
				};
				SetofOptions: {
					from: '*';
					to: 'roles';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			create_task: {
				Args: {
					p_admission_id: string;
					p_assigned_to?: string;
					p_details?: string;
					p_due_at: string;
					p_every_hours?: number;
					p_priority?: string;
					p_repeat_until?: string;
					p_title: string;
				};
				Returns: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			current_access: { Args: Record<PropertyKey, never>; Returns: Json };
			deactivate_staff: {
				Args: { p_expected_updated_at?: string; p_moves?: Json; p_staff_id: string };
				Returns: Json;
			};
			decide_erasure: {
				Args: { p_approve: boolean; p_because: string; p_request_id: string };
				Returns: undefined;
			};
			decide_resuscitation: {
				Args: {
					p_decision: string;
					p_discussed: string;
					p_patient_id: string;
					p_reason?: string;
					p_review_on?: string;
					p_treatment?: string;
				};
				Returns: string;
			};
			decline_link_request: { Args: { p_request_id: string }; Returns: undefined };
			decline_offer: {
				Args: { p_offer_id: string };
				Returns: {
					answered_at: string | null;
					answered_by: string | null;
					blocked_from: string;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					entry_id: string;
					expires_at: string;
					id: string;
					patient_id: string;
					starts_at: string;
					status: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'waitlist_offers';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			decline_offer_by_link: { Args: { p_token: string }; Returns: undefined };
			delete_order_set: { Args: { p_id: string }; Returns: undefined };
			discard_prescription: { Args: { p_prescription_id: string }; Returns: undefined };
			discharge_checklist: {
				Args: { p_admission_id: string };
				Returns: {
					blocking: boolean;
					count: number;
					item: string;
					link: string;
					reason: string;
					settled_at: string;
					settled_by_name: string;
					state: string;
				}[];
			};
			discharge_patient: {
				Args: {
					p_admission_id: string;
					p_diagnosis_group?: string;
					p_disposition?: string;
					p_summary?: string;
				};
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					death_withdrawn_at: string | null;
					diagnosis_group: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					isolation: string | null;
					mother_admission_id: string | null;
					needs: string[];
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
			discharge_summary_draft: { Args: { p_admission_id: string }; Returns: Json };
			disown_sign_in: { Args: { p_token: string }; Returns: undefined };
			display_board: { Args: { p_token: string }; Returns: Json };
			doctor_day: {
				Args: { p_day: string; p_doctor_id: string };
				Returns: {
					alerts: string[];
					allergies_denied: boolean;
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
					patient_deceased_at: string;
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
			doctor_listing: {
				Args: { p_specialty_id?: string };
				Returns: {
					doctor_id: string;
					doctor_name: string;
					next_free_at: string;
					specialty_id: string;
					specialty_name: string;
					visit_type_id: string;
					visit_type_name: string;
				}[];
			};
			doses_taken: {
				Args: { p_patient_id: string };
				Returns: {
					dose: number;
					given_at: string;
					id: string;
					medicine: string;
					medicine_es: string;
					outcome: string;
					prescription_id: string;
					reason_kind: string;
					route: string;
					staff_name: string;
					unit: string;
				}[];
			};
			duplicate_candidates: {
				Args: {
					p_after_one?: string;
					p_after_other?: string;
					p_after_score?: number;
					p_limit?: number;
				};
				Returns: {
					one_birth_date: string;
					one_id: string;
					one_mrn: string;
					one_name: string;
					other_birth_date: string;
					other_id: string;
					other_mrn: string;
					other_name: string;
					reasons: string[];
					score: number;
				}[];
			};
			duplicate_reasons: { Args: { p_one: string; p_other: string }; Returns: string[] };
			edit_problem: {
				Args: {
					p_certainty: string;
					p_comment?: string;
					p_ended_on?: string;
					p_onset?: string;
					p_problem_id: string;
					p_side?: string;
					p_status: string;
					p_version: number;
				};
				Returns: undefined;
			};
			edit_procedure: {
				Args: {
					p_comment?: string;
					p_outcome?: string;
					p_performed_by?: string;
					p_performed_on: string;
					p_procedure_id: string;
					p_side?: string;
					p_version: number;
				};
				Returns: undefined;
			};
			end_care_membership: {
				Args: { p_member_id: string };
				Returns: {
					created_at: string;
					id: string;
					patient_id: string;
					role: string;
					since: string;
					staff_id: string;
					until: string;
				};
				SetofOptions: {
					from: '*';
					to: 'care_team_members';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			end_dose_range: { Args: { p_id: string }; Returns: undefined };
			end_insurance_policy: {
				Args: { p_last_day?: string; p_policy_id: string };
				Returns: undefined;
			};
			end_leave: {
				Args: { p_admission_id: string };
				Returns: {
					admission_id: string;
					expected_back_at: string | null;
					id: string;
					left_at: string;
					patient_id: string;
					reason: string | null;
					returned_at: string | null;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'admission_leaves';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			end_medicine_rule: {
				Args: { p_reason: string; p_rule_id: string; p_version: number };
				Returns: undefined;
			};
			end_on_call: { Args: { p_shift_id: string }; Returns: undefined };
			end_other_sessions: { Args: Record<PropertyKey, never>; Returns: number };
			end_patient_alert: { Args: { p_alert_id: string; p_reason: string }; Returns: undefined };
			end_patient_identifier: { Args: { p_identifier_id: string }; Returns: undefined };
			end_person_sessions: { Args: { p_user_id: string }; Returns: number };
			end_pregnancy: { Args: { p_pregnancy_id: string }; Returns: undefined };
			end_session: { Args: { p_session_id: string }; Returns: undefined };
			end_stand_in: { Args: { p_stand_in_id: string }; Returns: undefined };
			erased_record: { Args: { p_mrn: string }; Returns: string };
			erasure_preview: { Args: { p_patient_id: string }; Returns: Json };
			excuse_device: { Args: { p_email: string; p_token: string }; Returns: boolean };
			explain_access: {
				Args: { p_patient_id?: string; p_permission: string; p_user_id: string };
				Returns: Json;
			};
			explain_opening: { Args: { p_opening_id: string; p_words: string }; Returns: undefined };
			file_document: {
				Args: {
					p_dated_on: string;
					p_kind: string;
					p_name: string;
					p_release?: boolean;
					p_replaces_id?: string;
					p_restricted?: boolean;
					p_title: string;
				};
				Returns: string;
			};
			finish_cleaning: {
				Args: { p_sure?: boolean; p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			finish_code_import: { Args: { p_import_id: string; p_whole?: boolean }; Returns: number };
			finish_rule_import: { Args: { p_import_id: string; p_whole?: boolean }; Returns: number };
			finish_token: {
				Args: { p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
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
			free_rooms: {
				Args: {
					p_appointment_id?: string;
					p_department_id?: string;
					p_from: string;
					p_until: string;
				};
				Returns: {
					department_id: string;
					department_name: string;
					room_id: string;
					room_name: string;
					taken_by: string;
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
			give_dose: {
				Args: {
					p_check_reason?: string;
					p_dose?: number;
					p_dose_day?: string;
					p_dose_no?: number;
					p_given_at?: string;
					p_last_id?: string;
					p_outcome: string;
					p_pack_code?: string;
					p_patient_code?: string;
					p_prescription_id: string;
					p_reason?: string;
					p_reason_kind?: string;
					p_site?: string;
					p_unscanned_reason?: string;
					p_witness_id?: string;
					p_witness_secret?: string;
				};
				Returns: Json;
			};
			giving_witnesses: {
				Args: { p_admission_id: string };
				Returns: {
					staff_id: string;
					staff_name: string;
				}[];
			};
			grant_role: { Args: { p_role_id: string; p_user_id: string }; Returns: undefined };
			hand_back_cleaning: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			has_pin: { Args: Record<PropertyKey, never>; Returns: boolean };
			health: { Args: Record<PropertyKey, never>; Returns: Json };
			hours_version: { Args: { p_doctor_id: string }; Returns: string };
			immunisations_due: {
				Args: { p_on?: string; p_patient_id: string };
				Returns: {
					dose: number;
					due_on: string;
					state: string;
					vaccine_id: string;
				}[];
			};
			import_codes: {
				Args: { p_import_id: string; p_rows: Json };
				Returns: {
					added: number;
					changed: number;
					refused: number;
					unchanged: number;
				}[];
			};
			import_rules: {
				Args: { p_import_id: string; p_rows: Json };
				Returns: {
					added: number;
					changed: number;
					kept: number;
					refused: number;
					unchanged: number;
				}[];
			};
			inbox: { Args: { p_limit?: number }; Returns: Json };
			inbox_count: { Args: Record<PropertyKey, never>; Returns: number };
			invite_staff: {
				Args: { p_email: string; p_locale: string; p_person: Json };
				Returns: {
					accepted_at: string | null;
					email: string;
					id: string;
					invited_at: string;
					invited_by: string | null;
					locale: string;
					sent_at: string | null;
					sent_count: number;
					staff_id: string;
					withdrawn_at: string | null;
					withdrawn_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'staff_invitations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			issue_link_code: {
				Args: { p_patient_id: string; p_relationship: string; p_send?: boolean };
				Returns: Json;
			};
			join_waitlist: {
				Args: {
					p_appointment_id?: string;
					p_doctor_id?: string;
					p_earliest_on?: string;
					p_from_time?: string;
					p_latest_on?: string;
					p_note?: string;
					p_patient_id: string;
					p_specialty_id?: string;
					p_until_time?: string;
					p_urgency?: string;
					p_visit_type_id: string;
					p_weekdays?: number[];
				};
				Returns: {
					appointment_id: string | null;
					created_by: string | null;
					doctor_id: string | null;
					earliest_on: string;
					from_time: string;
					id: string;
					joined_at: string;
					latest_on: string | null;
					note: string | null;
					patient_id: string;
					priority: number;
					specialty_id: string | null;
					status: string;
					until_time: string;
					updated_at: string;
					urgency: string;
					visit_type_id: string;
					weekdays: number[];
				};
				SetofOptions: {
					from: '*';
					to: 'waitlist_entries';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			keep_as_carer: { Args: { p_patient_id: string; p_user_id: string }; Returns: undefined };
			kept_patient: { Args: { p_patient_id: string }; Returns: string };
			last_note: {
				Args: { p_note_id: string };
				Returns: {
					author_name: string;
					content: Json;
					note_id: string;
					noted_at: string;
				}[];
			};
			leave_impact: {
				Args: {
					p_absence_id?: string;
					p_doctor_id?: string;
					p_ends_at?: string;
					p_starts_at?: string;
				};
				Returns: {
					appointment_id: string;
					doctor_id: string;
					ends_at: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					proposals: Json;
					starts_at: string;
					status: string;
					updated_at: string;
					visit_type_id: string;
					visit_type_name: string;
				}[];
			};
			leave_queue: {
				Args: { p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			lengths_of_stay: {
				Args: { p_at?: string; p_from: string; p_until: string; p_ward_id: string };
				Returns: {
					by_group: boolean;
					by_ward: boolean;
					diagnosis_group: string;
					mean_days: number;
					median_days: number;
					p90_days: number;
					stays: number;
					ward_id: string;
					ward_name: string;
				}[];
			};
			letter_by_link: {
				Args: { p_token: string };
				Returns: {
					audience: string;
					expires_at: string;
					hospital_name: string;
					time_zone: string;
				}[];
			};
			letter_words: {
				Args: { p_letter_id: string };
				Returns: {
					error_name: string;
					error_reason: string;
				}[];
			};
			likely_patients: {
				Args: {
					p_birth_date: string;
					p_family_name: string;
					p_given_name: string;
					p_national_id?: string;
					p_phone?: string;
				};
				Returns: {
					birth_date: string;
					deceased_at: string;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string;
					score: number;
					sex: string;
				}[];
			};
			link_account: {
				Args: { p_document: string; p_email: string; p_patient_id: string; p_relationship: string };
				Returns: undefined;
			};
			link_newborn: {
				Args: {
					p_keep_bed?: boolean;
					p_mother_admission_id?: string;
					p_newborn_admission_id: string;
				};
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					death_withdrawn_at: string | null;
					diagnosis_group: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					isolation: string | null;
					mother_admission_id: string | null;
					needs: string[];
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
			links_to_check: {
				Args: { p_limit?: number };
				Returns: {
					account_email: string;
					account_name: string;
					birth_date: string;
					deceased_at: string;
					kind: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					registered_mrn: string;
					registered_patient_id: string;
					relationship: string;
					request_id: string;
					since: string;
					user_id: string;
				}[];
			};
			list_diagnosis: { Args: { p_diagnosis_id: string }; Returns: string };
			lock_session: { Args: Record<PropertyKey, never>; Returns: undefined };
			make_access_change: { Args: { p_change: Json; p_seen: string }; Returns: Json };
			mark_document_seen: { Args: { p_document_id: string }; Returns: undefined };
			mark_message_error: { Args: { p_line_id: string }; Returns: undefined };
			mark_notifications_read: { Args: { p_ids?: string[] }; Returns: number };
			mark_thread_read: { Args: { p_thread_id: string }; Returns: undefined };
			medicine_coverage: {
				Args: Record<PropertyKey, never>;
				Returns: {
					mapped: number;
					medicines: number;
					with_doses: number;
				}[];
			};
			medicine_round: {
				Args: { p_from: string; p_until: string; p_ward_id: string };
				Returns: {
					admission_id: string;
					allergies: number;
					allergies_denied: boolean;
					as_needed: number;
					bed_label: string;
					doses: Json;
					nurse_name: string;
					patient_birth_date: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					room_name: string;
				}[];
			};
			medicines_to_reconcile: {
				Args: { p_admission_id: string };
				Returns: {
					held: boolean;
					home_medicine_id: string;
					medicine: string;
					medicine_es: string;
					prescription_id: string;
					source: string;
					taking: string;
					wish: Json;
				}[];
			};
			merge_patients: {
				Args: { p_drop: string; p_keep: string; p_reason: string };
				Returns: string;
			};
			merge_preview: { Args: { p_drop: string }; Returns: Json };
			message_recipients: {
				Args: { p_patient_id: string };
				Returns: {
					away: boolean;
					id: string;
					name: string;
					position: string;
				}[];
			};
			metrics: { Args: { p_token: string }; Returns: Json };
			move_targets: {
				Args: { p_appointment_id: string; p_doctor_ids: string[]; p_from: string; p_until: string };
				Returns: {
					doctor_id: string;
					minutes: number;
					starts_at: string[];
				}[];
			};
			move_token: {
				Args: { p_department_id: string; p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			my_queue_position: {
				Args: Record<PropertyKey, never>;
				Returns: {
					ahead: number;
					appointment_id: string;
					called_at: string;
					called_count: number;
					department_id: string;
					department_name: string;
					estimate_minutes: number;
					label: string;
					patient_id: string;
					room_name: string;
					status: string;
					token_id: string;
				}[];
			};
			name_stand_in: {
				Args: { p_delegate_id: string; p_since: string; p_staff_id?: string; p_until: string };
				Returns: string;
			};
			note_activity: { Args: Record<PropertyKey, never>; Returns: undefined };
			note_audit_export: {
				Args: { p_filter: Json; p_format: string; p_rows: number };
				Returns: undefined;
			};
			note_effect: {
				Args: { p_effect: string; p_id: string; p_words?: string };
				Returns: undefined;
			};
			note_invitation_sent: {
				Args: { p_invitation_id: string };
				Returns: {
					accepted_at: string | null;
					email: string;
					id: string;
					invited_at: string;
					invited_by: string | null;
					locale: string;
					sent_at: string | null;
					sent_count: number;
					staff_id: string;
					withdrawn_at: string | null;
					withdrawn_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'staff_invitations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			note_refused_screen: {
				Args: { p_needed: string; p_path: string; p_screen: string };
				Returns: undefined;
			};
			note_upload: {
				Args: { p_file_id: string; p_media_type: string; p_scan: string };
				Returns: undefined;
			};
			notification_kinds: { Args: Record<PropertyKey, never>; Returns: string[] };
			offer_by_link: {
				Args: { p_token: string };
				Returns: {
					doctor_name: string;
					duration_minutes: number;
					expires_at: string;
					moved_from: string;
					requires_confirmation: boolean;
					specialty_name: string;
					starts_at: string;
					visit_type_name: string;
				}[];
			};
			offer_time: {
				Args: { p_doctor_id: string; p_entry_id: string; p_starts_at: string };
				Returns: {
					answered_at: string | null;
					answered_by: string | null;
					blocked_from: string;
					created_at: string;
					doctor_id: string;
					ends_at: string;
					entry_id: string;
					expires_at: string;
					id: string;
					patient_id: string;
					starts_at: string;
					status: string;
					visit_type_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'waitlist_offers';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			open_chart: {
				Args: { p_kind?: string; p_patient_id: string; p_reason?: string };
				Returns: {
					basis: string;
					id: string;
					since: string;
					until: string;
				}[];
			};
			open_chart_of_stay: {
				Args: { p_admission_id: string };
				Returns: {
					basis: string;
					id: string;
					since: string;
					until: string;
				}[];
			};
			open_handover: {
				Args: { p_ward_id: string };
				Returns: {
					created_at: string;
					day: string;
					ends_at: string;
					id: string;
					last_seq: number;
					opened_by: string | null;
					shift: string;
					snapshot_seq: number;
					starts_at: string;
					text_seq: number;
					updated_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'handover_sheets';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			open_letter: { Args: { p_answer: string; p_token: string; p_what?: string }; Returns: Json };
			open_work_of: { Args: { p_staff_id: string }; Returns: Json };
			order_beds: {
				Args: { p_bed_ids: string[]; p_room_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					features: string[];
					id: string;
					kind: string;
					label: string;
					position: number;
					room_id: string;
					updated_at: string;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'beds';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			order_follow_up: {
				Args: {
					p_appointment_id?: string;
					p_doctor_id?: string;
					p_due_from: string;
					p_due_until: string;
					p_kind?: string;
					p_patient_id: string;
					p_reason?: string;
					p_visit_type_id?: string;
				};
				Returns: {
					appointment_id: string | null;
					created_at: string;
					doctor_id: string;
					due_from: string;
					due_until: string;
					from_appointment_id: string | null;
					id: string;
					kind: string;
					ordered_by: string | null;
					patient_id: string;
					reason: string | null;
					reminded_at: string | null;
					status: string;
					updated_at: string;
					visit_type_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'follow_ups';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			order_rooms: {
				Args: { p_room_ids: string[]; p_ward_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					gender_rule: string;
					id: string;
					name: string;
					plan_height: number | null;
					plan_width: number | null;
					plan_x: number | null;
					plan_y: number | null;
					position: number;
					updated_at: string;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'ward_rooms';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			orphaned_files: { Args: { p_at?: string }; Returns: string[] };
			orphaned_photos: { Args: { p_at?: string }; Returns: string[] };
			overbook_appointment: {
				Args: {
					p_doctor_id: string;
					p_idempotency_key?: string;
					p_overbook_reason?: string;
					p_patient_id: string;
					p_reason?: string;
					p_room_id?: string;
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			override_figures: {
				Args: { p_days?: number };
				Returns: {
					code: string;
					downgrade: boolean;
					fired: number;
					overridden: number;
					reasons: Json;
					result: string;
					rule_id: string;
					text: string;
					text_es: string;
				}[];
			};
			own_sessions: {
				Args: Record<PropertyKey, never>;
				Returns: {
					address: string;
					browser: string;
					id: string;
					is_this: boolean;
					seen_at: string;
					since: string;
					system: string;
				}[];
			};
			pair_display: { Args: { p_code: string; p_name: string; p_ward_id: string }; Returns: Json };
			patient_accounts: {
				Args: { p_patient_id: string };
				Returns: {
					came_of_age: boolean;
					email: string;
					name: string;
					proof: string;
					relationship: string;
					since: string;
					user_id: string;
				}[];
			};
			patient_allergies: { Args: { p_patient_id: string }; Returns: Json };
			patient_identities: {
				Args: { p_patient_id: string };
				Returns: {
					id: string;
					issuer: string;
					kind: string;
					number: string;
					valid_from: string;
					valid_until: string;
				}[];
			};
			patient_marks: {
				Args: { p_patient_ids: string[] };
				Returns: {
					alerts: Json;
					isolation: string;
					patient_id: string;
					pregnancy: Json;
					resuscitation: Json;
				}[];
			};
			patient_national_id: { Args: { p_patient_id: string }; Returns: string };
			patient_policies: {
				Args: { p_patient_id: string };
				Returns: {
					holder: string;
					holder_name: string;
					id: string;
					number: string;
					payer_code: string;
					payer_name: string;
					plan: string;
					rank: number;
					valid_from: string;
					valid_until: string;
				}[];
			};
			patient_timeline: {
				Args: {
					p_before?: string;
					p_before_id?: string;
					p_kinds?: string[];
					p_limit?: number;
					p_patient_id: string;
					p_person?: string;
				};
				Returns: {
					at: string;
					facts: Json;
					kind: string;
					person: string;
					person_id: string;
					row_id: string;
				}[];
			};
			person_factors: { Args: { p_user_id: string }; Returns: number };
			person_sessions: {
				Args: { p_user_id: string };
				Returns: {
					address: string;
					browser: string;
					id: string;
					is_this: boolean;
					seen_at: string;
					since: string;
					system: string;
				}[];
			};
			place_patient: {
				Args: {
					p_attending_id?: string;
					p_bed_id?: string;
					p_override_reason?: string;
					p_request_id: string;
				};
				Returns: {
					admission_id: string | null;
					automatic: boolean;
					created_at: string;
					end_reason: string | null;
					ended_at: string | null;
					ended_by: string | null;
					from_bed_id: string | null;
					id: string;
					isolation: string | null;
					needed_by: string;
					needs: string[];
					patient_id: string;
					priority: string;
					rank: number;
					reason: string | null;
					requested_by: string | null;
					status: string;
					updated_at: string;
					ward_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_requests';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			prescribe: {
				Args: {
					p_encounter_id?: string;
					p_override_reason?: string;
					p_patient_id: string;
					p_prescription: Json;
					p_sign?: boolean;
				};
				Returns: string;
			};
			prescribe_together: {
				Args: { p_lines: Json; p_patient_id: string; p_reasons?: string[] };
				Returns: string[];
			};
			prescription_words: {
				Args: { p_patient_id: string };
				Returns: {
					end_words: string;
					id: string;
					override_reason: string;
				}[];
			};
			preview_access_change: { Args: { p_change: Json }; Returns: Json };
			preview_check: {
				Args: { p_instead?: string; p_patient_id: string; p_prescription: Json };
				Returns: Json;
			};
			preview_renewal: { Args: { p_prescription_id: string }; Returns: Json };
			preview_rules: {
				Args: { p_rows: Json; p_source: string };
				Returns: {
					line: number;
					outcome: string;
					what: string;
					why: string;
				}[];
			};
			preview_series: {
				Args: {
					p_count: number;
					p_doctor_id: string;
					p_every: string;
					p_patient_id: string;
					p_starts_at: string;
					p_visit_type_id: string;
				};
				Returns: {
					free: boolean;
					nearest_at: string;
					number: number;
					starts_at: string;
				}[];
			};
			preview_together: {
				Args: { p_instead?: string[]; p_lines: Json; p_patient_id: string };
				Returns: Json;
			};
			question_opening: { Args: { p_opening_id: string; p_words: string }; Returns: undefined };
			queue_board: {
				Args: { p_department_id: string };
				Returns: {
					appointment_id: string;
					back_because: string;
					called_at: string;
					called_count: number;
					department_id: string;
					doctor_id: string;
					doctor_name: string;
					estimate_minutes: number;
					id: string;
					issued_at: string;
					label: string;
					note: string;
					number: number;
					patient_deceased_at: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					position: number;
					priority: string;
					priority_reason: string;
					room_id: string;
					room_name: string;
					started_at: string;
					status: string;
					visit_starts_at: string;
					waiting_since: string;
				}[];
			};
			queue_display: { Args: { p_token: string }; Returns: Json };
			queue_summary: {
				Args: Record<PropertyKey, never>;
				Returns: {
					called: number;
					department_id: string;
					department_name: string;
					done: number;
					in_consultation: number;
					median_wait_minutes: number;
					pace_minutes: number;
					skipped: number;
					waiting: number;
				}[];
			};
			rank_diagnosis: {
				Args: { p_diagnosis_id: string; p_rank: string; p_version: number };
				Returns: undefined;
			};
			reactivate_staff: {
				Args: { p_staff_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					department_id: string | null;
					full_name: string;
					id: string;
					left_absence_id: string | null;
					position: string;
					updated_at: string;
					user_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'staff';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			read_handover: { Args: { p_after?: number; p_sheet_id: string }; Returns: Json };
			read_inbox: {
				Args: {
					p_after?: string;
					p_after_id?: string;
					p_after_urgent?: boolean;
					p_kind?: string;
					p_limit?: number;
				};
				Returns: Json;
			};
			reassign_thread: {
				Args: { p_staff_id?: string; p_thread_id: string; p_version: number };
				Returns: undefined;
			};
			rebook_visits: {
				Args: { p_moves: Json };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			recall_token: {
				Args: { p_room_id?: string; p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			reconcile: {
				Args: { p_admission_id: string; p_lines: Json; p_occasion: string };
				Returns: string;
			};
			record_account_notice: { Args: { p_id: string }; Returns: undefined };
			record_at_registration: {
				Args: { p_consents: Json; p_needs: Json; p_patient_id: string; p_policy: Json };
				Returns: undefined;
			};
			record_audit_anchor: {
				Args: { p_n: number; p_recipients: number; p_stored?: boolean };
				Returns: undefined;
			};
			record_consent: {
				Args: {
					p_decided_on?: string;
					p_decision: string;
					p_document_id?: string;
					p_kind: string;
					p_note?: string;
					p_patient_id: string;
					p_stated_by?: string;
				};
				Returns: string;
			};
			record_death: {
				Args: { p_deceased_at: string; p_expected_updated_at: string; p_patient_id: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			record_failure: {
				Args: { p_error: string; p_id: string; p_permanent?: boolean; p_worker: string };
				Returns: undefined;
			};
			record_immunisation: {
				Args: {
					p_comment?: string;
					p_dose?: number;
					p_encounter_id?: string;
					p_given_on: string;
					p_lot?: string;
					p_patient_id: string;
					p_reported?: boolean;
					p_route?: string;
					p_site?: string;
					p_vaccine_id: string;
				};
				Returns: string;
			};
			record_measurements: {
				Args: {
					p_confirmed?: boolean;
					p_encounter_id?: string;
					p_measured_at?: string;
					p_note?: string;
					p_patient_id: string;
					p_values: Json;
				};
				Returns: string[];
			};
			record_no_allergies: {
				Args: { p_patient_id: string };
				Returns: {
					ended_at: string | null;
					id: string;
					patient_id: string;
					recorded_at: string;
					recorded_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'allergy_denials';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			record_observation: {
				Args: {
					p_admission_id: string;
					p_confirmed?: string[];
					p_consciousness?: string;
					p_diastolic?: number;
					p_glucose?: number;
					p_idempotency_key?: string;
					p_note?: string;
					p_observed_at?: string;
					p_on_oxygen?: boolean;
					p_oxygen_device?: string;
					p_oxygen_flow?: number;
					p_pain?: number;
					p_pulse?: number;
					p_respiratory_rate?: number;
					p_spo2?: number;
					p_systolic?: number;
					p_temperature?: number;
					p_weight?: number;
				};
				Returns: {
					admission_id: string;
					consciousness: string | null;
					diastolic: number | null;
					glucose: number | null;
					id: string;
					news2_excluded: string | null;
					news2_level: string | null;
					news2_points: number[];
					news2_risk: string | null;
					news2_score: number | null;
					note: string | null;
					observed_at: string;
					on_oxygen: boolean | null;
					oxygen_device: string | null;
					oxygen_flow: number | null;
					pain: number | null;
					patient_id: string;
					pulse: number | null;
					recorded_at: string;
					recorded_by: string | null;
					respiratory_rate: number | null;
					spo2: number | null;
					spo2_scale: number;
					systolic: number | null;
					temperature: number | null;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
					ward_id: string;
					weight: number | null;
				};
				SetofOptions: {
					from: '*';
					to: 'observations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			record_pregnancy: { Args: { p_due_on: string; p_patient_id: string }; Returns: string };
			record_renal_value: {
				Args: { p_egfr: number; p_measured_on?: string; p_patient_id: string };
				Returns: string;
			};
			record_sent: {
				Args: { p_id: string; p_provider_id?: string; p_worker: string };
				Returns: undefined;
			};
			record_sms_status: {
				Args: { p_error?: string; p_id: string; p_provider_id: string; p_status: string };
				Returns: boolean;
			};
			recovery_codes_left: { Args: Record<PropertyKey, never>; Returns: number };
			redeem_link_code: { Args: { p_birth_date: string; p_code: string }; Returns: Json };
			register_patient: {
				Args: { p_looked_at?: boolean; p_patient: Json };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			release_document: {
				Args: { p_document_id: string; p_released: boolean; p_version: string };
				Returns: undefined;
			};
			release_letter: { Args: { p_letter_id: string; p_released: boolean }; Returns: undefined };
			release_note: { Args: { p_note_id: string; p_withheld_reason?: string }; Returns: undefined };
			release_patients: { Args: { p_admission_ids: string[] }; Returns: undefined };
			release_reservation: {
				Args: { p_reservation_id: string };
				Returns: {
					bed_id: string;
					ended_as: string | null;
					ended_at: string | null;
					ended_by: string | null;
					expires_at: string;
					id: string;
					override_reason: string | null;
					patient_id: string;
					ready_at: string | null;
					request_id: string;
					reserved_by: string | null;
					starts_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_reservations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			remember_device: { Args: { p_token: string }; Returns: undefined };
			remove_bed: { Args: { p_bed_id: string }; Returns: boolean };
			remove_factor: { Args: { p_factor_id: string }; Returns: undefined };
			remove_medicine_pack: { Args: { p_gtin: string }; Returns: undefined };
			remove_pin: { Args: Record<PropertyKey, never>; Returns: undefined };
			remove_portal_link: { Args: { p_patient_id: string; p_user_id: string }; Returns: undefined };
			remove_room: { Args: { p_room_id: string }; Returns: boolean };
			renew_prescription: {
				Args: { p_override_reason?: string; p_prescription_id: string; p_version: number };
				Returns: string;
			};
			renew_recovery_codes: { Args: Record<PropertyKey, never>; Returns: string[] };
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
			reopen_cleaning: {
				Args: { p_reason: string; p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			reopen_task: {
				Args: { p_task_id: string };
				Returns: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			repeat_inbox: {
				Args: { p_limit?: number };
				Returns: {
					asked_at: string;
					id: string;
					medicine: string;
					medicine_es: string;
					mrn: string;
					note: string;
					patient_id: string;
					patient_name: string;
					prescriber: string;
					prescription_id: string;
					version: number;
				}[];
			};
			replace_letter: { Args: { p_letter_id: string }; Returns: number };
			replace_weekly_hours: {
				Args: { p_doctor_id: string; p_expected?: string; p_rules: Json; p_valid_from: string };
				Returns: {
					created_at: string;
					doctor_id: string;
					ends_time: string;
					id: string;
					room_id: string | null;
					starts_time: string;
					time_zone: string;
					valid_from: string;
					valid_until: string | null;
					visit_type_ids: string[] | null;
					weekday: number;
				}[];
				SetofOptions: {
					from: '*';
					to: 'availability_rules';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			report_allergies: {
				Args: { p_answer: string; p_patient_id: string; p_words?: string };
				Returns: undefined;
			};
			request_bed: {
				Args: {
					p_isolation?: string;
					p_needed_by?: string;
					p_needs?: string[];
					p_patient_id: string;
					p_priority?: string;
					p_reason?: string;
					p_ward_id?: string;
				};
				Returns: {
					admission_id: string | null;
					automatic: boolean;
					created_at: string;
					end_reason: string | null;
					ended_at: string | null;
					ended_by: string | null;
					from_bed_id: string | null;
					id: string;
					isolation: string | null;
					needed_by: string;
					needs: string[];
					patient_id: string;
					priority: string;
					rank: number;
					reason: string | null;
					requested_by: string | null;
					status: string;
					updated_at: string;
					ward_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_requests';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			request_erasure: {
				Args: { p_basis: string; p_patient_id: string; p_reason: string };
				Returns: string;
			};
			require_second_factor: {
				Args: { p_required: boolean; p_role_id: string };
				Returns: undefined;
			};
			require_session: { Args: Record<PropertyKey, never>; Returns: undefined };
			require_step_up: { Args: Record<PropertyKey, never>; Returns: undefined };
			reschedule_appointment: {
				Args: {
					p_appointment_id: string;
					p_doctor_id?: string;
					p_expected_updated_at?: string;
					p_room_id?: string;
					p_starts_at: string;
				};
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			reschedule_visit_by_link: {
				Args: { p_starts_at: string; p_token: string };
				Returns: undefined;
			};
			reserve_bed: {
				Args: {
					p_bed_id: string;
					p_override_reason?: string;
					p_request_id: string;
					p_until?: string;
				};
				Returns: {
					bed_id: string;
					ended_as: string | null;
					ended_at: string | null;
					ended_by: string | null;
					expires_at: string;
					id: string;
					override_reason: string | null;
					patient_id: string;
					ready_at: string | null;
					request_id: string;
					reserved_by: string | null;
					starts_at: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_reservations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			reset_factors: { Args: { p_user_id: string }; Returns: undefined };
			resolve_allergy: {
				Args: { p_allergy_id: string };
				Returns: {
					category: string | null;
					certainty: string;
					created_at: string;
					id: string;
					kind: string;
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
			resolve_delivery: {
				Args: {
					p_error?: string;
					p_finding: string;
					p_id: string;
					p_provider_id?: string;
					p_worker: string;
				};
				Returns: undefined;
			};
			restore_medicine_rule: {
				Args: { p_reason: string; p_version: number; p_version_id: string };
				Returns: string;
			};
			restore_patient: {
				Args: { p_expected_updated_at: string; p_patient_id: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			retry_delivery: { Args: { p_id: string }; Returns: undefined };
			review_counts: {
				Args: { p_at?: string };
				Returns: {
					due: number;
					justified: number;
					overdue: number;
					unjustified: number;
				}[];
			};
			review_opening: {
				Args: { p_note?: string; p_opening_id: string; p_verdict: string };
				Returns: undefined;
			};
			revoke_calendar_feed: { Args: { p_feed_id: string }; Returns: undefined };
			revoke_display: { Args: { p_display_id: string }; Returns: undefined };
			revoke_queue_display: { Args: { p_display_id: string }; Returns: undefined };
			revoke_role: { Args: { p_role_id: string; p_user_id: string }; Returns: undefined };
			save_answers: {
				Args: { p_answers: Json; p_appointment_id: string; p_set_id: string; p_version: number };
				Returns: number;
			};
			save_discharge_summary: {
				Args: { p_admission_id: string; p_language?: string; p_sections: Json; p_version?: number };
				Returns: {
					admission_id: string;
					facts: Json | null;
					id: string;
					language: string;
					patient_id: string;
					sections: NonNullable<Json>;
					signed_at: string | null;
					signed_by: string | null;
					signed_name: string | null;
					updated_at: string;
					version: number;
					written_by: string | null;
					written_name: string;
				};
				SetofOptions: {
					from: '*';
					to: 'discharge_summaries';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			save_dose_range: {
				Args: {
					p_age_from_months?: number;
					p_age_until_months?: number;
					p_id: string;
					p_max_daily: number;
					p_max_dose: number;
					p_min_dose: number;
					p_min_interval_days?: number;
					p_per_kg: boolean;
					p_route: string;
					p_source: string;
					p_source_version: string;
					p_substance_id: string;
					p_unit: string;
					p_weight_from_kg?: number;
					p_weight_until_kg?: number;
				};
				Returns: string;
			};
			save_floor_plan: {
				Args: { p_rooms: Json; p_seen: Json; p_ward_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					gender_rule: string;
					id: string;
					name: string;
					plan_height: number | null;
					plan_width: number | null;
					plan_x: number | null;
					plan_y: number | null;
					position: number;
					updated_at: string;
					ward_id: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'ward_rooms';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			save_handover: {
				Args: {
					p_heard?: boolean;
					p_known_seq: number;
					p_sections?: Json;
					p_sheet_id: string;
					p_snapshot?: boolean;
					p_text_seq?: number;
					p_update?: string;
				};
				Returns: Json;
			};
			save_letter_draft: {
				Args: { p_content: Json; p_letter_id: string; p_reason?: string; p_version: number };
				Returns: number;
			};
			save_letter_template: {
				Args: {
					p_active?: boolean;
					p_content: Json;
					p_kind: string;
					p_template_id?: string;
					p_version?: number;
				};
				Returns: string;
			};
			save_medicine: {
				Args: {
					p_active?: boolean;
					p_complete: boolean;
					p_form: string;
					p_id: string;
					p_ingredients: Json;
					p_name: string;
					p_name_es: string;
					p_routes: string[];
					p_two_people?: boolean;
					p_unit: string;
					p_version: number;
				};
				Returns: string;
			};
			save_medicine_pack: { Args: { p_code: string; p_medicine_id: string }; Returns: string };
			save_medicine_rounds: {
				Args: {
					p_late_minutes: number;
					p_missed_minutes: number;
					p_times: string[];
					p_version: number;
					p_ward_id: string;
				};
				Returns: undefined;
			};
			save_medicine_rule: {
				Args: {
					p_below_egfr?: number;
					p_group_a?: string;
					p_group_b?: string;
					p_kind: string;
					p_reason?: string;
					p_rule_id: string;
					p_severity: string;
					p_source: string;
					p_source_version: string;
					p_substance_a?: string;
					p_substance_b?: string;
					p_text: string;
					p_text_es: string;
					p_version: number;
				};
				Returns: string;
			};
			save_note_draft: {
				Args: { p_content: Json; p_note_id: string; p_reason?: string; p_version: number };
				Returns: number;
			};
			save_note_macro: { Args: { p_shortcut: string; p_text: string }; Returns: undefined };
			save_note_template: {
				Args: {
					p_active?: boolean;
					p_kind: string;
					p_name: string;
					p_sections: Json;
					p_specialty_id?: string;
					p_template_id?: string;
					p_version?: number;
					p_visit_type_id?: string;
				};
				Returns: string;
			};
			save_order_set: {
				Args: {
					p_id: string;
					p_items: Json;
					p_name: string;
					p_specialty_id?: string;
					p_version: number;
				};
				Returns: string;
			};
			save_question_set: {
				Args: {
					p_active?: boolean;
					p_name: string;
					p_name_es: string;
					p_questions: Json;
					p_set_id?: string;
					p_specialty_id?: string;
					p_version?: number;
					p_visit_type_id?: string;
				};
				Returns: string;
			};
			save_staff: {
				Args: { p_expected_updated_at: string; p_person: Json; p_staff_id: string };
				Returns: {
					active: boolean;
					created_at: string;
					department_id: string | null;
					full_name: string;
					id: string;
					left_absence_id: string | null;
					position: string;
					updated_at: string;
					user_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'staff';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			save_substance: {
				Args: {
					p_active?: boolean;
					p_groups?: string[];
					p_id: string;
					p_name: string;
					p_name_es: string;
					p_synonyms?: string[];
					p_version: number;
				};
				Returns: string;
			};
			save_substance_group: {
				Args: {
					p_id: string;
					p_name: string;
					p_name_es: string;
					p_synonyms?: string[];
					p_version: number;
				};
				Returns: string;
			};
			save_vaccine: {
				Args: {
					p_active: boolean;
					p_doses: Json;
					p_id: string;
					p_name: string;
					p_name_es: string;
					p_version: number;
				};
				Returns: undefined;
			};
			scan_figures: {
				Args: { p_days?: number; p_ward_id: string };
				Returns: {
					given: number;
					late: number;
					missed: number;
					not_given: number;
					packs_scanned: number;
					patients_scanned: number;
					reasons: Json;
				}[];
			};
			search_care: {
				Args: {
					p_before?: string;
					p_before_id?: string;
					p_limit?: number;
					p_query: string;
					p_ward_id?: string;
				};
				Returns: {
					admission_id: string;
					author_name: string;
					excerpt: string;
					id: string;
					kind: string;
					patient_id: string;
					patient_name: string;
					ward_id: string;
					ward_name: string;
					written_at: string;
				}[];
			};
			search_codes: {
				Args: { p_limit?: number; p_patient_id?: string; p_query: string; p_systems?: string[] };
				Returns: {
					billable: boolean;
					code: string;
					display: string;
					display_es: string;
					id: string;
					score: number;
					synonym: string;
					system_id: string;
					used: boolean;
				}[];
			};
			search_medicines: {
				Args: { p_all?: boolean; p_limit?: number; p_query: string };
				Returns: {
					active: boolean;
					form: string;
					id: string;
					ingredients: Json;
					mapped: boolean;
					name: string;
					name_es: string;
					routes: string[];
					two_people: boolean;
					unit: string;
					uses: number;
				}[];
			};
			search_patients: {
				Args: { p_limit?: number; p_query: string };
				Returns: {
					birth_date: string;
					deceased_at: string;
					family_name: string;
					given_name: string;
					id: string;
					mrn: string;
					phone: string;
					score: number;
					sex: string;
				}[];
			};
			search_staff: {
				Args: {
					p_department_id?: string;
					p_limit?: number;
					p_offset?: number;
					p_position?: string;
					p_query?: string;
					p_state?: string;
				};
				Returns: {
					active: boolean;
					department_name: string;
					email: string;
					full_name: string;
					id: string;
					invited: boolean;
					position: string;
					role_ids: string[];
					specialty_name: string;
					total: number;
				}[];
			};
			send_answers: {
				Args: { p_answers: Json; p_appointment_id: string; p_set_id: string; p_version: number };
				Returns: string;
			};
			send_letter: {
				Args: {
					p_audience: string;
					p_copy?: string;
					p_days?: number;
					p_email?: string;
					p_letter_id: string;
					p_name?: string;
				};
				Returns: Json;
			};
			send_message: {
				Args: {
					p_body: string;
					p_document_ids?: string[];
					p_seen_at?: string;
					p_thread_id: string;
				};
				Returns: string;
			};
			serve_token: {
				Args: { p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			set_appointment_status: {
				Args: { p_appointment_id: string; p_status: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			set_backups: {
				Args: { p_alarm_hours: number; p_hours: number; p_keep_days: number };
				Returns: undefined;
			};
			set_communication_needs: {
				Args: {
					p_easy_language?: boolean;
					p_expected_updated_at?: string;
					p_hearing?: string;
					p_interpreter?: string;
					p_mobility?: string;
					p_note?: string;
					p_patient_id: string;
					p_sight?: string;
				};
				Returns: string;
			};
			set_gestation: {
				Args: { p_gestation_days: number; p_patient_id: string; p_version?: number };
				Returns: undefined;
			};
			set_letter_aside: { Args: { p_letter_id: string; p_reason?: string }; Returns: undefined };
			set_note_aside: { Args: { p_note_id: string; p_reason?: string }; Returns: undefined };
			set_patient_photo: { Args: { p_name?: string; p_patient_id: string }; Returns: string };
			set_pin: { Args: { p_pin: string }; Returns: undefined };
			set_pregnancy: {
				Args: { p_admission_id: string; p_pregnant: boolean };
				Returns: {
					admission_id: string;
					patient_id: string;
					pregnant: boolean;
					pregnant_set_at: string | null;
					pregnant_set_by: string | null;
					spo2_scale: number;
					spo2_scale_set_at: string | null;
					spo2_scale_set_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_settings';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			set_spo2_scale: {
				Args: { p_admission_id: string; p_scale: number };
				Returns: {
					admission_id: string;
					patient_id: string;
					pregnant: boolean;
					pregnant_set_at: string | null;
					pregnant_set_by: string | null;
					spo2_scale: number;
					spo2_scale_set_at: string | null;
					spo2_scale_set_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_settings';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			set_staff_photo: { Args: { p_name?: string; p_staff_id: string }; Returns: string };
			set_token_priority: {
				Args: { p_priority: string; p_reason?: string; p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			set_ward_order: {
				Args: { p_at_once?: boolean; p_given_here: boolean; p_prescription_id: string };
				Returns: undefined;
			};
			settle_discharge_item: {
				Args: { p_admission_id: string; p_item: string; p_reason?: string; p_state: string };
				Returns: string;
			};
			sign_discharge_summary: {
				Args: { p_admission_id: string; p_version: number };
				Returns: {
					admission_id: string;
					facts: Json | null;
					id: string;
					language: string;
					patient_id: string;
					sections: NonNullable<Json>;
					signed_at: string | null;
					signed_by: string | null;
					signed_name: string | null;
					updated_at: string;
					version: number;
					written_by: string | null;
					written_name: string;
				};
				SetofOptions: {
					from: '*';
					to: 'discharge_summaries';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			sign_letter: {
				Args: { p_letter_id: string; p_release?: boolean; p_version: number };
				Returns: number;
			};
			sign_note: {
				Args: {
					p_cosigner_id?: string;
					p_note_id: string;
					p_version: number;
					p_withheld_reason?: string;
				};
				Returns: number;
			};
			sign_prescription: {
				Args: { p_override_reason?: string; p_prescription_id: string; p_version: number };
				Returns: undefined;
			};
			skip_token: {
				Args: { p_behind?: number; p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			slots_by_link: {
				Args: { p_token: string };
				Returns: {
					starts_at: string;
				}[];
			};
			staff_account: {
				Args: { p_staff_id: string };
				Returns: {
					address_proven: boolean;
					last_sign_in_at: string;
					shut_out_until: string;
				}[];
			};
			start_cleaning: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			start_encounter: {
				Args: {
					p_admission_id?: string;
					p_appointment_id?: string;
					p_patient_id: string;
					p_started_at?: string;
				};
				Returns: {
					admission_id: string | null;
					appointment_id: string | null;
					created_at: string;
					ended_at: string | null;
					id: string;
					kind: string;
					patient_id: string;
					signed_at: string | null;
					signed_by: string | null;
					signed_name: string | null;
					staff_id: string | null;
					staff_name: string;
					started_at: string;
					status: string;
				};
				SetofOptions: {
					from: '*';
					to: 'encounters';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			start_leave: {
				Args: { p_admission_id: string; p_expected_back_at?: string; p_reason?: string };
				Returns: {
					admission_id: string;
					expected_back_at: string | null;
					id: string;
					left_at: string;
					patient_id: string;
					reason: string | null;
					returned_at: string | null;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'admission_leaves';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			start_thread: {
				Args: {
					p_body: string;
					p_document_ids?: string[];
					p_patient_id: string;
					p_staff_id?: string;
					p_subject: string;
				};
				Returns: string;
			};
			state_social_history: {
				Args: {
					p_pack_years?: number;
					p_patient_id: string;
					p_text?: string;
					p_topic: string;
					p_units?: number;
					p_value?: string;
				};
				Returns: string;
			};
			stay_medicines: { Args: { p_admission_id: string; p_day?: string }; Returns: Json };
			step_back_token: {
				Args: { p_reason: string; p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			step_back_visit: {
				Args: { p_appointment_id: string; p_reason: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			stop_prescription: {
				Args: { p_prescription_id: string; p_reason: string; p_version: number; p_words?: string };
				Returns: undefined;
			};
			strike_administration: { Args: { p_id: string; p_reason: string }; Returns: undefined };
			strike_entry: {
				Args: { p_id: string; p_kind: string; p_reason: string; p_version: number };
				Returns: undefined;
			};
			swap_beds: {
				Args: { p_admission_id: string; p_other_admission_id: string; p_override_reason?: string };
				Returns: {
					admission_id: string;
					bed_id: string;
					id: string;
					is_current: boolean;
					overridden: string[];
					override_reason: string | null;
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
			take_over_letter: { Args: { p_letter_id: string }; Returns: undefined };
			take_over_note: { Args: { p_note_id: string }; Returns: undefined };
			take_token: {
				Args: {
					p_department_id: string;
					p_doctor_id?: string;
					p_idempotency_key?: string;
					p_note?: string;
					p_patient_id?: string;
					p_priority?: string;
					p_priority_reason?: string;
				};
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			take_up_item: { Args: { p_item_id: string; p_kind: string }; Returns: string };
			tell_apart: {
				Args: { p_apart?: boolean; p_one: string; p_other: string };
				Returns: undefined;
			};
			thread_cover: {
				Args: { p_thread_id: string };
				Returns: {
					away: boolean;
					cover_name: string;
				}[];
			};
			transfer_patient: {
				Args: { p_admission_id: string; p_bed_id: string; p_override_reason?: string };
				Returns: {
					admission_id: string;
					bed_id: string;
					id: string;
					is_current: boolean;
					overridden: string[];
					override_reason: string | null;
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
			uncovered_medicines: {
				Args: { p_limit?: number };
				Returns: {
					id: string;
					name: string;
					name_es: string;
					why: string;
				}[];
			};
			undo_cleaning_step: {
				Args: { p_task_id: string };
				Returns: {
					bed_id: string;
					created_at: string;
					done_by: string | null;
					finished_at: string | null;
					id: string;
					reopened_because: string | null;
					started_at: string | null;
					started_by: string | null;
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
			undo_closure_step: { Args: { p_closure_id: string }; Returns: undefined };
			undo_merge: { Args: { p_merge_id: string; p_reason: string }; Returns: undefined };
			undo_move: {
				Args: { p_admission_id: string };
				Returns: {
					admission_id: string;
					bed_id: string;
					bed_label: string;
					kind: string;
					ward_id: string;
					with_mother: boolean;
				}[];
			};
			undo_role_change: { Args: { p_change_id: string }; Returns: undefined };
			undo_task_step: {
				Args: { p_task_id: string };
				Returns: {
					admission_id: string;
					assigned_to: string | null;
					cancel_reason: string | null;
					cancelled_at: string | null;
					cancelled_by: string | null;
					created_at: string;
					created_by: string | null;
					details: string | null;
					done_at: string | null;
					done_by: string | null;
					due_at: string;
					every_hours: number | null;
					id: string;
					patient_id: string;
					previous_id: string | null;
					priority: string;
					repeat_until: string | null;
					status: string;
					title: string;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_tasks';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			undo_token_step: {
				Args: { p_token_id: string };
				Returns: {
					appointment_id: string | null;
					back_because: string | null;
					called_at: string | null;
					called_by: string | null;
					called_count: number;
					day: string;
					department_id: string;
					doctor_id: string | null;
					finished_at: string | null;
					first_called_at: string | null;
					id: string;
					issued_at: string;
					issued_by: string | null;
					label: string;
					moved_to_id: string | null;
					note: string | null;
					number: number;
					patient_id: string | null;
					priority: string;
					priority_rank: number;
					priority_reason: string | null;
					room_id: string | null;
					skipped_at: string | null;
					started_at: string | null;
					status: string;
					turn_at: string;
					waiting_since: string;
				};
				SetofOptions: {
					from: '*';
					to: 'queue_tokens';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			undo_visit_change: {
				Args: { p_appointment_id: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			undo_visit_step: {
				Args: { p_appointment_id: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			undoable_moves: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					from_label: string;
					kind: string;
					moved_at: string;
					other_name: string;
					patient_name: string;
					to_label: string;
					undo_until: string;
				}[];
			};
			undoable_steps: {
				Args: { p_subject: string };
				Returns: {
					done_at: string;
					from_status: string;
					made: boolean;
					name: string;
					row_id: string;
					to_status: string;
					undo_until: string;
				}[];
			};
			unfinished_visits: {
				Args: { p_doctor_id?: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			unlock_session: { Args: { p_secret: string }; Returns: string };
			unproven_channels: { Args: { p_patient_id: string }; Returns: string[] };
			unreconciled_stays: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					attended: boolean;
					due: string;
					mrn: string;
					patient_id: string;
					patient_name: string;
					ward: string;
					ward_id: string;
				}[];
			};
			unsigned_letters: {
				Args: { p_limit?: number };
				Returns: {
					begun_at: string;
					id: string;
					kind: string;
					mrn: string;
					patient_id: string;
					patient_name: string;
					title: string;
					what: string;
				}[];
			};
			unsigned_notes: {
				Args: { p_after?: string; p_after_id?: string; p_limit?: number };
				Returns: {
					author_name: string;
					id: string;
					kind: string;
					mrn: string;
					noted_at: string;
					patient_id: string;
					patient_name: string;
					title: string;
					what: string;
				}[];
			};
			update_own_particulars: {
				Args: { p_expected_updated_at: string; p_patient: Json; p_patient_id: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			update_preferences: {
				Args: {
					p_email: boolean;
					p_language?: string;
					p_patient_id: string;
					p_quiet_from?: string;
					p_quiet_until?: string;
					p_sms: boolean;
				};
				Returns: {
					email: boolean;
					language: string | null;
					patient_id: string;
					quiet_from: string | null;
					quiet_until: string | null;
					sms: boolean;
					updated_at: string;
				};
				SetofOptions: {
					from: '*';
					to: 'notification_preferences';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			update_stay: {
				Args: {
					p_admission_id: string;
					p_attending_id?: string;
					p_expected_discharge_on?: string;
					p_isolation?: string;
					p_needs?: string[];
					p_private?: boolean;
				};
				Returns: {
					admitted_at: string;
					attending_id: string | null;
					death_withdrawn_at: string | null;
					diagnosis_group: string | null;
					discharged_at: string | null;
					disposition: string | null;
					expected_discharge_on: string | null;
					id: string;
					isolation: string | null;
					mother_admission_id: string | null;
					needs: string[];
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
			upload_to_check: { Args: { p_name: string }; Returns: string };
			use_recovery_code: { Args: { p_code: string }; Returns: boolean };
			verify_letter: {
				Args: { p_code: string };
				Returns: {
					birth_year: number;
					ended_at: string;
					hospital: string;
					initials: string;
					kind: string;
					language: string;
					newest: number;
					number: string;
					registration: string;
					signed_at: string;
					signed_name: string;
					status: string;
					time_zone: string;
					valid_from: string;
					valid_until: string;
					version: number;
				}[];
			};
			verify_prescription: {
				Args: { p_code: string };
				Returns: {
					as_needed: boolean;
					birth_year: number;
					ended_at: string;
					ends_on: string;
					hospital: string;
					initials: string;
					max_per_day: number;
					medicine: string;
					medicine_es: string;
					medicine_unit: string;
					prescriber: string;
					quantity: number;
					repeats: number;
					route: string;
					signed_at: string;
					starts_on: string;
					status: string;
					steps: Json;
					time_zone: string;
				}[];
			};
			visit_by_link: {
				Args: { p_token: string };
				Returns: {
					confirmed: boolean;
					doctor_name: string;
					hospital_name: string;
					place: string;
					requires_confirmation: boolean;
					starts_at: string;
					time_zone: string;
				}[];
			};
			visit_questionnaires: {
				Args: { p_appointment_ids: string[] };
				Returns: {
					appointment_id: string;
					name: string;
					name_es: string;
					questionnaire_id: string;
					sent_at: string;
					set_id: string;
					state: string;
				}[];
			};
			visit_questions: {
				Args: { p_appointment_id: string };
				Returns: {
					answers: Json;
					name: string;
					name_es: string;
					open: boolean;
					questionnaire_id: string;
					questions: Json;
					sent_at: string;
					sent_name: string;
					set_id: string;
					unsent: boolean;
					updated_at: string;
					updated_name: string;
					version: number;
				}[];
			};
			visit_timeline: {
				Args: { p_appointment_id: string };
				Returns: {
					actor: string;
					actor_name: string;
					at: string;
					doctor_name: string;
					from_status: string;
					id: string;
					kind: string;
					previous_doctor_name: string;
					previous_room_name: string;
					previous_starts_at: string;
					reason: string;
					room_name: string;
					starts_at: string;
					to_status: string;
				}[];
			};
			visited_doctors: {
				Args: { p_patient_ids: string[] };
				Returns: {
					id: string;
					name: string;
				}[];
			};
			visits_to_rebook: {
				Args: { p_doctor_id?: string };
				Returns: {
					blocked_from: string | null;
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
					overbook_reason: string | null;
					overbooked: boolean;
					patient_confirmed_at: string | null;
					patient_id: string;
					reason: string | null;
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
			void_consent: { Args: { p_consent_id: string }; Returns: undefined };
			void_document: {
				Args: { p_document_id: string; p_reason: string; p_version: string };
				Returns: undefined;
			};
			void_observation: {
				Args: { p_observation_id: string; p_reason: string };
				Returns: {
					admission_id: string;
					consciousness: string | null;
					diastolic: number | null;
					glucose: number | null;
					id: string;
					news2_excluded: string | null;
					news2_level: string | null;
					news2_points: number[];
					news2_risk: string | null;
					news2_score: number | null;
					note: string | null;
					observed_at: string;
					on_oxygen: boolean | null;
					oxygen_device: string | null;
					oxygen_flow: number | null;
					pain: number | null;
					patient_id: string;
					pulse: number | null;
					recorded_at: string;
					recorded_by: string | null;
					respiratory_rate: number | null;
					spo2: number | null;
					spo2_scale: number;
					systolic: number | null;
					temperature: number | null;
					void_reason: string | null;
					voided_at: string | null;
					voided_by: string | null;
					ward_id: string;
					weight: number | null;
				};
				SetofOptions: {
					from: '*';
					to: 'observations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			vouch_for_address: { Args: { p_channel: string; p_patient_id: string }; Returns: undefined };
			waiting_admissions: {
				Args: { p_ward_id?: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					attending_name: string;
					isolation: string;
					needs: string[];
					patient_birth_date: string;
					patient_id: string;
					patient_initials: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					reason: string;
					ward_id: string;
				}[];
			};
			waitlist_places: {
				Args: { p_entry_ids: string[] };
				Returns: {
					entry_id: string;
					place: number;
				}[];
			};
			ward_days: {
				Args: { p_at?: string; p_from: string; p_until: string; p_ward_id: string };
				Returns: {
					admissions: number;
					available_hours: number;
					closed_hours: number;
					day: string;
					discharges: number;
					occupied_hours: number;
					transfers_in: number;
					transfers_out: number;
				}[];
			};
			ward_dose_marks: {
				Args: { p_ward_id: string };
				Returns: {
					admission_id: string;
					late_at: string[];
					missed_at: string[];
				}[];
			};
			ward_history: { Args: { p_at?: string; p_ward_id: string }; Returns: Json };
			ward_nurses: {
				Args: { p_ward_id: string };
				Returns: {
					full_name: string;
					patients: number;
					staff_id: string;
					staff_position: string;
				}[];
			};
			ward_observations_due: {
				Args: { p_ward_id: string };
				Returns: {
					admission_id: string;
					admitted_at: string;
					alert_acknowledged_at: string;
					alert_acknowledged_by: string;
					alert_circle: number;
					alert_id: string;
					alert_level: string;
					alert_raised_at: string;
					alert_score: number;
					alert_told: string[];
					bed_label: string;
					consciousness: string;
					diastolic: number;
					due_at: string;
					incomplete_at: string;
					news2_excluded: string;
					news2_points: number[];
					news2_risk: string;
					news2_score: number;
					observed_at: string;
					on_oxygen: boolean;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					previous_score: number;
					pulse: number;
					respiratory_rate: number;
					spo2: number;
					systolic: number;
					temperature: number;
				}[];
			};
			ward_patients: {
				Args: { p_ward_id: string };
				Returns: {
					admission_id: string;
					allergies: number;
					allergies_denied: boolean;
					attending_name: string;
					bed_label: string;
					expected_discharge_on: string;
					isolation: string;
					news2_at: string;
					news2_risk: string;
					news2_score: number;
					nurse_id: string;
					nurse_name: string;
					open_tasks: number;
					overdue_tasks: number;
					patient_birth_date: string;
					patient_id: string;
					patient_mrn: string;
					patient_name: string;
					patient_sex: string;
					reason: string;
					room_name: string;
				}[];
			};
			ward_summary: {
				Args: Record<PropertyKey, never>;
				Returns: {
					alerts: number;
					available: number;
					beds: number;
					housekeeping: number;
					occupied: number;
					on_leave: number;
					out_of_service: number;
					reserved: number;
					waiting: number;
					ward_code: string;
					ward_id: string;
					ward_name: string;
				}[];
			};
			ward_totals: {
				Args: { p_at?: string; p_from: string; p_until: string; p_ward_id: string };
				Returns: {
					admissions: number;
					available_hours: number;
					cleaning_minutes: number;
					cleaning_wait_minutes: number;
					cleanings: number;
					closed_hours: number;
					discharges: number;
					occupied_hours: number;
					transfers_in: number;
					transfers_out: number;
					turnover_hours: number;
					turnovers: number;
					ward_code: string;
					ward_id: string;
					ward_name: string;
				}[];
			};
			wish_erasure: { Args: { p_patient_id: string; p_reason: string }; Returns: undefined };
			withdraw_bed_request: {
				Args: { p_reason?: string; p_request_id: string };
				Returns: {
					admission_id: string | null;
					automatic: boolean;
					created_at: string;
					end_reason: string | null;
					ended_at: string | null;
					ended_by: string | null;
					from_bed_id: string | null;
					id: string;
					isolation: string | null;
					needed_by: string;
					needs: string[];
					patient_id: string;
					priority: string;
					rank: number;
					reason: string | null;
					requested_by: string | null;
					status: string;
					updated_at: string;
					ward_id: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'bed_requests';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			withdraw_death: {
				Args: { p_expected_updated_at: string; p_patient_id: string };
				Returns: {
					address_line: string | null;
					archived_at: string | null;
					archived_reason: string | null;
					birth_date: string;
					city: string | null;
					country: string | null;
					created_at: string;
					deceased_at: string | null;
					email: string | null;
					erased_at: string | null;
					family_name: string;
					full_name: string | null;
					given_name: string;
					id: string;
					initials: string | null;
					mrn: string;
					national_id_sealed_at: string | null;
					phone: string | null;
					phone_extension: string | null;
					phone_without_sms: string | null;
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
			withdraw_from_waitlist: {
				Args: { p_entry_id: string };
				Returns: {
					appointment_id: string | null;
					created_by: string | null;
					doctor_id: string | null;
					earliest_on: string;
					from_time: string;
					id: string;
					joined_at: string;
					latest_on: string | null;
					note: string | null;
					patient_id: string;
					priority: number;
					specialty_id: string | null;
					status: string;
					until_time: string;
					updated_at: string;
					urgency: string;
					visit_type_id: string;
					weekdays: number[];
				};
				SetofOptions: {
					from: '*';
					to: 'waitlist_entries';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			withdraw_invitation: {
				Args: { p_invitation_id: string };
				Returns: {
					accepted_at: string | null;
					email: string;
					id: string;
					invited_at: string;
					invited_by: string | null;
					locale: string;
					sent_at: string | null;
					sent_count: number;
					staff_id: string;
					withdrawn_at: string | null;
					withdrawn_by: string | null;
				};
				SetofOptions: {
					from: '*';
					to: 'staff_invitations';
					isOneToOne: true;
					isSetofReturn: false;
				};
			};
			withdraw_letter_link: { Args: { p_link_id: string }; Returns: undefined };
			withdraw_link_code: { Args: { p_link_code_id: string }; Returns: undefined };
			withdraw_no_allergies: { Args: { p_patient_id: string }; Returns: undefined };
			withdraw_repeat: { Args: { p_request_id: string }; Returns: undefined };
			write_note: {
				Args: { p_admission_id: string; p_body: string; p_kind: string };
				Returns: {
					admission_id: string;
					author_id: string | null;
					body: string;
					created_at: string;
					id: string;
					is_current: boolean;
					kind: string;
					note_id: string;
					noted_at: string;
					patient_id: string;
					version: number;
					ward_id: string;
				};
				SetofOptions: {
					from: '*';
					to: 'nursing_notes';
					isOneToOne: true;
					isSetofReturn: false;
				};
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

export type Permission =
	| 'access.manage'
	| 'admissions.manage'
	| 'alerts.manage'
	| 'allergies.manage'
	| 'appointments.book_any'
	| 'appointments.manage_any'
	| 'appointments.overbook'
	| 'appointments.read_all'
	| 'appointments.step_back'
	| 'audit.read'
	| 'availability.manage'
	| 'beds.assign'
	| 'beds.manage'
	| 'beds.step_back'
	| 'charts.break_glass'
	| 'charts.read'
	| 'charts.review'
	| 'codes.manage'
	| 'consents.record'
	| 'deliveries.read'
	| 'directory.manage'
	| 'directory.on_call'
	| 'displays.manage'
	| 'documents.file'
	| 'documents.release'
	| 'documents.restricted'
	| 'encounters.write'
	| 'history.write'
	| 'housekeeping.work'
	| 'immunisations.record'
	| 'inbox.hand_over'
	| 'insurance.manage'
	| 'letters.templates'
	| 'letters.write'
	| 'measurements.record'
	| 'medicines.give'
	| 'medicines.manage'
	| 'messages.answer'
	| 'notes.templates'
	| 'nursing.record'
	| 'patients.erase'
	| 'patients.manage'
	| 'patients.merge'
	| 'patients.read'
	| 'prescriptions.write'
	| 'problems.write'
	| 'questionnaires.manage'
	| 'queue.manage'
	| 'queue.step_back'
	| 'reports.wards'
	| 'resuscitation.decide'
	| 'settings.manage'
	| 'team.manage'
	| 'waitlist.manage'
	| 'wards.read_all';
