-- Who changed which setting, and which supervisor looked at what: lines that are only added, each sealed to the one
-- before it, so that a changed, removed or reordered line is found. The head is kept apart: a missing tail is found too.

create table audit (
  workspace_id uuid not null references workspace (id),
  seq bigint not null,
  at timestamptz not null,
  agent_id uuid not null,
  kind text not null check (kind in ('change', 'access')),
  -- The operation: method and path.
  what text not null,
  -- What was asked for, as JSON text without secrets: exactly the text that is sealed.
  about text not null,
  request_id text not null,
  previous text not null,
  hash text not null,
  primary key (workspace_id, seq)
);

create table audit_head (
  workspace_id uuid primary key references workspace (id),
  seq bigint not null,
  hash text not null
);

grant select, insert on audit to switchboard_app;
grant select, insert, update on audit_head to switchboard_app;

do $$
declare name text;
begin
  foreach name in array array['audit', 'audit_head'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy one_workspace on %I to switchboard_app using (workspace_id = current_setting(''app.workspace'')::uuid)', name);
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;
