-- What a service level is measured by: how long an agent may have a conversation in hand before it counts as too long.
alter table sla_policy
  add column chat_limit_seconds int check (chat_limit_seconds between 1 and 2592000);

-- Of work that was completed the board knows since when its agent had it.
alter table tally drop constraint tally_check;
alter table tally add constraint tally_since check (what = 'completed' or (what in ('answered', 'ended')) = (since is not null));
update tally t set since = to_timestamp((line.card ->> 'acceptedAt')::numeric / 1000)
from (select workspace_id, event ->> 'agentId' as agent_id, event -> 'card' as card from journal where type = 'interaction.closed') as line
where t.what = 'completed' and t.workspace_id = line.workspace_id and t.agent_id = line.agent_id::uuid
  and t.at = to_timestamp((line.card ->> 'closedAt')::numeric / 1000) and t.queue_id = (line.card ->> 'queueId')::uuid
  and line.card ->> 'acceptedAt' is not null;
