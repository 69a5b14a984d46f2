/*
 * Realtime: who may listen and who may speak on a live channel. Asked when a channel is joined and
 * whenever its token is renewed, with the channel's name in `realtime.topic()`. The database itself
 * announces as the owner, past these policies. People may be present on a ward or at a chart, and speak
 * where a ward's handover is written.
 */

/*
 * Whether the caller may be present on a channel and see who else is: colleagues on a ward's board, and
 * those who care for a patient at the chart. Patients hear of their own chart, not who reads it.
 */
create function private.may_be_present(p_topic text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select case
    when not private.may_join_topic(p_topic) then false
    when p_topic like 'ward:%' then true
    when p_topic like 'patient:%' then split_part(p_topic, ':', 2)::uuid in (select private.care_patient_ids())
    else false
  end;
$$;

/*
 * Where people may speak: those who write a ward's handover, to those who read it. Everywhere else the database
 * alone announces.
 */
create function private.may_broadcast(p_topic text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select p_topic like 'handover:%' and private.has_permission('nursing.record') and private.may_join_topic(p_topic);
$$;

grant execute on function private.may_be_present(text), private.may_broadcast(text) to authenticated;

create policy messages_select_members on realtime.messages for select to authenticated
  using (case extension
    when 'broadcast' then (select private.may_join_topic(realtime.topic()))
    when 'presence' then (select private.may_be_present(realtime.topic()))
    else false
  end);

-- A screen on a wall has no account; the channel's name is its key (see queue and displays).
create policy messages_select_displays on realtime.messages for select to anon
  using (
    extension = 'broadcast'
    and (select private.is_live_display(realtime.topic()) or private.is_ward_display(realtime.topic()))
  );

create policy messages_insert_members on realtime.messages for insert to authenticated
  with check (case extension
    when 'broadcast' then (select private.may_broadcast(realtime.topic()))
    when 'presence' then (select private.may_be_present(realtime.topic()))
    else false
  end);
