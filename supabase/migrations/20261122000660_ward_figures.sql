/*
 * How wards were used, and what the next week may bring. Counts and hours only: nothing here names anybody.
 *
 * Days are the hospital's own, by its clocks: a day on which they change has 23 or 25 hours, and a bed as many
 * bed-hours. A stay counts for the hours it has in each day, whether it began before or goes on; who is on leave
 * keeps the bed occupied. A closed bed is not available while it is closed, unless somebody lies in it.
 */

create table private.expected_discharges (
  admission_id uuid not null references public.admissions on delete cascade,
  stated_at    timestamptz not null default clock_timestamp(),
  expected_on  date,
  primary key (admission_id, stated_at)
);
comment on table private.expected_discharges is 'What was expected of each stay''s end, and since when: a forecast is judged by what was known then.';

-- What ended since a day, however long the history; what goes on is in bed_stays_current_idx.
create index bed_stays_ended_idx on public.bed_stays (ward_id, upper(period)) where not is_current;
create index admissions_discharged_at_idx on public.admissions (discharged_at) where discharged_at is not null;
create index housekeeping_tasks_finished_at_idx on public.housekeeping_tasks (finished_at) where status = 'done';

/* Looking back --------------------------------------------------------------------------------- */

/* The wards whose figures the caller asks for: one, or with null all of theirs. 42501, PT404. */
create function private.ward_scope(p_ward_id uuid)
returns uuid[] language plpgsql stable security definer set search_path = '' as $$
declare
  v_ward_ids uuid[];
begin
  perform private.require_permission('reports.wards');
  v_ward_ids := array(
    select mine.id from private.current_ward_ids() as mine (id) where p_ward_id is null or mine.id = p_ward_id
  );
  if p_ward_id is not null and cardinality(v_ward_ids) = 0 then
    raise exception using errcode = 'PT404', message = 'There is no such ward', hint = 'p_ward_id';
  end if;
  return v_ward_ids;
end;
$$;

/* The instants at which a range of days begins and ends, no later than p_at. 22023 beyond 366 days. */
create function private.figures_span(p_from date, p_until date, p_at timestamptz)
returns tstzrange language plpgsql stable security definer set search_path = '' as $$
declare
  v_zone constant text := (select settings.time_zone from public.hospital_settings settings);
  v_starts_at constant timestamptz := p_from::timestamp at time zone v_zone;
  v_wrong constant text := case
    when p_from is null or v_starts_at > p_at then 'p_from'
    when p_until is null or p_until < p_from or p_until - p_from > 366 then 'p_until'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
  return tstzrange(v_starts_at, least((p_until + 1)::timestamp at time zone v_zone, p_at));
end;
$$;

