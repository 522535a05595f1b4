-- What was passed on and came back, because nobody took it, ends a wait too: the board asks whether it was too long.
alter table tally
  drop constraint tally_what_check,
  drop constraint tally_check1,
  drop constraint tally_since,
  add constraint tally_what check (what in ('answered', 'ended', 'returned', 'completed', 'handed_on')),
  add constraint tally_agent check ((what in ('ended', 'returned')) = (agent_id is null)),
  add constraint tally_since check (what = 'completed' or (what in ('answered', 'ended', 'returned')) = (since is not null));

-- What came back already, by the same rule (src/modules/supervision/core/tally.ts).
insert into tally (workspace_id, at, id, what, queue_id, channel_id, since)
select workspace_id, to_timestamp((card ->> 'acceptedAt')::numeric / 1000), gen_random_uuid(), 'returned',
  (card ->> 'queueId')::uuid, (card -> 'conversation' ->> 'channelId')::uuid,
  to_timestamp((card ->> 'waitingSince')::numeric / 1000)
from (select *, event -> 'card' as card from journal where type = 'interaction.returned') as line;
