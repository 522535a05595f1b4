-- Automation rules: when something happens to an interaction, or at times, on conditions, do this (R-064).

create table rule (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  active boolean not null,
  -- {on, …}
  looks jsonb not null,
  -- Outside its hours the rule is skipped; null: it always runs.
  calendar_id uuid,
  delay_seconds int not null check (delay_seconds between 0 and 2592000),
  -- [[condition]]: any of the sets, all of one set
  conditions jsonb not null,
  -- [job], in order
  jobs jsonb not null,
  version int not null,
  -- The last line of the journal it does not look at: what was before it was switched on, or meant something else.
  after_seq bigint not null,
  -- When it next looks at everything that is open; null: it waits for something to happen, or is switched off.
  next_at timestamptz,
  -- How far it has looked at this time; null: not yet.
  looked_to uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);
create unique index rule_name on rule (workspace_id, lower(name));
create index rule_next on rule (workspace_id, next_at) where next_at is not null;
-- Those that wait for something to happen.
create index rule_follows on rule (workspace_id) where active and next_at is null;

-- How far the journal has been read for the rules of a workspace.
create table rule_cursor (
  workspace_id uuid primary key references workspace (id),
  seq bigint not null
);

-- What a rule is still to do for an interaction, and what became of the last it did.
create table rule_run (
  workspace_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  interaction_id uuid not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  -- {what, …}
  outcome jsonb,
  primary key (workspace_id, id),
  foreign key (workspace_id, rule_id) references rule (workspace_id, id) on delete cascade,
  foreign key (workspace_id, interaction_id) references interaction (workspace_id, id),
  check ((ended_at is null) = (outcome is null))
);
create unique index rule_run_pending on rule_run (workspace_id, rule_id, interaction_id) where ended_at is null;
create index rule_run_due on rule_run (workspace_id, due_at) where ended_at is null;
create index rule_run_ended on rule_run (workspace_id, rule_id, ended_at desc) where ended_at is not null;
create index rule_run_recent on rule_run (workspace_id, interaction_id, rule_id, ended_at) where ended_at is not null;

-- Whose doing it was: what a rule did sets off no rule.
alter table journal add column by_rule_id uuid;

-- What a rule did is a line of a thread.
drop index journal_of_conversation;
create index journal_of_conversation on journal (workspace_id, conversation_id, seq)
  where type in ('interaction.created', 'interaction.reopened', 'interaction.assigned', 'interaction.resumed',
    'interaction.closed', 'interaction.parked', 'interaction.passed', 'interaction.moved', 'interaction.returned',
    'interaction.ruled');

grant select, insert, update, delete on rule, rule_cursor, rule_run to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['rule', 'rule_cursor', 'rule_run'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
    execute format('create policy system_reads on %I for select to switchboard_system using (true)', name);
  end loop;
end $$;
grant select (workspace_id, active, next_at) on rule to switchboard_system;
grant select (workspace_id, seq) on rule_cursor to switchboard_system;
grant select (workspace_id, due_at, ended_at) on rule_run to switchboard_system;
