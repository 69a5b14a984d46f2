/*
 * Who is on call, from yesterday on for two weeks: in each department its doctors in turn, by day where there are
 * several, and at night.
 */
insert into public.on_call_shifts (id, staff_id, department_id, starts_at, ends_at, contact)
select
  demo.id(concat_ws('.', 'on_call', place.department_id, day, shift.name)), place.doctors[1 + (2 * day + shift.turn + 2) % cardinality(place.doctors)],
  place.department_id, demo.day(day) + shift.starts, demo.day(day) + shift.ends, 'Ext. ' || 4100 + 10 * place.nth + shift.turn
from (
  select department_id, array_agg(staff.id order by staff.id) as doctors, row_number() over (order by department_id) as nth
  from public.staff join public.doctors using (id)
  where staff.active and staff.user_id is not null and department_id is not null
  group by department_id
) place
cross join generate_series(-1, 12) as day
cross join (
  values ('day', 0, interval '8 hours', interval '20 hours'), ('night', 1, interval '20 hours', interval '32 hours')
) as shift (name, turn, starts, ends)
where cardinality(place.doctors) > 1 or shift.name = 'night';
