/*
 * Hours out of the ordinary: a second place, an evening for one kind of visit, lengths of one's own, and
 * absences entered after visits were booked, so that some wait to be moved.
 */

insert into public.rooms (id, department_id, code, name)
values (demo.id('room.north'), demo.id('department.CARD'), 'N01', 'Outpatient centre North');

update public.availability_rules
set room_id = demo.id('room.north')
where doctor_id = demo.id('staff.doctor') and weekday = 5 and starts_time = time '15:00';

insert into public.availability_rules (
  id, doctor_id, weekday, starts_time, ends_time, time_zone, room_id, visit_type_ids, valid_from
) values (
  demo.id('rule.doctor.echo'), demo.id('staff.doctor'), 4, time '19:00', time '21:00', 'Europe/Madrid',
  demo.id('room.doctor'), array[demo.id('visit_type.ECHO')], (demo.day(0) at time zone 'Europe/Madrid')::date
);

insert into public.doctor_visit_types (
  doctor_id, visit_type_id, duration_minutes, buffer_before_minutes, buffer_minutes, offered
)
select
  demo.id('staff.' || email), demo.id('visit_type.' || code), duration_minutes, before_minutes, after_minutes, offered
from (values
  ('doctor', 'ECHO', null, 10, null, true),
  ('doctor', 'PROCEDURE', null, null, null, false),
  ('carmen.iglesias', 'FIRST', 60, null, 0, true),
  ('samuel.okafor', 'CHILDCHECK', 40, 5, 5, true)
) as own (email, code, duration_minutes, before_minutes, after_minutes, offered);

insert into public.availability_exceptions (id, doctor_id, kind, starts_at, ends_at, reason)
select
  demo.id('exception.late.' || email), demo.id('staff.' || email), kind,
  demo.day(first_day) + starts, demo.day(last_day) + ends, reason
from (values
  ('doctor', 'unavailable', 6, interval '8 hours', 6, interval '13 hours', 'Guest lecture'),
  ('carmen.iglesias', 'leave', 7, interval '0', 10, interval '0', 'Annual leave'),
  ('tomasz.wojcik', 'unavailable', 4, interval '8 hours', 4, interval '14 hours', 'Course')
) as absence (email, kind, first_day, starts, last_day, ends, reason);
