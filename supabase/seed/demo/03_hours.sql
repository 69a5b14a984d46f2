/*
 * When the doctors can be visited. Everybody has a room of their own, so that rooms never clash.
 * Half of them work on Saturdays, the other half on Sundays: whatever day it is, the hospital is open.
 */

insert into public.rooms (id, department_id, code, name)
select
  demo.id('room.' || email), demo.id('department.' || department),
  'C' || (100 + number), 'Consulting room ' || (100 + number)
from demo.people
where position = 'doctor';

/* Weekdays have a morning, and by turns an afternoon; one weekday in five is for the wards. */
insert into public.availability_rules (id, doctor_id, weekday, starts_time, ends_time, time_zone, room_id, valid_from)
select
  demo.id(format('rule.%s.%s.%s', email, weekday, starts_time)),
  demo.id('staff.' || email), weekday, starts_time, ends_time, 'Europe/Madrid', demo.id('room.' || email),
  (demo.day(-400) at time zone 'Europe/Madrid')::date
from demo.people
cross join generate_series(1, 7) as weekday
cross join lateral (values
  (time '08:30', time '13:30', weekday <= 5 and (weekday + number) % 5 <> 0),
  (time '15:00', time '18:30', weekday <= 5 and (weekday + number) % 2 = 0 and (weekday + number) % 5 <> 0),
  (time '09:00', time '14:00', weekday >= 6 and (weekday + number) % 2 = 0)
) as shift (starts_time, ends_time, works)
where position = 'doctor' and email <> 'doctor' and works;

/* Dr. Osei's list is the one people look at first, so she has one every day. */
insert into public.availability_rules (id, doctor_id, weekday, starts_time, ends_time, time_zone, room_id, valid_from)
select
  demo.id(format('rule.doctor.%s.%s', weekday, starts_time)),
  demo.id('staff.doctor'), weekday, starts_time, ends_time, 'Europe/Madrid', demo.id('room.doctor'),
  (demo.day(-400) at time zone 'Europe/Madrid')::date
from generate_series(1, 7) as weekday
cross join (values (time '08:30', time '13:30'), (time '15:00', time '19:00')) as shift (starts_time, ends_time);

/* Leave and courses, past, present and to come; an evening clinic for those who look in late. */
insert into public.availability_exceptions (id, doctor_id, kind, starts_at, ends_at, reason, room_id)
select
  demo.id('exception.' || email || first_day), demo.id('staff.' || email), kind,
  demo.day(first_day) + starts, demo.day(last_day) + ends, reason,
  case kind when 'extra' then demo.id('room.' || email) end
from (values
  ('doctor', 'leave', -61, interval '0', -54, interval '0', 'Annual leave'),
  ('doctor', 'extra', 0, interval '20 hours', 0, interval '22 hours', 'Evening clinic'),
  ('doctor', 'unavailable', 9, interval '8 hours', 9, interval '14 hours', 'Teaching'),
  ('rui.tavares', 'leave', -20, interval '0', -6, interval '0', 'Annual leave'),
  ('ngozi.adeyemi', 'leave', -2, interval '0', 5, interval '0', 'Annual leave'),
  ('hiroshi.tanaka', 'unavailable', 3, interval '0', 5, interval '0', 'Congress'),
  ('claire.dubois', 'leave', 11, interval '0', 25, interval '0', 'Annual leave'),
  ('samuel.okafor', 'unavailable', -1, interval '8 hours', -1, interval '13 hours', 'Resuscitation course'),
  ('carmen.iglesias', 'extra', 1, interval '19 hours', 1, interval '21 hours', 'Evening clinic'),
  ('helena.vilar', 'leave', 18, interval '0', 22, interval '0', 'Parental leave')
) as exception (email, kind, first_day, starts, last_day, ends, reason);
