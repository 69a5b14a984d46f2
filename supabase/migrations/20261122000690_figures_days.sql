/*
 * How wards were used, day by day. Counts and hours only: nothing here names anybody.
 *
 * Days are the hospital's own, by its clocks: a day on which they change has 23 or 25 hours, and a bed as many
 * bed-hours. A stay counts for the hours it has in each day, whether it began before or goes on; who is on leave
 * keeps the bed occupied. A closed bed is not available while it is closed, unless somebody lies in it.
 */

-- What ended since a day, however long the history; what goes on is in bed_stays_current_idx.
create index bed_stays_ended_idx on public.bed_stays (ward_id, upper(period)) where not is_current;

create index housekeeping_tasks_finished_at_idx on public.housekeeping_tasks (finished_at) where status = 'done';

select private.define_permission('reports.wards', 'See how wards were used, and will be', '{ward_manager,bed_manager}');

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

/* The instants at which a range of days begins and ends, no later than p_at or now. 22023 beyond 366 days. */
create function private.figures_span(p_from date, p_until date, p_at timestamptz)
returns tstzrange language plpgsql stable security definer set search_path = '' as $$
declare
  v_zone constant text := private.hospital_time_zone();
  v_at constant timestamptz := least(p_at, now());
  v_starts_at constant timestamptz := p_from::timestamp at time zone v_zone;
  v_wrong constant text := case
    when p_from is null or v_starts_at > v_at then 'p_from'
    when p_until is null or p_until < p_from or p_until - p_from > 366 then 'p_until'
  end;
begin
  if v_wrong is not null then
    raise exception using errcode = '22023', message = v_wrong || ' is missing or makes no sense', hint = v_wrong;
  end if;
  return tstzrange(v_starts_at, least((p_until + 1)::timestamp at time zone v_zone, v_at));
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

create function private.ward_days(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
returns table (
  day date, available_hours double precision, occupied_hours double precision, closed_hours double precision,
  admissions bigint, transfers_in bigint, discharges bigint, transfers_out bigint
)
language plpgsql stable security definer rows 90 set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_span constant tstzrange := private.figures_span(p_from, p_until, p_at);
  v_zone constant text := private.hospital_time_zone();
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

create function private.ward_totals(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
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

select private.expose('ward_days', '{authenticated}',
'By day of the hospital, from p_from to p_until: bed-hours there were (closures taken out), bed-hours somebody lay
there, bed-hours closed, and how many came and went; of one ward or of all the caller''s. The day that goes on counts
up to p_at. A move from ward to ward is a transfer out of one and into the other. At most 366 days. Needs
reports.wards (42501); PT404, 22023.');
select private.expose('ward_totals', '{authenticated}',
'The same by ward, with the median of the hours a bed stood empty between two patients (closures taken out, swaps
left out) and of the minutes a bed waited for cleaning and was cleaned. Errors as ward_days.');
