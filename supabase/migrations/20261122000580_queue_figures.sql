/*
 * Looking at the queue: the board at the desk, figures, and how long somebody still waits.
 */

/*
 * The queue in figures, a row per department: how many wait, are called, are with somebody and were passed over, since
 * whatever day; how many are done today; the median wait until called, in minutes, of those called today (null: nobody
 * was yet); and the pace, the median of the minutes between two of today's calls of which the second already waited at
 * the first (null until three such were measured). A quiet hour says nothing about how fast it goes.
 */
create function private.queue_figures(p_department_id uuid default null)
returns table (
  department_id uuid, waiting bigint, called bigint, in_consultation bigint, skipped bigint, done bigint,
  median_wait_minutes numeric, pace_minutes numeric
)
language sql stable security definer set search_path = '' as $$
  with midnight as materialized (
    select private.hospital_day() as day,
      private.hospital_day()::timestamp at time zone private.hospital_time_zone() as at
  ),
  recent as (
    select token.*,
      case when token.first_called_at >= (select at from midnight) then token.first_called_at end as today_called_at,
      token.status = 'done'
        and coalesce(token.finished_at >= (select at from midnight), token.day = (select day from midnight)) as today_done
    from public.queue_tokens token
    where (p_department_id is null or token.department_id = p_department_id)
      -- Who came late yesterday is done today; whoever came before then and is here yet waits.
      and (
        token.day >= (select day - 1 from midnight)
        or token.status in ('waiting', 'called', 'in_consultation', 'skipped')
      )
  ),
  today as (
    select recent.*,
      lag(recent.today_called_at) over (
        partition by recent.department_id order by recent.today_called_at
      ) as previous_call
    from recent
  )
  select
    today.department_id,
    count(*) filter (where today.status = 'waiting'),
    count(*) filter (where today.status = 'called'),
    count(*) filter (where today.status = 'in_consultation'),
    count(*) filter (where today.status = 'skipped'),
    count(*) filter (where today.today_done),
    round((percentile_cont(0.5) within group (
      order by greatest(extract(epoch from today.today_called_at - today.waiting_since), 0) / 60
    ) filter (where today.today_called_at is not null))::numeric),
    case when count(*) filter (
      where today.today_called_at is not null and today.waiting_since <= today.previous_call
    ) >= 3 then
      round((percentile_cont(0.5) within group (
        order by extract(epoch from today.today_called_at - today.previous_call) / 60
      ) filter (where today.waiting_since <= today.previous_call))::numeric, 1)
    end
  from today
  group by today.department_id;
$$;

/* Minutes until called with so many ahead, at today's pace; to the next five, as nobody can promise more. */
create function private.queue_estimate(p_ahead bigint, p_pace_minutes numeric)
returns integer language sql immutable set search_path = '' as $$
  select case when p_pace_minutes is not null then
    (greatest(ceil((p_ahead + 1) * p_pace_minutes / 5), 1) * 5)::integer
  end;
$$;

