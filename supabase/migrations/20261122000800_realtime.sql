/*
 * Realtime: who may listen and who may speak on a live channel. Asked when a channel is joined and
 * whenever its token is renewed, with the channel's name in `realtime.topic()`. The database itself
 * announces as the owner, past these policies; people may only be present, and only on a ward.
 */

create policy messages_select_members on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and (select private.may_join_topic(realtime.topic())));

-- A screen in a waiting room has no account; the channel's name is its key (see queue).
create policy messages_select_displays on realtime.messages for select to anon
  using (extension in ('broadcast', 'presence') and (select private.is_live_display(realtime.topic())));

create policy messages_insert_presence_on_wards on realtime.messages for insert to authenticated
  with check (
    extension = 'presence'
    and (select realtime.topic()) like 'ward:%'
    and (select private.may_join_topic(realtime.topic()))
  );
