/*
 * How the wards are built: their floors and rooms along a corridor, with the nurses' station in the middle;
 * what each bed has; who shares a room. The rules follow the patients who lie there, not the other way round.
 */

update public.wards ward set floor = listed.floor
from demo.wards listed
where ward.id = demo.id('ward.' || listed.code);

update public.ward_rooms room set
  plan_x = drawn.nth * drawn.width + case when drawn.nth >= drawn.half then 3 else 0 end,
  plan_y = drawn.side * 6,
  plan_width = drawn.width,
  plan_height = 4
from (
  select
    demo.id(format('ward_room.%s.%s', ward, room)) as id,
    (room_position - 1) / 2 as nth, (room_position - 1) % 2 as side,
    1 + 2 * greatest(1, (count(*) + 1) / 2) as width,
    (max(room_position) over (partition by ward) + 3) / 4 as half
  from demo.beds
  group by ward, room, room_position
) as drawn
where room.id = drawn.id;

/* Beds stand where those lie who need what they have. */
update public.beds bed set features = array(
  select feature
  from unnest(array['oxygen', 'monitor', 'bariatric', 'negative_pressure']) with ordinality as known (feature, nth)
  where feature = any (fitted.needs) or case feature
    when 'oxygen' then fitted.ward in ('U', 'C') or fitted.position <= 2
    when 'monitor' then fitted.ward in ('U', 'C') or fitted.ward = 'P' and fitted.position = 1
    when 'bariatric' then fitted.in_ward = 6
    else fitted.kind = 'isolation' or fitted.ward = 'U' and fitted.in_ward > 10
      or fitted.isolation = 'airborne'
  end
  order by nth
)
from (
  select
    demo.id('bed.' || beds.label) as id, beds.ward, beds.position, beds.kind,
    substr(beds.label, 2)::integer as in_ward, coalesce(admission.needs, '{}') as needs, admission.isolation
  from demo.beds
  left join public.bed_stays stay on stay.bed_id = demo.id('bed.' || beds.label) and stay.is_current
  left join public.admissions admission on admission.id = stay.admission_id
) as fitted
where bed.id = fitted.id;

/* Women only on the maternity ward; elsewhere rooms with several beds are shared by one sex where that holds. */
update public.ward_rooms room set gender_rule = case
  when room.ward_id = demo.id('ward.M') then 'female'
  else 'same'
end
from (
  select bed.room_id, count(distinct patient.sex) as sexes, bool_and(patient.sex = 'female') as women
  from public.beds bed
  left join lateral (
    select stay.patient_id from public.bed_stays stay where stay.bed_id = bed.id and stay.is_current
    union
    select reservation.patient_id from public.bed_reservations reservation
    where reservation.bed_id = bed.id and reservation.ended_at is null
  ) as there on true
  left join public.patients patient on patient.id = there.patient_id
  group by bed.room_id
  having count(distinct bed.id) > 1
) as shared
where room.id = shared.room_id
  and room.ward_id in (demo.id('ward.A'), demo.id('ward.B'), demo.id('ward.C'), demo.id('ward.M'))
  and case when room.ward_id = demo.id('ward.M') then shared.women is not false else shared.sexes <= 1 end;
