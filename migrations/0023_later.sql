-- Messages that are sent later: written now, at a time a person chose. The row is what stands in the thread until the
-- message is made from it, in the same transaction that removes it; what could not be sent stays, and says why.

create table planned_message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- What the caller called this press; the messages that are made from it are called the same.
  client_id uuid not null,
  -- Whoever answers for it: who wrote it, or who changed it last.
  agent_id uuid not null,
  -- [content], in the order in which they go. Text is not cut into parts yet.
  contents jsonb not null check (jsonb_array_length(contents) between 1 and 11),
  quote jsonb,
  -- For a template: which, and what fills it. It is filled once more when it goes.
  template_id uuid,
  template_fill jsonb,
  planned_at timestamptz not null,
  goes_at timestamptz not null,
  -- It could not be sent: since when it is back with a person, why (a refusal), and with whom; null: with the queue.
  returned_at timestamptz,
  returned_why text,
  returned_to uuid,
  version int not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id),
  check ((template_id is null) = (template_fill is null)),
  check ((returned_at is null) = (returned_why is null)),
  check (returned_to is null or returned_at is not null)
);
create unique index planned_client on planned_message (workspace_id, client_id);
create index planned_in on planned_message (workspace_id, conversation_id, goes_at, id);
create index planned_by on planned_message (workspace_id, agent_id, goes_at);
create index planned_due on planned_message (workspace_id, goes_at) where returned_at is null;
create index planned_back on planned_message (workspace_id, returned_to) where returned_at is not null;

-- Is something planned in it, or back with a person? For the card, so that no list has to look.
alter table conversation add column planned text check (planned in ('waits', 'returned'));

grant select, insert, update, delete on planned_message to switchboard_app;
alter table planned_message enable row level security;
alter table planned_message force row level security;
create policy one_workspace on planned_message to switchboard_app
  using (workspace_id = current_setting('app.workspace')::uuid);
do $$
begin
  execute format('create policy owner_keeps_house on planned_message to %I using (true)', current_user);
end $$;
create policy system_reads on planned_message for select to switchboard_system using (true);
grant select (workspace_id, goes_at, returned_at) on planned_message to switchboard_system;
