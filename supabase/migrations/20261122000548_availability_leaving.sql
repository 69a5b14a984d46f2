/*
 * Visits as open work: what of them holds an archive or a colleague's leaving, and how they are given to others.
 */

/* The visits a patient is expected for, or has come to. */
create function private.visits_expected(p_patient_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select id from public.appointments
    where patient_id = p_patient_id and ends_at > now() and status in ('requested', 'confirmed', 'checked_in', 'in_consultation')
  );
end
$$;

/* Calls off what a patient who has died was expected for from then on; what was left open before is for the doctor to say. */
create function private.call_off_visits(p_patient_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.appointments set status = 'cancelled', cancelled_by = auth.uid()
  where patient_id = p_patient_id and status in ('requested', 'confirmed', 'checked_in')
    and starts_at >= (select deceased_at from public.patients where id = p_patient_id);
end
$$;

/* The visits whose patients wait for a doctor or are with them now. */
create function private.visits_under_way(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select id from public.appointments
    where doctor_id = p_staff_id and starts_at > now() - interval '12 hours' and status in ('checked_in', 'in_consultation')
  );
end
$$;

/* The visits to come of a doctor. */
create function private.visits_to_come(p_staff_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return array(
    select id from public.appointments
    where doctor_id = p_staff_id and starts_at > now() and status in ('requested', 'confirmed')
  );
end
$$;

/*
 * Leaves the visits to come to the reception: the doctor is absent from now until the last of them, so they
 * are in the list of visits to rebook, with times to choose from; and whoever may move any visit is told.
 */
create function private.leave_to_reception(p_staff_id uuid, p_count integer) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_absence_id uuid;
begin
  insert into public.availability_exceptions (doctor_id, kind, starts_at, ends_at)
  select p_staff_id, 'leave', now(), max(ends_at)
  from public.appointments
  where id = any (private.visits_to_come(p_staff_id))
  returning id into v_absence_id;
  update public.staff set left_absence_id = v_absence_id where id = p_staff_id;

  perform private.notify_user(
    desk.user_id, 'visits_left',
    jsonb_build_object('doctor_name', doctor.name, 'count', p_count::text), '/reception'
  )
  from public.doctors doctor
  cross join private.people_holding('appointments.manage_any') as desk (user_id)
  where doctor.id = p_staff_id and desk.user_id is distinct from auth.uid();
end
$$;

/* Gives the visits to come to whom the list says; the rest must be left to the reception by name. */
create function private.hand_over_visits(p_staff_id uuid, p_moves jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_open constant uuid[] := private.visits_to_come(p_staff_id);
  v_list jsonb := case when jsonb_typeof(p_moves) = 'array' then p_moves else '[]' end;
  v_named uuid[] := array(select (item ->> 'appointment_id')::uuid from jsonb_array_elements(v_list) item);
  v_moves jsonb := (select jsonb_agg(item) from jsonb_array_elements(v_list) item where item ->> 'doctor_id' is not null);
  v_left integer;
  v_gone constant uuid := (select id from unnest(v_named) id where id <> all (v_open) limit 1);
begin
  if v_gone is not null then
    raise exception 'one of the visits has changed' using errcode = 'LN016', hint = 'visits', detail = v_gone::text;
  end if;
  if not v_open <@ v_named and p_moves is distinct from '"reception"' then
    raise exception 'visits are left that nobody was given' using errcode = 'LN018', hint = 'visits';
  end if;
  if v_moves is not null then
    perform private.successor((item ->> 'doctor_id')::uuid, p_staff_id, 'visits', true) from jsonb_array_elements(v_moves) item;
    perform private.rebook_visits(v_moves);
  end if;
  v_left := cardinality(v_open) - coalesce(jsonb_array_length(v_moves), 0);
  if v_left > 0 then
    perform private.leave_to_reception(p_staff_id, v_left);
  end if;
  return jsonb_build_object('moved', coalesce(jsonb_array_length(v_moves), 0), 'left', v_left);
end
$$;

insert into private.open_work (subject, item, place, open_ids, blocking, hand_over) values
  ('patient', 'visits', 10, 'private.visits_expected', true, null),
  ('staff', 'now', 10, 'private.visits_under_way', true, null),
  ('staff', 'visits', 20, 'private.visits_to_come', true, 'private.hand_over_visits');
