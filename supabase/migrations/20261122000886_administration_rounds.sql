/*
 * When what was prescribed is due on a ward. Due times are worked out, never stored: what is prescribed, stopped, moved to
 * another ward or put at other hours is right at once, and nothing has to be kept in step with it. Stored is what was done.
 *
 * A dose is known by its day and its number on that day, not by its hour. So a patient who goes to a ward with other rounds,
 * and a ward whose rounds change, owe no dose twice and lose none.
 *
 * So many times a day or a week are given on the ward's rounds; what is to be given every so many hours by the clock where
 * that divides a day (06, 12, 18, 24) or is whole days, and in hours that pass otherwise. When the clock changes, the first
 * keep their number and their hour, the second their distance.
 */

/* Hours of a ward's rounds: one to eight, in order, after 00:00 up to 24:00, a quarter of an hour apart at least. */
create function private.are_rounds(p_times time[]) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_n constant integer := coalesce(cardinality(p_times), 0);
begin
  if v_n not between 1 and 8 or array_position(p_times, null) is not null or p_times[1] <= time '00:00' then return false; end if;
  for i in 2 .. v_n loop
    if p_times[i] - p_times[i - 1] < interval '15 minutes' then return false; end if;
  end loop;
  return true;
end
$$;
grant execute on function private.are_rounds(time[]) to authenticated, service_role;

/*
 * Which rounds so many doses a day are given on: {"1": [08:00], "2": [08:00, 20:00], …}. Of all choices the one whose
 * shortest distance round the clock is longest; of equals the earliest.
 */
create function private.rounds_plan(p_times time[]) returns jsonb
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_n constant integer := coalesce(cardinality(p_times), 0);
  v_plan jsonb := '{}';
  v_chosen time[];
  v_best time[];
  v_gap interval;
  v_best_gap interval;
begin
  for k in 1 .. v_n loop
    v_best_gap := null;
    for mask in 1 .. (1 << v_n) - 1 loop
      continue when bit_count(mask::bit(8)) <> k;
      v_chosen := '{}';
      for i in 1 .. v_n loop
        if mask & (1 << (i - 1)) > 0 then v_chosen := v_chosen || p_times[i]; end if;
      end loop;
      v_gap := interval '24 hours' - (v_chosen[k] - v_chosen[1]);
      for i in 2 .. k loop v_gap := least(v_gap, v_chosen[i] - v_chosen[i - 1]); end loop;
      if v_best_gap is null or v_gap > v_best_gap or v_gap = v_best_gap and v_chosen < v_best then
        v_best := v_chosen;
        v_best_gap := v_gap;
      end if;
    end loop;
    v_plan := v_plan || jsonb_build_object(k, v_best);
  end loop;
  return v_plan;
end
$$;

create table public.medicine_rounds (
  ward_id        uuid primary key references public.wards on delete cascade,
  times          time[] not null default '{08:00,14:00,20:00,24:00}',
  plan           jsonb not null generated always as (private.rounds_plan(times)) stored,
  late_minutes   smallint not null default 60,
  missed_minutes smallint not null default 240,
  version        integer not null default 1,
  constraint medicine_rounds_times_form check (private.are_rounds(times)),
  constraint medicine_rounds_late_range check (late_minutes between 15 and 180),
  constraint medicine_rounds_missed_range check (missed_minutes between 60 and 720 and missed_minutes > late_minutes)
);
comment on table public.medicine_rounds is 'When a ward gives medicines, and when a dose is late there and when missed.';
comment on column public.medicine_rounds.plan is 'On which of its times so many doses a day are given.';

alter table public.medicine_rounds enable row level security;
create policy medicine_rounds_select_staff on public.medicine_rounds for select to authenticated
  using ((select private.is_staff()));
grant select on public.medicine_rounds to authenticated;
select private.audited('public.medicine_rounds', 'ward_id');
select private.keeps('{public.medicine_rounds}', 'One row a ward');
create trigger medicine_rounds_600_announce after update on public.medicine_rounds
  for each row execute function private.tg_announce('ward:{ward_id}', 'doses_changed');

