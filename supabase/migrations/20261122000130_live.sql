/*
 * How an open screen knows that nothing was kept from it. Realtime promises no delivery: a channel may answer a join
 * before the database is followed, stays joined when it no longer is, and drops what is more than a plan allows. So every
 * five seconds the database says, on one channel, what it has announced of late: how often each transaction on each
 * topic, and how long ago. Who has not heard of some of it reads again; who hears no tick any more says so on the
 * screen. See `src/lib/app/live/pulse.ts`.
 *
 * Of topics only whose names are no secret among colleagues: wards, doctors, departments, the desks' own. A number for
 * each topic would do as well, but to count them up every announcement would wait for the one before.
 */
create function private.tick() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamp := now()::timestamp;
  v_said jsonb;
begin
  select coalesce(jsonb_object_agg(topic, said), '{}') into v_said
  from (
    select topic, jsonb_object_agg(transaction, jsonb_build_array(times, ago)) as said
    from (
      select topic, payload ->> 'transaction' as transaction, count(*) as times,
        (extract(epoch from v_now - min(inserted_at)) * 1000)::integer as ago
      from realtime.messages
      where private and extension = 'broadcast' and inserted_at > v_now - interval '20 seconds'
        and topic ~ '^(ward|doctor|department):|^(wards|calendar|waitlist|deliveries)$' and payload ? 'transaction'
      group by topic, payload ->> 'transaction'
      -- Of more than a screen could follow the latest: a channel carries no more than 256 kB at a time.
      order by ago limit 2000
    ) as announced
    group by topic
  ) as topics;
  perform private.announce('tick', 'tick', jsonb_build_object('said', v_said));
end
$$;

insert into private.topics (pattern, hear) values ('tick', 'private.is_staff()');
select private.schedule('tick', '5 seconds', 'private.tick', 'Says what was announced of late, so that a screen knows when it has missed some');
