/*
 * What a screen on a ward's wall may know.
 *
 * The token reads one ward's board without anything about a person: no name, initials, number, age, sex,
 * doctor or reason, and a private patient's bed looks like any other. The channel of a ward's displays
 * has a name as hard to guess as a token. It is told with the board, and is another one as soon as any
 * display of the ward is taken back, so that what was told to that one is worth nothing.
 */

create table private.ward_display_topics (
  ward_id  uuid primary key references public.wards on delete cascade,
  topic_id uuid not null default gen_random_uuid(),
  constraint ward_display_topics_topic_id unique (topic_id)
);

comment on table private.ward_display_topics is 'The live channel of the displays of a ward that has any.';

select private.keeps('{private.ward_display_topics}', 'One row a ward: the name of its channel');

-- Whoever knows the name has been told by display_board; who they are does not matter.
insert into private.topics (pattern, hear, strangers) values
  ('ward-display:{id}', 'exists (select from private.ward_display_topics where topic_id = $1)', true);

create function private.display_board(p_token text)
returns jsonb language plpgsql stable security definer set search_path = '' as $$
declare
  v_ward public.wards;
  v_today constant date := private.hospital_day();
begin
  select ward.* into v_ward
  from public.displays display
  join public.wards ward on ward.id = display.ward_id
  where display.token_hash = private.token_hash(p_token) and display.revoked_at is null;
  if not found then return null; end if;
  return jsonb_build_object(
    'topic', (
      select 'ward-display:' || topic.topic_id from private.ward_display_topics topic where topic.ward_id = v_ward.id
    ),
    'ward', v_ward.name,
    'beds', coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'id', bed.id,
          'label', bed.label,
          'room', room.name,
          'state', case
            when stay.id is not null then 'occupied'
            when closure.reason = 'K' then 'contaminated'
            when closure.reason = 'I' then 'isolated'
            when closure.reason = 'C' then 'closed'
            when task.id is not null then 'housekeeping'
            when reservation.id is not null then 'reserved'
            else 'available'
          end,
          'since', coalesce(lower(stay.period), closure.starts_at, task.created_at, reservation.starts_at),
          'leaving', case
            when admission.expected_discharge_on < v_today then 'overdue'
            when admission.expected_discharge_on = v_today then 'today'
          end,
          'isolation', admission.isolation,
          'alert', (
            -- In the alphabet an emergency comes before what is urgent.
            select alert.level from public.news2_alerts alert
            where alert.admission_id = admission.id and alert.acknowledged_at is null and alert.ended_at is null
            order by alert.level
            limit 1
          )
        )
        order by room.position, room.name, bed.position, bed.label
      )
      from public.beds bed
      join public.ward_rooms room on room.id = bed.room_id
      left join public.bed_stays stay
        on stay.ward_id = bed.ward_id and stay.bed_id = bed.id and stay.is_current
      left join public.admissions admission on admission.id = stay.admission_id
      left join public.bed_closures closure on closure.bed_id = bed.id and closure.ended_at is null
      left join public.housekeeping_tasks task
        on task.bed_id = bed.id and task.status in ('waiting', 'in_progress')
      left join public.bed_reservations reservation
        on reservation.bed_id = bed.id and reservation.ended_at is null and reservation.expires_at > now()
      where bed.ward_id = v_ward.id and bed.active and v_ward.active
    ), '[]')
  );
end;
$$;

/* Tells the displays of a ward that its board has changed; says nothing where there are none. */
create function private.announce_ward_displays(p_ward_id uuid)
returns void language plpgsql security definer set search_path = '' as $$
begin
  perform private.announce_once('ward-display:' || topic.topic_id, 'board_changed')
  from private.ward_display_topics topic where topic.ward_id = p_ward_id;
end;
$$;

/* Rules and consequences -------------------------------------------------------------------------- */

/*
 * A display that can be used needs its ward's channel. One that is taken back takes the channel's name
 * with it: the others are told on the old one to read again, and find the new one.
 */
create function private.tg_displays__channel()
returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if new.revoked_at is null then
    insert into private.ward_display_topics (ward_id) values (new.ward_id) on conflict (ward_id) do nothing;
  elsif tg_op = 'UPDATE' and old.revoked_at is null then
    perform private.announce_once('ward-display:' || topic.topic_id, 'displays_changed')
    from private.ward_display_topics topic where topic.ward_id = new.ward_id;
    delete from private.ward_display_topics where ward_id = new.ward_id;
    if exists (
      select 1 from public.displays display where display.ward_id = new.ward_id and display.revoked_at is null
    ) then
      insert into private.ward_display_topics (ward_id) values (new.ward_id);
    end if;
  end if;
  perform private.announce_once('ward:' || new.ward_id, 'displays_changed', jsonb_build_object('ward_id', new.ward_id));
  return null;
end;
$$;
create trigger displays_300_channel after insert or update of token_hash, revoked_at on public.displays
  for each row execute function private.tg_displays__channel();

-- A screen has no account. What strangers may call is listed in tests/support/checks.ts.
select private.expose('display_board', '{anon,authenticated}',
'What a ward''s display shows, for whoever has its token, signed in or not; null when that is unknown or
revoked.

{topic, ward, beds: [{id, label, room, state, since, leaving, isolation, alert}]}, beds in the order in
which one walks past; leaving is today, overdue or null, alert urgent, emergency or null; nothing about
who lies there.');