create function private.tg_wards__rounds() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.medicine_rounds (ward_id) values (new.id);
  return null;
end
$$;
create trigger wards_300_medicine_rounds after insert on public.wards
  for each row execute function private.tg_wards__rounds();

create function private.save_medicine_rounds(
  p_ward_id uuid, p_times text[], p_late_minutes integer, p_missed_minutes integer, p_version integer
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_rounds public.medicine_rounds;
  v_times time[];
begin
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  select * into v_rounds from public.medicine_rounds where ward_id = p_ward_id for update;
  perform private.require_ward_setup(p_ward_id, 'p_ward_id');
  if p_times is null or exists (select from unnest(p_times) said where said is null or not pg_input_is_valid(said, 'time')) then
    raise exception using errcode = '22023', message = 'Hours of a day', hint = 'p_times';
  end if;
  -- Midnight is the end of a day here: its last round.
  v_times := array(
    select case when said::time = time '00:00' then time '24:00' else said::time end as at from unnest(p_times) said order by at
  );
  if not private.are_rounds(v_times) then
    raise exception using errcode = '22023', message = 'One to eight, a quarter of an hour apart', hint = 'p_times';
  end if;
  if (p_late_minutes between 15 and 180) is not true then
    raise exception using errcode = '22023', message = 'From 15 to 180 minutes', hint = 'p_late_minutes';
  end if;
  if (p_missed_minutes between 60 and 720 and p_missed_minutes > p_late_minutes) is not true then
    raise exception using errcode = '22023', message = 'From 60 to 720 minutes, and later than late', hint = 'p_missed_minutes';
  end if;
  perform private.require_version(p_version, v_rounds.version, null);
  update public.medicine_rounds
  set times = v_times, late_minutes = p_late_minutes, missed_minutes = p_missed_minutes, version = version + 1
  where ward_id = p_ward_id;
end
$$;

/* From one dose to the next, on the whole. */
create function private.step_interval(p_step jsonb) returns interval
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return make_interval(secs => (p_step ->> 'period')::double precision / (p_step ->> 'per_period')::double precision
    * case p_step ->> 'period_unit' when 'h' then 3600 when 'd' then 86400 when 'wk' then 604800 else 2592000 end);
end
$$;

/*
 * The doses of steps that are due from p_from to before p_until, each by its day and its number on it. p_anchor is the
 * instant from which hours are counted. Without queries: a round asks it of every prescription of a ward.
 */
create function private.scheduled_doses(
  p_steps jsonb, p_starts_on date, p_ends_on date, p_timing text, p_plan jsonb, p_anchor timestamptz, p_zone text,
  p_from timestamptz, p_until timestamptz
) returns table (dose_day date, dose_no integer, due_at timestamptz, dose numeric, unit text, step integer)
language plpgsql stable rows 4 set search_path = ''
as $$
declare
  v_first constant date := (p_from at time zone p_zone)::date - 1;
  v_last constant date := (p_until at time zone p_zone)::date;
  v_begins date := p_starts_on;
  v_ends date;
  v_step jsonb;
  v_k integer;
  v_unit text;
  v_days integer;
  v_gap numeric;
  v_n bigint;
  v_day date;
  v_since date;
  v_r integer;
  v_count integer;
  v_at timestamptz;
  v_base timestamptz;
  v_length interval;
  v_clock constant interval := (p_anchor at time zone p_zone)::time;
  v_times jsonb;
begin
  for i in 0 .. jsonb_array_length(p_steps) - 1 loop
    v_step := p_steps -> i;
    step := i + 1;
    dose := v_step ->> 'dose';
    unit := v_step ->> 'unit';
    v_k := v_step ->> 'per_period';
    v_unit := v_step ->> 'period_unit';
    v_days := v_step ->> 'days';
    v_ends := least(v_begins + v_days - 1, p_ends_on, 'infinity');
    if v_begins > v_last then return; end if;
    if v_ends >= v_first then
      v_gap := case when v_unit = 'h' then (v_step ->> 'period')::numeric * 60 / v_k end;
      if v_unit = 'h' and v_gap % 1440 <> 0 and (v_gap < 240 or 1440 % v_gap <> 0) then
        -- Hours that pass. The number goes on for as long as the step does.
        v_base := greatest(p_anchor, v_begins::timestamp at time zone p_zone);
        v_n := greatest(0, floor(extract(epoch from p_from - v_base) / 60 / v_gap));
        loop
          v_at := v_base + make_interval(secs => (v_n * v_gap * 60)::double precision);
          exit when v_at >= p_until or (v_at at time zone p_zone)::date > v_ends;
          if v_at >= p_from then
            dose_day := v_begins;
            dose_no := v_n + 1;
            due_at := v_at;
            return next;
          end if;
          v_n := v_n + 1;
        end loop;
      else
        v_days := case when v_unit = 'h' then case when v_gap >= 1440 then v_gap / 1440 else 1 end
          when v_unit = 'mo' then 28 * (v_step ->> 'period')::integer
          when v_unit = 'wk' then 7 * (v_step ->> 'period')::integer
          else (v_step ->> 'period')::integer end;
        v_day := greatest(v_begins, v_first);
        while v_day <= least(v_ends, v_last) loop
          if v_unit = 'mo' then
            v_n := ((extract(year from v_day) - extract(year from v_begins)) * 12 + extract(month from v_day) - extract(month from v_begins))::integer
              / (v_step ->> 'period')::integer * (v_step ->> 'period')::integer;
            v_since := v_begins + make_interval(months => v_n::integer);
            if v_since > v_day then v_since := v_begins + make_interval(months => (v_n - (v_step ->> 'period')::integer)::integer); end if;
            v_r := v_day - v_since;
          else
            v_r := (v_day - v_begins) % v_days;
          end if;
          -- How many of the k of a period fall on its day v_r.
          v_count := case
            when v_unit = 'h' and v_gap < 1440 then (1440 / v_gap)::integer
            when v_unit = 'h' then case when v_r = 0 then 1 else 0 end
            when v_r >= v_days then 0
            else ceil((v_r + 1)::numeric * v_k / v_days) - ceil(v_r::numeric * v_k / v_days)
          end;
          v_times := p_plan -> v_count::text;
          for n in 1 .. v_count loop
            if v_unit = 'h' then
              v_at := (v_day + case when v_gap >= 1440 then v_clock else
                make_interval(secs => ((extract(epoch from v_clock)::numeric / 60 % v_gap + (n - 1) * v_gap) * 60)::double precision) end
              ) at time zone p_zone;
            elsif v_count = 1 and p_timing = 'bedtime' then
              -- The last round before people sleep.
              v_at := (v_day + coalesce(
                (select max(round.at::time) from jsonb_array_elements_text(p_plan -> (select max(key) from jsonb_object_keys(p_plan) key)) round (at)
                  where round.at::time <= time '23:00'),
                (v_times ->> 0)::time
              )) at time zone p_zone;
            elsif v_times is not null then
              v_at := (v_day + (v_times ->> (n - 1))::time) at time zone p_zone;
            else
              -- More often than there are rounds: evenly from the first of them to that of the next day, however long it is.
              v_base := (v_day + (p_plan -> '1' ->> 0)::time) at time zone p_zone;
              v_length := (v_day + 1 + (p_plan -> '1' ->> 0)::time) at time zone p_zone - v_base;
              v_at := v_base + v_length * ((n - 1)::double precision / v_count);
            end if;
            if v_at >= p_from and v_at < p_until then
              dose_day := v_day;
              dose_no := n;
              due_at := v_at;
              return next;
            end if;
          end loop;
          v_day := v_day + 1;
        end loop;
      end if;
    end if;
    exit when not isfinite(v_ends) or v_step -> 'days' is null;
    v_begins := v_begins + (v_step ->> 'days')::integer;
  end loop;
end
$$;

select private.expose('save_medicine_rounds', '{authenticated}',
'When a ward gives medicines: p_times one to eight hours of the day, 24:00 the last; after how many minutes a dose is late (15 to 180) and when missed (60 to
720). p_version is the one that was read. Needs beds.manage on a ward of one''s own. Raises 42501, PT404, 22023 (hint: which), LN009.');