/* Bed-hours of wards by ward and day of a span: those there were, and those somebody lay there. */
create function private.ward_day_hours(p_ward_ids uuid[], p_span tstzrange)
returns table (ward_id uuid, day date, available double precision, occupied double precision, closed double precision)
language sql stable security definer rows 1000 set search_path = '' as $$
  with zone as materialized (
    select settings.time_zone as name from public.hospital_settings settings
  ), day as materialized (
    select
      series.day::date as day,
      series.day at time zone zone.name as starts_at,
      least((series.day + interval '1 day') at time zone zone.name, upper(p_span)) as ends_at
    from zone, generate_series(
      (lower(p_span) at time zone zone.name)::date::timestamp,
      ((upper(p_span) - interval '1 microsecond') at time zone zone.name)::date::timestamp, interval '1 day'
    ) as series (day)
  ), stay as materialized (
    select seen.ward_id, seen.bed_id, seen.period * p_span as period
    from public.bed_stays seen
    where seen.ward_id = any (p_ward_ids) and lower(seen.period) < upper(p_span)
      and (seen.is_current or not seen.is_current and upper(seen.period) > lower(p_span))
  ), point as (
    -- The hours lain in a day are those from every beginning to the day's end, less those from every end.
    select mark.ward_id, (mark.at at time zone zone.name)::date as day, sum(mark.sign) as stays,
      sum(mark.sign * extract(epoch from mark.at - lower(p_span))::double precision) as seconds
    from zone, (
      select stay.ward_id, lower(stay.period) as at, 1 as sign from stay
      union all
      select stay.ward_id, upper(stay.period), -1 from stay
    ) as mark
    group by 1, 2
  ), lain as (
    select
      ward.id as ward_id, day.day,
      coalesce(point.stays, 0) * extract(epoch from day.ends_at - lower(p_span))::double precision - coalesce(point.seconds, 0)
        + extract(epoch from day.ends_at - day.starts_at)::double precision
          * coalesce(sum(point.stays) over (partition by ward.id order by day.day rows between unbounded preceding and 1 preceding), 0)
        as seconds
    from unnest(p_ward_ids) as ward (id)
    cross join day
    left join point on point.ward_id = ward.id and point.day = day.day
  ), bed as (
    -- A bed written down after somebody lay in it was there by then; one that is gone was there until its last use.
    select
      place.ward_id,
      case when place.created_at <= lower(p_span) then lower(p_span)
        else least(place.created_at, used.first_at) end as starts_at,
      case when place.active then upper(p_span) else coalesce(used.last_at, place.created_at) end as ends_at
    from public.beds place
    left join lateral (
      select least(min(lower(stayed.period)), min(shut.starts_at)) as first_at,
        greatest(max(coalesce(upper(stayed.period), upper(p_span))), max(coalesce(shut.ended_at, shut.starts_at))) as last_at
      from (select place.id) as this (id)
      left join public.bed_stays stayed on stayed.bed_id = this.id
      left join public.bed_closures shut on shut.bed_id = this.id
    ) used on not place.active or place.created_at > lower(p_span)
    where place.ward_id = any (p_ward_ids)
  ), bed_span as materialized (
    -- Most beds are there all the time: as many alike are one row.
    select bed.ward_id, greatest(bed.starts_at, lower(p_span)) as starts_at,
      least(bed.ends_at, upper(p_span)) as ends_at, count(*) as beds
    from bed
    where bed.starts_at < upper(p_span) and bed.ends_at > lower(p_span) and bed.ends_at > bed.starts_at
    group by 1, 2, 3
  ), stood as (
    select
      bed_span.ward_id, day.day,
      sum(bed_span.beds * extract(epoch from least(bed_span.ends_at, day.ends_at) - greatest(bed_span.starts_at, day.starts_at)))
        as seconds
    from bed_span
    join day on bed_span.starts_at < day.ends_at and bed_span.ends_at > day.starts_at
    group by bed_span.ward_id, day.day
  ), shut as (
    select gone.ward_id, unnest(
      range_agg(tstzrange(gone.starts_at, gone.ended_at) * p_span)
        - coalesce((select range_agg(stay.period) from stay where stay.bed_id = gone.bed_id), '{}')
    ) as period
    from public.bed_closures gone
    where gone.ward_id = any (p_ward_ids) and tstzrange(gone.starts_at, gone.ended_at) && p_span
    group by gone.ward_id, gone.bed_id
  ), missing as (
    select
      shut.ward_id, day.day,
      sum(extract(epoch from least(upper(shut.period), day.ends_at) - greatest(lower(shut.period), day.starts_at))) as seconds
    from shut
    join day on lower(shut.period) < day.ends_at and upper(shut.period) > day.starts_at
    group by shut.ward_id, day.day
  )
  select
    stood.ward_id, stood.day,
    (stood.seconds - coalesce(missing.seconds, 0))::double precision / 3600,
    coalesce(lain.seconds, 0)::double precision / 3600,
    coalesce(missing.seconds, 0)::double precision / 3600
  from stood
  left join lain on lain.ward_id = stood.ward_id and lain.day = stood.day
  left join missing on missing.ward_id = stood.ward_id and missing.day = stood.day;
$$;

/*
 * Comings and goings of wards in a span: `came` admission or transfer with the instant a stay began, `went` discharge
 * or transfer with the instant it ended. A move within the ward is neither.
 */
