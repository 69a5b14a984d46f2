/*
 * How long stays last, and what the next week may bring. Counts only: nothing here names anybody.
 */

create table private.expected_discharges (
  admission_id uuid not null references public.admissions on delete cascade,
  stated_at    timestamptz not null default clock_timestamp(),
  expected_on  date,
  primary key (admission_id, stated_at)
);
comment on table private.expected_discharges is 'What was expected of each stay''s end, and since when: a forecast is judged by what was known then.';

select private.keeps('{private.expected_discharges}', 'What was said of a stay''s end, and when: forecasts are measured against it');

create function private.lengths_of_stay(
  p_ward_id uuid, p_from date, p_until date, p_at timestamptz default now()
)
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

/*
 * What a forecast is made from: the patients of a ward (of all the caller's wards) looked at once a day at the hour of
 * p_at, for 91 days back; of now, should p_at lie ahead.
 */
create function private.ward_history(p_ward_id uuid, p_at timestamptz default now())
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_ward_ids constant uuid[] := private.ward_scope(p_ward_id);
  v_zone constant text := private.hospital_time_zone();
  v_at constant timestamptz := least(p_at, now());
  v_local constant timestamp := v_at at time zone v_zone;
  c_days constant integer := 91;
  v_cells jsonb;
  v_usable jsonb;
begin
  with stay as (
    -- In looks: the first at which the patient was there, and the first at which they no longer were.
    select
      seen.admission_id,
      ceil(extract(epoch from (lower(seen.period) at time zone v_zone) - v_local) / 86400)::integer as came,
      case when seen.is_current or upper(seen.period) > v_at then 1
        else ceil(extract(epoch from (upper(seen.period) at time zone v_zone) - v_local) / 86400)::integer end as gone
    from public.bed_stays seen
    where seen.ward_id = any (v_ward_ids) and lower(seen.period) <= v_at
      and (seen.is_current or not seen.is_current and upper(seen.period) > v_at - make_interval(days => c_days + 1))
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
    where said.admission_id in (select stay.admission_id from stay) and said.stated_at <= v_at
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
    'today', v_local::date, 'at', v_at, 'days', c_days, 'usable', v_usable, 'cells', v_cells
  );
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

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

select private.expose('lengths_of_stay', '{authenticated}',
'How long those stayed in the hospital who left it from p_from to p_until, in days: by the ward they left from
(by_ward), by chapter of ICD-10 (by_group; null: none given) and all together. Errors as ward_days.');
select private.expose('ward_history', '{authenticated}',
'What a forecast of free beds is made from: {today, at, days, usable, cells}. The patients were looked at once a day
at this hour, up to 91 days back; look 0 is now. A cell is [look, looks since they came (20: or more), days until the
expected discharge as stated then (-1: overdue, 8: or more, null: none), patients, of whom gone at the next look].
`usable` is how many beds can be used now and at this hour of each of the next seven days. Errors as ward_days.');
