/*
 * What is told to patients by the domains whose files come before deliveries: visits, the waiting list, follow-ups, the
 * portal. A later domain registers its kinds in its own file; the words are in supabase/functions/_shared/words.ts.
 */

/* A message about a visit that has moved, changed hands or taken another step since is not sent. */
create function private.obstacle_to_visit(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_visit public.appointments;
begin
  select * into v_visit from public.appointments where id = p_delivery.appointment_id;
  if (v_visit.starts_at, v_visit.doctor_id) is distinct from
      ((p_delivery.params ->> 'starts_at')::timestamptz, (p_delivery.params ->> 'doctor_id')::uuid)
    or v_visit.status <> (case p_delivery.kind when 'visit_cancelled' then 'cancelled' else 'confirmed' end)
  then
    return 'overtaken';
  end if;
  return null;
end
$$;

/*
 * What is wanted of a patient before a visit, which messages about it say as well: a domain tells what, and whether it is
 * still open. What is to be said of it is in words.ts.
 */
create table private.visit_asks (
  ask     text primary key,
  is_open text not null,
  constraint visit_asks_ask_form check (ask ~ '^[a-z][a-z_]{2,39}$'),
  constraint visit_asks_is_open_form check (is_open ~ '^private\.[a-z0-9_]+$')
);
comment on table private.visit_asks is 'What is wanted of patients before visits, and who knows whether it still is.';
comment on column private.visit_asks.is_open is '`private.name(p_appointment_id uuid) returns boolean`: whether it is still wanted for that visit.';
select private.keeps('{private.visit_asks}', 'Said by migrations alone');

/* What is still wanted for a visit; null for nothing. */
create function private.open_asks(p_appointment_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_ask private.visit_asks;
  v_open boolean;
  v_asks jsonb;
begin
  for v_ask in select * from private.visit_asks order by ask loop
    execute format('select %s($1)', v_ask.is_open) into v_open using p_appointment_id;
    if v_open then v_asks := coalesce(v_asks, '[]') || to_jsonb(v_ask.ask); end if;
  end loop;
  return v_asks;
end
$$;

/* With whom, when and where the visit is, and a link of the message's own, unless there is nothing left to do. */
create function private.content_of_visit(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return (
    select jsonb_strip_nulls(jsonb_build_object(
      'doctor_name', doctor.name, 'starts_at', visit.starts_at, 'place', concat_ws(', ', room.name, department.name),
      'path', case when p_delivery.kind <> 'visit_cancelled' then '/visit/' || private.issue_visit_link(visit.id) end,
      'asks', case when p_delivery.kind <> 'visit_cancelled' then private.open_asks(visit.id) end
    ))
    from public.appointments visit
    join public.doctors doctor on doctor.id = visit.doctor_id
    join public.specialties specialty on specialty.id = doctor.specialty_id
    left join public.rooms room on room.id = visit.room_id
    left join public.departments department on department.id = coalesce(room.department_id, specialty.department_id)
    where visit.id = p_delivery.appointment_id
  );
end
$$;

/* An offer that was answered, lapsed or withdrawn is not told any more. */
create function private.obstacle_to_offer(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.waitlist_offers offer
    where offer.id = (p_delivery.params ->> 'offer_id')::uuid and offer.status = 'open'
  ) then 'overtaken' end;
end
$$;

create function private.content_of_offer(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return jsonb_build_object('path', '/offer/' || private.issue_offer_token((p_delivery.params ->> 'offer_id')::uuid));
end
$$;

/* A code that was used or withdrawn is not told any more. */
create function private.obstacle_to_code(p_delivery public.deliveries) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when not exists (
    select from public.link_codes
    where id = (p_delivery.params ->> 'link_code_id')::uuid and used_at is null and withdrawn_at is null
  ) then 'overtaken' end;
end
$$;

/* The code is made now and for this message alone: only its hash is kept. */
create function private.content_of_code(p_delivery public.deliveries) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  v_code constant text := private.mint_link_code((p_delivery.params ->> 'link_code_id')::uuid);
begin
  return case when v_code is not null then jsonb_build_object('path', '/portal/link', 'code', v_code) end;
end
$$;

insert into private.delivery_kinds (kind, quiet_hours, obstacle, content) values
  ('visit_booked', 'wait', 'private.obstacle_to_visit', 'private.content_of_visit'),
  ('visit_reminder', 'wait', 'private.obstacle_to_visit', 'private.content_of_visit'),
  -- Rather than let somebody set out for nothing, what is news before the quiet hours end is told in them.
  ('visit_moved', 'wait_if_useful', 'private.obstacle_to_visit', 'private.content_of_visit'),
  ('visit_cancelled', 'wait_if_useful', 'private.obstacle_to_visit', 'private.content_of_visit'),
  ('waitlist_offer', 'wait', 'private.obstacle_to_offer', 'private.content_of_offer'),
  ('follow_up_due', 'wait', null, null);
-- Asked for on the spot.
insert into private.delivery_kinds (kind, quiet_hours, obstacle, content, of_health) values
  ('link_code', 'ignore', 'private.obstacle_to_code', 'private.content_of_code', false);