create function private.ward_movements(p_ward_ids uuid[], p_span tstzrange)
returns table (ward_id uuid, at timestamptz, kind text)
language sql stable security definer rows 1000 set search_path = '' as $$
  with here as materialized (
    select distinct seen.admission_id
    from public.bed_stays seen
    where seen.ward_id = any (p_ward_ids) and lower(seen.period) < upper(p_span)
      and (seen.is_current or not seen.is_current and upper(seen.period) >= lower(p_span))
  ), stay as materialized (
    -- In all wards: where somebody came from and went to decides what kind of move it was.
    select
      seen.ward_id, seen.admission_id, lower(seen.period) as began_at, upper(seen.period) as ended_at,
      lag(seen.ward_id) over move as before, lead(seen.ward_id) over move as after
    from here
    join public.bed_stays seen on seen.admission_id = here.admission_id
    where lower(seen.period) < upper(p_span)
    window move as (partition by seen.admission_id order by lower(seen.period))
  )
  select came.ward_id, came.began_at, case when came.before is null then 'admission' else 'transfer_in' end
  from (
    select stay.ward_id, stay.began_at, case
      when stay.before is not null then stay.before
      -- Without a bed for a while: the stay before ended before the span.
      when admission.admitted_at < lower(p_span) then (
        select seen.ward_id from public.bed_stays seen
        where seen.admission_id = stay.admission_id and lower(seen.period) < stay.began_at
        order by lower(seen.period) desc limit 1
      )
    end as before
    from stay
    join public.admissions admission on admission.id = stay.admission_id
    where stay.ward_id = any (p_ward_ids) and stay.began_at >= lower(p_span)
  ) as came
  where came.before is distinct from came.ward_id
  union all
  select stay.ward_id, stay.ended_at,
    case when stay.after is null and admission.discharged_at < upper(p_span) then 'discharge' else 'transfer_out' end
  from stay
  join public.admissions admission on admission.id = stay.admission_id
  where stay.ward_id = any (p_ward_ids) and stay.ended_at >= lower(p_span) and stay.ended_at < upper(p_span)
    and stay.after is distinct from stay.ward_id;
$$;

create function private.ward_days(p_ward_id uuid, p_from date, p_until date, p_at timestamptz)
returns table (
  day date, available_hours double precision, occupied_hours double precision, closed_hours double precision,
  admissions bigint, transfers_in bigint, discharges bigint, transfers_out bigint
)
language plpgsql stable security definer rows 90 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_span constant tstzrange := private.figures_span(p_from, p_until, p_at);
  v_zone constant text := (select settings.time_zone from public.hospital_settings settings);
begin
  return query
  with hours as (
    select hour.day, sum(hour.available) as available, sum(hour.occupied) as occupied, sum(hour.closed) as closed
    from private.ward_day_hours(v_ward_ids, v_span) hour
    group by hour.day
  ), moves as (
    select
      (move.at at time zone v_zone)::date as day,
      count(*) filter (where move.kind = 'admission') as admissions,
      count(*) filter (where move.kind = 'transfer_in') as transfers_in,
      count(*) filter (where move.kind = 'discharge') as discharges,
      count(*) filter (where move.kind = 'transfer_out') as transfers_out
    from private.ward_movements(v_ward_ids, v_span) move
    group by 1
  )
  select
    hours.day, hours.available, hours.occupied, hours.closed,
    coalesce(moves.admissions, 0), coalesce(moves.transfers_in, 0), coalesce(moves.discharges, 0),
    coalesce(moves.transfers_out, 0)
  from hours left join moves on moves.day = hours.day
  order by hours.day;
end;
$$;

