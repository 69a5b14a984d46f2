/*
 * Looking at the requests: the queue, and which beds to propose.
 */

create function private.bed_request_queue(p_ward_id uuid default null)
returns table (
  request_id uuid, status text, priority text, automatic boolean, without_bed boolean,
  patient_id uuid, patient_name text, patient_initials text, patient_mrn text, patient_sex text,
  patient_birth_date date, private boolean, admission_id uuid,
  ward_id uuid, ward_name text, from_ward_id uuid, from_ward_name text, from_bed_label text,
  needs text[], isolation text, needed_by timestamptz, reason text, created_at timestamptz,
  requested_by_name text,
  reservation_id uuid, bed_id uuid, bed_label text, bed_ward_id uuid, bed_ward_name text, bed_state text,
  expires_at timestamptz
)
language plpgsql stable security definer rows 100 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(select private.current_ward_ids());
  v_may_assign constant boolean := private.has_permission('beds.assign');
  v_may_read constant boolean := private.has_permission('patients.read');
  -- What a bed must have says what the patient has: for those who find them one.
  v_may_place constant boolean :=
    private.has_permission('admissions.manage') or private.has_permission('beds.manage') or v_may_assign;
begin
  return query
  select
    request.id,
    case when reservation.id is null then 'open' else 'reserved' end,
    request.priority, request.automatic, admission.id is not null and stay.id is null,
    patient.id, patient.full_name,
    case
      when known.known and (v_may_read or v_may_place)
      then replace(somebody.initials, '.', '')
    end,
    patient.mrn, patient.sex, patient.birth_date, coalesce(admission.private, false), admission.id,
    asked.id, asked.name, here.id, here.name, bed_here.label,
    case when v_may_place then array(select unnest(request.needs) union select unnest(admission.needs) order by 1) else '{}' end,
    case when v_may_place then coalesce(request.isolation, admission.isolation) end, request.needed_by,
    case when patient.id is not null then coalesce(request.reason, admission.reason) end,
    request.created_at, requester.full_name,
    reservation.id, kept.id, kept.label, kept_ward.id, kept_ward.name,
    case
      when task.id is not null then 'cleaning'
      when kept.id is not null then 'free'
    end,
    reservation.expires_at
  from public.bed_requests request
  left join public.admissions admission
    on admission.id = request.admission_id and admission.discharged_at is null
  left join public.bed_stays stay on stay.admission_id = admission.id and stay.is_current
  left join public.beds bed_here on bed_here.id = stay.bed_id
  left join public.wards here on here.id = admission.ward_id
  left join public.wards asked on asked.id = request.ward_id
  left join public.bed_reservations reservation
    on reservation.request_id = request.id and reservation.ended_at is null and reservation.expires_at > now()
  left join public.beds kept on kept.id = reservation.bed_id
  left join public.wards kept_ward on kept_ward.id = reservation.ward_id
  left join public.housekeeping_tasks task
    on task.bed_id = kept.id and task.status in ('waiting', 'in_progress')
  left join public.profiles requester on requester.id = request.requested_by
  cross join lateral (
    select not coalesce(admission.private, false)
      or request.patient_id in (select private.care_patient_ids()) as known
  ) known
  join public.patients somebody on somebody.id = request.patient_id
  left join public.patients patient on patient.id = request.patient_id and v_may_read and known.known
  where request.status in ('open', 'reserved')
    and (
      request.ward_id = any (v_ward_ids)
      or admission.ward_id = any (v_ward_ids)
      or (request.ward_id is null and v_may_assign)
      or request.requested_by = auth.uid()
    )
    and (p_ward_id is null or p_ward_id in (request.ward_id, admission.ward_id, reservation.ward_id))
  order by request.rank, request.needed_by, request.created_at, request.id;
end;
$$;

/*
 * What can be told without asking who lies beside a bed narrows the
 * hospital down to the likely ones; those are checked in one go.
 */
