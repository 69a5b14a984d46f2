/* From here on what happens is recorded and announced again; the helpers go. */

-- What waits for the commit, such as the requests of those without a bed, is quiet still.
set constraints all immediate;
call demo.set_quiet(false);
drop schema demo cascade;

analyze public.patients, public.appointments, public.appointment_events, public.availability_rules,
  public.admissions, public.bed_stays, public.beds, public.notifications;