create function private.ward_totals(p_ward_id uuid, p_from date, p_until date, p_at timestamptz)
returns table (
  ward_id uuid, ward_code text, ward_name text, available_hours double precision, occupied_hours double precision,
  closed_hours double precision, admissions bigint, transfers_in bigint, discharges bigint, transfers_out bigint,
  turnovers bigint, turnover_hours double precision, cleanings bigint, cleaning_wait_minutes double precision,
  cleaning_minutes double precision
)
language plpgsql stable security definer rows 20 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_span constant tstzrange := private.figures_span(p_from, p_until, p_at);
begin
  return query
  with hours as (
    select hour.ward_id, sum(hour.available) as available, sum(hour.occupied) as occupied, sum(hour.closed) as closed
    from private.ward_day_hours(v_ward_ids, v_span) hour
    group by hour.ward_id
  ), moves as (
    select
      move.ward_id,
      count(*) filter (where move.kind = 'admission') as admissions,
      count(*) filter (where move.kind = 'transfer_in') as transfers_in,
      count(*) filter (where move.kind = 'discharge') as discharges,
      count(*) filter (where move.kind = 'transfer_out') as transfers_out
    from private.ward_movements(v_ward_ids, v_span) move
    group by move.ward_id
  ), emptied as (
    select seen.ward_id, seen.bed_id, upper(seen.period) as left_at,
      lead(lower(seen.period)) over (partition by seen.bed_id order by lower(seen.period)) as taken_at
    from public.bed_stays seen
    where seen.ward_id = any (v_ward_ids)
      and (seen.is_current or not seen.is_current and upper(seen.period) >= lower(v_span))
  ), turnover as (
    -- Two who swap leave no bed empty; while a bed is closed nobody could have had it.
    select gap.ward_id, count(*) as turnovers,
      percentile_cont(0.5) within group (order by extract(epoch from gap.taken_at - gap.left_at)::double precision - case
        when gap.bed_id in (select closure.bed_id from public.bed_closures closure where closure.ward_id = any (v_ward_ids)) then coalesce((
          select sum(extract(epoch from least(coalesce(closure.ended_at, gap.taken_at), gap.taken_at)
            - greatest(closure.starts_at, gap.left_at)))::double precision
          from public.bed_closures closure
          where closure.bed_id = gap.bed_id and closure.starts_at < gap.taken_at
            and coalesce(closure.ended_at, gap.taken_at) > gap.left_at
        ), 0) else 0
      end) / 3600 as hours
    from emptied gap
    where gap.taken_at > gap.left_at and gap.left_at < upper(v_span) and gap.taken_at <= p_at
    group by gap.ward_id
  ), cleaned as (
    select task.ward_id, count(*) as cleanings,
      percentile_cont(0.5) within group (order by extract(epoch from task.started_at - task.created_at)::double precision) / 60 as wait,
      percentile_cont(0.5) within group (order by extract(epoch from task.finished_at - task.started_at)::double precision) / 60 as work
    from public.housekeeping_tasks task
    where task.status = 'done' and task.ward_id = any (v_ward_ids)
      and task.finished_at >= lower(v_span) and task.finished_at < upper(v_span)
    group by task.ward_id
  )
  select
    ward.id, ward.code, ward.name, coalesce(hours.available, 0), coalesce(hours.occupied, 0), coalesce(hours.closed, 0),
    coalesce(moves.admissions, 0), coalesce(moves.transfers_in, 0), coalesce(moves.discharges, 0),
    coalesce(moves.transfers_out, 0), coalesce(turnover.turnovers, 0), turnover.hours,
    coalesce(cleaned.cleanings, 0), cleaned.wait, cleaned.work
  from public.wards ward
  left join hours on hours.ward_id = ward.id
  left join moves on moves.ward_id = ward.id
  left join turnover on turnover.ward_id = ward.id
  left join cleaned on cleaned.ward_id = ward.id
  where ward.id = any (v_ward_ids) and (ward.active or hours.occupied > 0)
  order by ward.code;
end;
$$;

create function private.lengths_of_stay(p_ward_id uuid, p_from date, p_until date, p_at timestamptz)
returns table (
  ward_id uuid, ward_name text, diagnosis_group text, by_ward boolean, by_group boolean, stays bigint,
  mean_days double precision, median_days double precision, p90_days double precision
)
language plpgsql stable security definer rows 50 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_span constant tstzrange := private.figures_span(p_from, p_until, p_at);
begin
  return query
  with ended as (
    select admission.ward_id, admission.diagnosis_group,
      extract(epoch from admission.discharged_at - admission.admitted_at)::double precision / 86400 as days
    from public.admissions admission
    where admission.ward_id = any (v_ward_ids)
      and admission.discharged_at >= lower(v_span) and admission.discharged_at < upper(v_span)
  )
  select
    ended.ward_id, min(ward.name), ended.diagnosis_group,
    grouping(ended.ward_id) = 0, grouping(ended.diagnosis_group) = 0,
    count(*), avg(ended.days), percentile_cont(0.5) within group (order by ended.days),
    percentile_cont(0.9) within group (order by ended.days)
  from ended
  join public.wards ward on ward.id = ended.ward_id
  group by grouping sets ((ended.ward_id), (ended.diagnosis_group), ())
  having count(*) > 0
  order by grouping(ended.ward_id), grouping(ended.diagnosis_group), count(*) desc;
