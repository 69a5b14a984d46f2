/*
 * The NEWS2 score.
 *
 * The one the Royal College of Physicians published in 2017 ("National Early Warning Score (NEWS) 2", charts 1, 2
 * and 4).
 */

/*
 * The points of chart 1, in its order: respiration rate, SpO2, air or oxygen, systolic blood pressure, pulse,
 * consciousness, temperature. Null where the measurement is missing. Scale 2 of SpO2 is for a target of 88 to
 * 92 %; there a high saturation scores only if the patient breathes oxygen.
 */
create function private.news2_points(
  p_respiratory_rate integer, p_spo2 integer, p_spo2_scale integer, p_on_oxygen boolean, p_systolic integer,
  p_pulse integer, p_consciousness text, p_temperature numeric
) returns integer[]
language sql immutable parallel safe set search_path = '' as $$
  select array[
    case
      when p_respiratory_rate <= 8 then 3
      when p_respiratory_rate <= 11 then 1
      when p_respiratory_rate <= 20 then 0
      when p_respiratory_rate <= 24 then 2
      when p_respiratory_rate >= 25 then 3
    end,
    case
      when p_spo2_scale = 1 then case
        when p_spo2 <= 91 then 3
        when p_spo2 <= 93 then 2
        when p_spo2 <= 95 then 1
        when p_spo2 >= 96 then 0
      end
      when p_spo2 <= 83 then 3
      when p_spo2 <= 85 then 2
      when p_spo2 <= 87 then 1
      when p_spo2 <= 92 then 0
      when p_on_oxygen is null then null
      when not p_on_oxygen then case when p_spo2 >= 93 then 0 end
      when p_spo2 <= 94 then 1
      when p_spo2 <= 96 then 2
      when p_spo2 >= 97 then 3
    end,
    case when p_on_oxygen then 2 when not p_on_oxygen then 0 end,
    case
      when p_systolic <= 90 then 3
      when p_systolic <= 100 then 2
      when p_systolic <= 110 then 1
      when p_systolic <= 219 then 0
      when p_systolic >= 220 then 3
    end,
    case
      when p_pulse <= 40 then 3
      when p_pulse <= 50 then 1
      when p_pulse <= 90 then 0
      when p_pulse <= 110 then 1
      when p_pulse <= 130 then 2
      when p_pulse >= 131 then 3
    end,
    case when p_consciousness = 'alert' then 0 when p_consciousness is not null then 3 end,
    case
      when p_temperature <= 35.0 then 3
      when p_temperature <= 36.0 then 1
      when p_temperature <= 38.0 then 0
      when p_temperature <= 39.0 then 1
      when p_temperature > 39.0 then 2
    end
  ];
$$;

/* The sum of the points there are; the score itself if none is missing, else what it is at least. */
create function private.news2_sum(p_points integer[]) returns integer
language sql immutable parallel safe set search_path = '' as $$
  select coalesce(sum(point), 0)::integer from unnest(p_points) as point;
$$;

/* Chart 2. Null for an incomplete set. `low_medium` is a 3 in one parameter with a sum below 5. */
create function private.news2_risk(p_points integer[]) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when array_position(p_points, null) is not null then null
    when private.news2_sum(p_points) >= 7 then 'high'
    when private.news2_sum(p_points) >= 5 then 'medium'
    when 3 = any (p_points) then 'low_medium'
    else 'low'
  end;
$$;

/* What asks for an answer: a sum of 7 or more an emergency, of 5 or 6 or a single 3 urgent; else null. */
create function private.news2_level(p_points integer[]) returns text
language sql immutable parallel safe set search_path = '' as $$
  select case
    when private.news2_sum(p_points) >= 7 then 'emergency'
    when private.news2_sum(p_points) >= 5 or 3 = any (p_points) then 'urgent'
  end;
$$;

/*
 * Chart 4: how long until the next observations at the latest. At 7 and more monitoring is continuous; then it
 * is how often what the monitor shows must be written down, a rule of this hospital. Without a score (children,
 * pregnancy) as with 1 to 4 points.
 */
create function private.news2_interval(p_score integer, p_points integer[]) returns interval
language sql immutable parallel safe set search_path = '' as $$
  select case
    when p_score >= 7 then interval '30 minutes'
    when p_score >= 5 or 3 = any (p_points) then interval '1 hour'
    when p_score = 0 then interval '12 hours'
    else interval '6 hours'
  end;
$$;