create function private.queue_board(p_department_id uuid)
returns table (
  id uuid, department_id uuid, number integer, label text, status text, "position" bigint,
  patient_id uuid, patient_name text, patient_mrn text, patient_deceased_at timestamptz, note text, appointment_id uuid,
  visit_starts_at timestamptz, doctor_id uuid, doctor_name text, room_id uuid, room_name text,
  priority text, priority_reason text, issued_at timestamptz, waiting_since timestamptz,
  called_at timestamptz, called_count integer, started_at timestamptz, estimate_minutes integer, back_because text
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_named constant boolean := private.has_permission('patients.read');
  v_pace numeric;
begin
  perform private.queue_authority(p_department_id);
  select figures.pace_minutes into v_pace from private.queue_figures(p_department_id) figures;
  return query
  with live as (
    select token.*,
      case when token.status = 'waiting' then
        row_number() over (
          partition by token.status order by token.priority_rank, token.turn_at, token.number
        )
      end as place
    from public.queue_tokens token
    where token.department_id = p_department_id
      and token.status in ('waiting', 'called', 'in_consultation', 'skipped')
  )
  select
    live.id, live.department_id, live.number, live.label, live.status, live.place,
    live.patient_id,
    case when v_named then patient.full_name end,
    case when v_named then patient.mrn end,
    case when v_named then patient.deceased_at end,
    live.note, live.appointment_id, visit.starts_at, live.doctor_id, doctor.name, live.room_id, room.name,
    live.priority, live.priority_reason, live.issued_at, live.waiting_since,
    live.called_at, live.called_count, live.started_at,
    case when live.status = 'waiting' then private.queue_estimate(live.place - 1, v_pace) end,
    live.back_because
  from live
  left join public.patients patient on patient.id = live.patient_id
  left join public.appointments visit on visit.id = live.appointment_id
  left join public.doctors doctor on doctor.id = live.doctor_id
  left join public.rooms room on room.id = live.room_id
  order by
    array_position(array['called', 'in_consultation', 'waiting', 'skipped'], live.status),
    live.place, live.called_at desc nulls last, live.number;
end;
$$;

create function private.queue_summary()
returns table (
  department_id uuid, department_name text, waiting bigint, called bigint, in_consultation bigint,
  skipped bigint, done bigint, median_wait_minutes numeric, pace_minutes numeric
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_all constant boolean := private.has_permission('queue.manage');
  v_own constant uuid := private.own_department_id();
begin
  if not v_all and v_own is null then
    raise exception using errcode = '42501', message = 'You may not see the queue', hint = 'queue.manage';
  end if;
  return query
  select
    department.id, department.name, coalesce(figures.waiting, 0), coalesce(figures.called, 0),
    coalesce(figures.in_consultation, 0), coalesce(figures.skipped, 0), coalesce(figures.done, 0),
    figures.median_wait_minutes, figures.pace_minutes
  from public.departments department
  left join private.queue_figures(case when not v_all then v_own end) figures
    on figures.department_id = department.id
  where department.active and (v_all or department.id = v_own)
  order by department.name;
end;
$$;

create function private.my_queue_position()
returns table (
  token_id uuid, patient_id uuid, appointment_id uuid, department_id uuid, department_name text, label text, status text,
  room_name text, ahead bigint, estimate_minutes integer, called_at timestamptz, called_count integer
)
language sql stable security definer set search_path = '' as $$
  select
    mine.id, mine.patient_id, mine.appointment_id, mine.department_id, department.name, mine.label, mine.status,
    room.name, queue.ahead,
    case when mine.status = 'waiting' then private.queue_estimate(queue.ahead, figures.pace_minutes) end,
    mine.called_at, mine.called_count
  from public.queue_tokens mine
  join public.departments department on department.id = mine.department_id
  left join public.rooms room on room.id = mine.room_id
  left join lateral private.queue_figures(mine.department_id) figures on true
  cross join lateral (
    select count(*) as ahead
    from public.queue_tokens other
    where other.department_id = mine.department_id and other.status = 'waiting'
      and (other.priority_rank, other.turn_at, other.number) < (mine.priority_rank, mine.turn_at, mine.number)
      and mine.status = 'waiting'
  ) queue
  where mine.patient_id in (select private.current_patient_ids())
    and mine.status in ('waiting', 'called', 'in_consultation', 'skipped')
  order by mine.issued_at;
$$;

select private.expose('queue_board', '{authenticated}',
  'Who is in a department''s waiting room, called first, then with somebody, then waiting in turn, then passed '
  'over. Names for those who may know who somebody is. estimate_minutes is null while today''s pace is not known. '
  'With queue.manage, or for a doctor of the department.');
select private.expose('queue_summary', '{authenticated}',
  'Today''s figures of the departments whose queue the caller may see; see private.queue_figures.');
select private.expose('my_queue_position', '{authenticated}',
  'Where the caller''s patients stand in the queue: the number, how many are ahead, and about how many minutes '
  'that will take (null while today''s pace is not known).');