end;
$$;

/* Looking ahead -------------------------------------------------------------------------------- */

/*
 * What a forecast is made from: the patients of a ward (of all the caller's wards) looked at once a day at the hour of
 * p_at, for 91 days back. See public.ward_history.
 */
create function private.ward_history(p_ward_id uuid, p_at timestamptz)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_zone constant text := (select settings.time_zone from public.hospital_settings settings);
  v_local constant timestamp := p_at at time zone v_zone;
  c_days constant integer := 91;
  v_cells jsonb;
  v_usable jsonb;
begin
  with stay as (
    -- In looks: the first at which the patient was there, and the first at which they no longer were.
    select
      seen.admission_id,
      ceil(extract(epoch from (lower(seen.period) at time zone v_zone) - v_local) / 86400)::integer as came,
      case when seen.is_current or upper(seen.period) > p_at then 1
        else ceil(extract(epoch from (upper(seen.period) at time zone v_zone) - v_local) / 86400)::integer end as gone
    from public.bed_stays seen
    where seen.ward_id = any (v_ward_ids) and lower(seen.period) <= p_at
      and (seen.is_current or not seen.is_current and upper(seen.period) > p_at - make_interval(days => c_days + 1))
  ), seen as (
    -- Who was gone at the next look: not those who lay in another bed by then.
    select
      stay.*, min(stay.came) over (partition by stay.admission_id) as arrived,
      lead(stay.came) over (partition by stay.admission_id order by stay.came) is distinct from stay.gone as leaves
    from stay
    where stay.came < stay.gone
  ), look as (
    select seen.admission_id, number.k, number.k - seen.arrived as elapsed, seen.leaves and number.k = seen.gone - 1 as leaves
    from seen
    cross join lateral generate_series(greatest(seen.came, -c_days), seen.gone - 1) as number (k)
  ), stated as (
    select
      said.admission_id, said.expected_on,
      ceil(extract(epoch from (said.stated_at at time zone v_zone) - v_local) / 86400)::integer as since,
      coalesce(ceil(extract(epoch from (lead(said.stated_at) over (
        partition by said.admission_id order by said.stated_at
      ) at time zone v_zone) - v_local) / 86400)::integer, 1) as until
    from private.expected_discharges said
    where said.admission_id in (select stay.admission_id from stay) and said.stated_at <= p_at
  ), cell as (
    select
      look.k, least(look.elapsed, 20) as elapsed,
      case when stated.expected_on is not null
        then least(greatest(stated.expected_on - (v_local::date + look.k), -1), 8) end as ahead,
      count(*) as patients, count(*) filter (where look.leaves) as leave
    from look
    left join stated on stated.admission_id = look.admission_id and look.k >= stated.since and look.k < stated.until
    group by 1, 2, 3
  )
  select coalesce(jsonb_agg(jsonb_build_array(
    cell.k, cell.elapsed, cell.ahead, cell.patients, case when cell.k < 0 then cell.leave else 0 end
  ) order by cell.k, cell.elapsed, cell.ahead), '[]') into v_cells
  from cell;

  -- A closed bed is back when it is expected to be, and otherwise not within the week.
  select jsonb_agg((
    select count(*) from public.beds bed
    join public.wards ward on ward.id = bed.ward_id and ward.active
    where bed.ward_id = any (v_ward_ids) and bed.active and not exists (
      select from public.bed_closures closure
      where closure.bed_id = bed.id and closure.ended_at is null
        and coalesce(closure.expected_until > (v_local + make_interval(days => ahead.day)) at time zone v_zone, true)
    )
  ) order by ahead.day) into v_usable
  from generate_series(0, 7) as ahead (day);

  return jsonb_build_object(
    'today', v_local::date, 'at', p_at, 'days', c_days, 'usable', v_usable, 'cells', v_cells
  );
