/*
 * Whom a bed request concerns, and what they are told. Ids only on the channels.
 */

/* Announces a request as changed: to the ward asked for, the ward the patient is on, and those who look after all. */
create function private.announce_bed_request(p_request_id uuid, p_ward_ids uuid[])
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_once(topic, 'bed_request_changed', jsonb_build_object('request_id', p_request_id))
  from unnest(array['wards'] || array(select 'ward:' || id from unnest(p_ward_ids) as id where id is not null)) as topic;
end;
$$;

/* People of a permission: those with accounts who work here now and see the ward; with null, any ward. */
create function private.people_with(p_permission text, p_ward_id uuid)
returns setof uuid language sql stable security definer set search_path = '' as $$
  select staff.user_id
  from private.people_holding(p_permission) as person
  join public.staff on staff.user_id = person
  where (
      private.person_may(staff.user_id, 'wards.read_all')
      or exists (
        select 1 from public.staff_wards place
        where place.staff_id = staff.id and (p_ward_id is null or place.ward_id = p_ward_id)
      )
    );
$$;

/*
 * Tells people about a request; the one who did it knows. The patient is named to those who may read
 * names, and of a private admission to nobody: the link leads to where that is decided anew.
 */
create function private.tell_of_bed_request(
  p_request public.bed_requests, p_kind text, p_user_ids uuid[], p_bed_id uuid default null,
  p_params jsonb default '{}', p_severity text default 'info'
)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.notify_user(
    person.id, p_kind,
    jsonb_strip_nulls(
      jsonb_build_object(
        'patient_name', case
          when not private.is_private_admission(p_request.admission_id)
            and private.person_may(person.id, 'patients.read')
          then patient.full_name
        end,
        'ward', coalesce(bed_ward.name, asked.name),
        'bed', bed.label
      ) || p_params
    ),
    '/bed-requests?request=' || p_request.id, 'bed_request:' || p_request.id, p_severity
  )
  from (select distinct unnest(p_user_ids) as id) person
  join public.patients patient on patient.id = p_request.patient_id
  left join public.wards asked on asked.id = p_request.ward_id
  left join public.beds bed on bed.id = p_bed_id
  left join public.wards bed_ward on bed_ward.id = bed.ward_id
  where person.id is not null and person.id is distinct from auth.uid();
end;
$$;

/*
 * Tells the requester and the ward that a kept bed can be used, once. The caller holds the bed's row:
 * whoever cleans it or keeps it.
 */
create function private.tell_bed_ready(p_bed_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
declare
  v_reservation public.bed_reservations;
  v_request public.bed_requests;
begin
  if exists (
    select 1 from public.housekeeping_tasks task
    where task.bed_id = p_bed_id and task.status in ('waiting', 'in_progress')
  ) then
    return;
  end if;
  update public.bed_reservations set ready_at = clock_timestamp()
  where bed_id = p_bed_id and ended_at is null and expires_at > clock_timestamp() and ready_at is null
  returning * into v_reservation;
  if not found then return; end if;
  select * into v_request from public.bed_requests where id = v_reservation.request_id;
  perform private.tell_of_bed_request(
    v_request, 'bed_ready',
    array[v_request.requested_by, v_reservation.reserved_by] || array(
      select staff.user_id
      from public.staff_wards place
      join public.staff on staff.id = place.staff_id
      where place.ward_id = v_reservation.ward_id
        and staff.active
        and private.person_may(staff.user_id, 'admissions.manage')
    ),
    p_bed_id, jsonb_build_object('until', v_reservation.expires_at)
  );
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

create function private.tg_bed_requests__announce()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_bed_request(new.id, array[
    new.ward_id,
    case when tg_op = 'UPDATE' then old.ward_id end,
    (select admission.ward_id from public.admissions admission where admission.id = new.admission_id)
  ]);
  return null;
end;
$$;

create function private.tg_housekeeping_tasks__bed_ready()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.status in ('done', 'cancelled') then perform private.tell_bed_ready(new.bed_id); end if;
  return null;
end;
$$;
create trigger housekeeping_tasks_700_bed_ready after update on public.housekeeping_tasks
  for each row execute function private.tg_housekeeping_tasks__bed_ready();
create trigger bed_requests_600_announce after insert or update on public.bed_requests
  for each row execute function private.tg_bed_requests__announce();
