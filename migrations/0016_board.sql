-- What supervisors see and do.

-- What the board counts of a day: a wait that ended, work that was completed or handed on. Only added, read by its time.
create table tally (
  workspace_id uuid not null references workspace (id),
  at timestamptz not null,
  id uuid not null,
  what text not null check (what in ('answered', 'ended', 'completed', 'handed_on')),
  queue_id uuid not null,
  channel_id uuid not null,
  agent_id uuid,
  -- Since when the contact had waited, of a wait that ended.
  since timestamptz,
  primary key (workspace_id, at, id),
  check ((what in ('answered', 'ended')) = (since is not null)),
  check ((what = 'ended') = (agent_id is null))
);

-- Where the day of the business begins: midnight in this zone.
create table business_day (
  workspace_id uuid primary key references workspace (id),
  zone text not null,
  version int not null
);

grant select, insert on tally to switchboard_app;
grant select, insert, update on business_day to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['tally', 'business_day'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;

-- What there was already, by the same rule (src/modules/supervision/core/tally.ts).
insert into tally (workspace_id, at, id, what, queue_id, channel_id, agent_id, since)
select workspace_id, to_timestamp((card ->> 'acceptedAt')::numeric / 1000), gen_random_uuid(), 'answered',
  (card ->> 'queueId')::uuid, (card -> 'conversation' ->> 'channelId')::uuid, (event ->> 'agentId')::uuid,
  to_timestamp((card ->> 'waitingSince')::numeric / 1000)
from (select *, event -> 'card' as card from journal where type = 'interaction.assigned') as line
where not (card ->> 'origin' = 'agent' and card ->> 'acceptedAt' = card ->> 'createdAt');
insert into tally (workspace_id, at, id, what, queue_id, channel_id, agent_id)
select workspace_id, to_timestamp((card ->> 'closedAt')::numeric / 1000), gen_random_uuid(), 'completed',
  (card ->> 'queueId')::uuid, (card -> 'conversation' ->> 'channelId')::uuid, (event ->> 'agentId')::uuid
from (select *, event -> 'card' as card from journal where type = 'interaction.closed') as line
where event ->> 'agentId' is not null;