end;
$$;

/* The API -------------------------------------------------------------------------------------- */

/*
 * By day of the hospital, from p_from to p_until: bed-hours there were (closures taken out), bed-hours somebody lay
 * there, bed-hours closed, and how many came and went; of one ward or of all the caller's. The day that goes on counts
 * up to p_at. A move from ward to ward is a transfer out of one and into the other. At most 366 days. Needs
 * reports.wards (42501); PT404, 22023.
 */
create function public.ward_days(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
returns table (
  day date, available_hours double precision, occupied_hours double precision, closed_hours double precision,
  admissions bigint, transfers_in bigint, discharges bigint, transfers_out bigint
)
language sql stable set search_path = '' as $$
  select * from private.ward_days(p_ward_id, p_from, p_until, least(p_at, now()));
$$;

/*
 * The same by ward, with the median of the hours a bed stood empty between two patients (closures taken out, swaps
 * left out) and of the minutes a bed waited for cleaning and was cleaned. Errors as ward_days.
 */
create function public.ward_totals(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
returns table (
  ward_id uuid, ward_code text, ward_name text, available_hours double precision, occupied_hours double precision,
  closed_hours double precision, admissions bigint, transfers_in bigint, discharges bigint, transfers_out bigint,
  turnovers bigint, turnover_hours double precision, cleanings bigint, cleaning_wait_minutes double precision,
  cleaning_minutes double precision
)
language sql stable set search_path = '' as $$
  select * from private.ward_totals(p_ward_id, p_from, p_until, least(p_at, now()));
$$;

/*
 * How long those stayed in the hospital who left it from p_from to p_until, in days: by the ward they left from
 * (by_ward), by chapter of ICD-10 (by_group; null: none given) and all together. Errors as ward_days.
 */
create function public.lengths_of_stay(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
returns table (
  ward_id uuid, ward_name text, diagnosis_group text, by_ward boolean, by_group boolean, stays bigint,
  mean_days double precision, median_days double precision, p90_days double precision
)
language sql stable set search_path = '' as $$
  select * from private.lengths_of_stay(p_ward_id, p_from, p_until, least(p_at, now()));
$$;

/*
 * What a forecast of free beds is made from: {today, at, days, usable, cells}. The patients were looked at once a day
 * at this hour, up to 91 days back; look 0 is now. A cell is [look, looks since they came (20: or more), days until the
 * expected discharge as stated then (-1: overdue, 8: or more, null: none), patients, of whom gone at the next look].
 * `usable` is how many beds can be used now and at this hour of each of the next seven days. Errors as ward_days.
 */
create function public.ward_history(p_ward_id uuid, p_at timestamptz default now())
returns jsonb language sql stable set search_path = '' as $$
  select private.ward_history(p_ward_id, least(p_at, now()));
$$;

/* Rules and consequences ----------------------------------------------------------------------- */

create function private.tg_admissions__expectation()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' and new.expected_discharge_on is null then return null; end if;
  insert into private.expected_discharges (admission_id, stated_at, expected_on)
  values (new.id, greatest(clock_timestamp(), new.admitted_at), new.expected_discharge_on)
  on conflict (admission_id, stated_at) do update set expected_on = excluded.expected_on;
  return null;
end;
$$;

create trigger admissions_700_expectation_first after insert on public.admissions
  for each row execute function private.tg_admissions__expectation();
create trigger admissions_700_expectation after update on public.admissions
  for each row when (new.expected_discharge_on is distinct from old.expected_discharge_on)
  execute function private.tg_admissions__expectation();

grant execute on function
  private.ward_days(uuid, date, date, timestamptz),
  private.ward_totals(uuid, date, date, timestamptz),
  private.lengths_of_stay(uuid, date, date, timestamptz),
  private.ward_history(uuid, timestamptz)
  to authenticated;
grant execute on function
  public.ward_days(uuid, date, date, timestamptz),
  public.ward_totals(uuid, date, date, timestamptz),
  public.lengths_of_stay(uuid, date, date, timestamptz),
  public.ward_history(uuid, timestamptz)
  to authenticated;
