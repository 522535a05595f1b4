-- What an agent holds can be set aside, passed on, and taken back when nobody writes.

alter table interaction
  -- Set aside (D-06): out of the active list and of its agent's load. `until`: then it comes back by itself.
  add column parked_reason text check (parked_reason in ('manual', 'call', 'customer_silence')),
  add column parked_since timestamptz,
  add column parked_until timestamptz,
  -- Since when whoever's turn it is has been silent (R-037, R-084). Compared with the times of its queue.
  add column quiet_since timestamptz,
  -- Passed on and not taken yet (R-035).
  add column transfer jsonb,
  add column transfer_to uuid,
  add column transfer_ends_at timestamptz,
  -- How often it was passed on since a person last answered.
  add column passes int not null default 0;
update interaction set quiet_since = greatest(awaiting_reply_since, accepted_at, waiting_since);
alter table interaction alter column quiet_since set default now(), alter column quiet_since set not null;
alter table interaction
  add constraint parked_has_its_reason check ((parked_reason is null) = (parked_since is null)),
  add constraint parked_is_held check (parked_since is null or state = 'active'),
  add constraint parked_until_is_parked check (parked_until is null or parked_since is not null),
  add constraint transfer_has_its_words check (transfer is not null or (transfer_to is null and transfer_ends_at is null)),
  add constraint transfer_is_open check (transfer is null or state in ('waiting', 'offered', 'active'));

create index interaction_parked on interaction (workspace_id, agent_id) where parked_since is not null;
create index interaction_passed_to on interaction (workspace_id, transfer_to) where transfer_to is not null;
create index interaction_wake_due on interaction (workspace_id, parked_until) where parked_until is not null;
create index interaction_transfer_due on interaction (workspace_id, transfer_ends_at) where transfer_ends_at is not null;
create index interaction_contact_quiet on interaction (workspace_id, queue_id, quiet_since)
  where state = 'active' and parked_since is null and awaiting_reply_since is null;
create index interaction_agent_quiet on interaction (workspace_id, queue_id, quiet_since)
  where state = 'active' and parked_since is null and awaiting_reply_since is not null;

grant select (parked_since, parked_until, transfer_ends_at, quiet_since, awaiting_reply_since, queue_id)
  on interaction to switchboard_system;

-- May agents park by hand, and is everything parked while its agent is on the telephone (R-033, R-034)?
alter table channel
  add column parks_by_hand boolean not null default true,
  add column parks_on_call boolean not null default false;

-- After how many seconds of the contact's silence the agent is free again (R-037), and of the agent's it is taken back
-- (R-084); null: never.
alter table queue
  add column contact_silence_seconds int check (contact_silence_seconds between 60 and 2592000),
  add column agent_silence_seconds int check (agent_silence_seconds between 30 and 86400);
create policy system_reads on queue for select to switchboard_system using (true);
grant select (workspace_id, id, contact_silence_seconds, agent_silence_seconds) on queue to switchboard_system;

-- Whether agents pass on what they hold, and after how many seconds it returns when nobody takes it (R-035); no row: as
-- the defaults say.
create table transfer_rules (
  workspace_id uuid primary key references workspace (id),
  allowed boolean not null default true,
  return_seconds int not null default 60 check (return_seconds = 0 or return_seconds between 10 and 3600),
  version int not null default 1
);
create policy system_reads on transfer_rules for select to switchboard_system using (true);
grant select (workspace_id, allowed) on transfer_rules to switchboard_system;

-- Telephone systems that tell who is on a call. The secret is sealed and bound to its row.
create table telephone (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 40),
  active boolean not null default true,
  hook_key text not null unique,
  secret_sealed text not null,
  secret_last_four text not null,
  last_heard_at timestamptz,
  wrong_signatures int not null default 0,
  last_wrong_signature_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index telephone_name on telephone (workspace_id, lower(name));
create policy system_reads on telephone for select to switchboard_system using (true);
grant select on telephone to switchboard_system;

-- Under which extension a telephone system knows somebody.
create table extension (
  workspace_id uuid not null,
  agent_id uuid not null,
  number text not null check (length(number) between 1 and 40),
  primary key (workspace_id, agent_id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
create unique index extension_number on extension (workspace_id, number);

-- Calls, as they were told: by the id of the telephone system, so that what comes twice or late changes nothing.
create table call (
  workspace_id uuid not null,
  agent_id uuid not null,
  call_id text not null check (length(call_id) between 1 and 120),
  -- Null: its end was heard first.
  started_at timestamptz,
  ended_at timestamptz,
  -- An end that never comes is not waited for any longer than this. Null: it has ended.
  limit_at timestamptz,
  heard_at timestamptz not null,
  primary key (workspace_id, agent_id, call_id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
create index call_open on call (workspace_id, agent_id) where limit_at is not null;
create index call_due on call (workspace_id, limit_at) where limit_at is not null;
create index call_heard on call (workspace_id, heard_at);
create policy system_reads on call for select to switchboard_system using (true);
grant select (workspace_id, limit_at) on call to switchboard_system;

alter table presence add column on_call_since timestamptz;

-- Parking and passing on are lines of a thread.
drop index journal_of_conversation;
create index journal_of_conversation on journal (workspace_id, conversation_id, seq)
  where type in ('interaction.created', 'interaction.reopened', 'interaction.assigned', 'interaction.resumed',
    'interaction.closed', 'interaction.parked', 'interaction.passed', 'interaction.moved', 'interaction.returned');

grant select, insert, update, delete on transfer_rules, telephone, extension, call to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['transfer_rules', 'telephone', 'extension', 'call'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;