create function private.bed_proposals(p_request_id uuid, p_limit integer default 5)
returns table (
  place integer, bed_id uuid, bed_label text, bed_kind text, room_name text, ward_id uuid, ward_name text,
  state text, free_on date, nearness text, floors integer, asked_ward boolean,
  problems text[], met text[], missing text[], surplus text[], gender_rule text, isolation_room boolean,
  score integer
)
language plpgsql stable security definer rows 5 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := array(select private.current_ward_ids());
  v_today constant date := private.hospital_day();
  v_limit constant integer := least(greatest(coalesce(p_limit, 5), 1), 50);
  v_request public.bed_requests;
  v_wanted record;
  v_patient public.patients;
  v_stay public.bed_stays;
  -- Where nearness is counted from: the ward asked for, else the bed or the ward where the patient is.
  v_near public.wards;
  v_near_room_id uuid;
begin
  perform private.require_permission('beds.assign');
  select * into v_request from public.bed_requests where id = p_request_id;
  if not found or private.may_see_bed_request(v_request) is not true then
    raise exception using errcode = 'PT404', message = 'There is no such bed request', hint = 'p_request_id';
  elsif v_request.status in ('fulfilled', 'withdrawn') then
    raise exception using errcode = 'LN022', message = 'This bed request is over', hint = 'p_request_id';
  end if;
  v_wanted := private.wanted_of(v_request);
  select * into v_patient from public.patients where id = v_request.patient_id;
  v_stay := private.current_stay(v_request.admission_id);
  select ward.* into v_near from public.wards ward
  where ward.id = coalesce(
    v_request.ward_id, v_stay.ward_id,
    (select admission.ward_id from public.admissions admission where admission.id = v_request.admission_id)
  );
  if v_near.id = v_stay.ward_id then
    select bed.room_id into v_near_room_id from public.beds bed where bed.id = v_stay.bed_id;
  end if;

  return query
  with standing as (
    select
      bed.id, bed.label, bed.kind, bed.position, bed.features, bed.ward_id, ward.code as ward_code,
      ward.name as ward_name, room.name as room_name, room.gender_rule, room.position as room_position,
      ward.id is not distinct from v_request.ward_id as asked_ward,
      case when stay.id is not null then 'expected' when task.id is not null then 'cleaning' else 'free' end as state,
      greatest(leaving.expected_discharge_on, v_today) as free_on,
      case
        when v_near.id is null then null
        when bed.room_id = v_near_room_id then 'room'
        when ward.id = v_near.id then 'ward'
        when ward.department_id = v_near.department_id then 'department'
        when ward.floor = v_near.floor then 'floor'
        else 'floors'
      end as nearness,
      abs(ward.floor - v_near.floor) as floors,
      -- Beds of a kind for few are left to those, unless it is their ward that is asked.
      bed.kind in ('icu', 'maternity', 'paediatric') and ward.id is distinct from v_near.id as special,
      case bed.kind
        when 'paediatric' then v_patient.birth_date <= v_today - interval '18 years'
        when 'maternity' then v_patient.sex = 'male'
        else false
      end as misplaced,
      v_wanted.isolation is not null
        and (bed.kind = 'isolation' or 'negative_pressure' = any (bed.features)) as isolation_room,
      array(select want from unnest(v_wanted.needs) want where want <> all (bed.features)) as missing,
      array(select has from unnest(bed.features) has where has <> all (v_wanted.needs)) as surplus
    from public.beds bed
    join public.wards ward on ward.id = bed.ward_id
    join public.ward_rooms room on room.id = bed.room_id
    left join public.bed_stays stay
      on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
    left join public.admissions leaving on leaving.id = stay.admission_id and leaving.discharged_at is null
    left join public.housekeeping_tasks task
      on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
    where bed.ward_id = any (v_ward_ids) and bed.active and ward.active
      and (stay.id is null or (
        leaving.expected_discharge_on <= v_today + 1 and stay.patient_id <> v_request.patient_id
      ))
      and not exists (
        select 1 from public.bed_closures closure where closure.bed_id = bed.id and closure.ended_at is null
      )
      and not exists (
        select 1 from public.bed_reservations reservation
        where reservation.bed_id = bed.id
          and reservation.ended_at is null
          and reservation.expires_at > now()
      )
  ), scored as (
    select
      standing.*,
      case standing.nearness
        when 'room' then 40 when 'ward' then 36 when 'department' then 20 when 'floor' then 15
        when 'floors' then greatest(0, 12 - 3 * standing.floors) else 0
      end
      + case standing.state
        when 'free' then 40
        when 'cleaning' then case when v_request.priority = 'emergency' then 15 else 28 end
        -- Who needs a bed now is not helped by one of this evening.
        else case v_request.priority when 'routine' then 10 when 'urgent' then -10 else -45 end
          - 8 * (standing.free_on - v_today)
      end
      + case when standing.isolation_room then 20 else 0 end
      - case when standing.special then case when standing.kind = 'icu' then 35 else 60 end else 0 end
      - case when standing.kind = 'isolation' and not standing.isolation_room then 12 else 0 end
      - 25 * cardinality(standing.missing)
      -- What this patient does not need somebody else will: most of all the scarcest.
      - case when 'monitor' = any (standing.surplus) then 15 else 0 end
      - case when 'negative_pressure' = any (standing.surplus) and not standing.isolation_room then 12 else 0 end
      - case when 'bariatric' = any (standing.surplus) then 6 else 0 end
      - case when 'oxygen' = any (standing.surplus) then 4 else 0 end as score
    from standing
    where standing.misplaced is not true
  ), likely as materialized (
    select scored.*
    from scored
    order by
      (cardinality(scored.missing) > 0)::integer
        + (scored.gender_rule in ('female', 'male') and scored.gender_rule <> v_patient.sex)::integer
        + (v_wanted.isolation is not distinct from 'airborne'
          and 'negative_pressure' <> all (scored.features))::integer,
      scored.score desc, scored.ward_code, scored.room_position, scored.position, scored.label
    limit 40 + 3 * v_limit
  ), checked as (
    select likely.*, private.unsuited(checks.problems) as problems
    from private.bed_checks(
      v_request.patient_id, v_wanted.isolation, v_wanted.needs, array(select likely.id from likely)
    ) as checks
    join likely on likely.id = checks.bed_id
  )
  select
    (row_number() over best)::integer,
    checked.id, checked.label, checked.kind, checked.room_name, checked.ward_id, checked.ward_name, checked.state,
    case when checked.state = 'expected' then checked.free_on end, checked.nearness, checked.floors,
    checked.asked_ward, checked.problems,
    array(select want from unnest(v_wanted.needs) want where want = any (checked.features)),
    checked.missing, checked.surplus, checked.gender_rule, checked.isolation_room, checked.score
  from checked
  window best as (
    order by cardinality(checked.problems), checked.score desc, checked.ward_code, checked.room_position,
      checked.position, checked.label
  )
  order by 1
  limit v_limit;
end;
$$;

select private.expose('bed_request_queue', '{authenticated}',
'Who waits for a bed, of or for the caller''s wards or one of them: the most urgent first, then by when the
bed is needed, then who asked first. status is reserved while a bed is kept (expires_at ahead), else open;
bed_state of the kept bed is free or cleaning. Privacy as on the board: no columns of the patient without
patients.read, nor of private admissions outside the care team; needs and isolation for those who admit or place.');
select private.expose('bed_proposals', '{authenticated}',
'The beds of the caller''s wards that suit a request best, and why. state is free, cleaning, or expected (its
patient is expected to leave on free_on, today or tomorrow; it cannot be reserved yet). nearness to the ward
asked for, else to where the patient is: room, ward, department, floor, or floors with how many; null
when there is nothing to be near to. problems (gender, isolation, features) need an override reason; met,
missing and surplus are features. Ranked by problems, then score. Needs beds.assign.

Raises LN022 the request is over, PT404, 42501.');
