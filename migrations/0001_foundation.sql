-- The foundation. Every table's key begins with the workspace; every timestamp is an instant; state columns carry the
-- checks their states promise. Row-level security stands behind the queries' own conditions (last section).

create table workspace (
  id uuid primary key,
  name text not null,
  -- The last journal number given out. Taken last in every transaction that records, so number order is commit order.
  journal_seq bigint not null default 0,
  created_at timestamptz not null
);

create table workspace_counter (
  workspace_id uuid primary key references workspace (id),
  interaction_number bigint not null default 0
);

create table journal (
  workspace_id uuid not null references workspace (id),
  seq bigint not null,
  at timestamptz not null,
  type text not null,
  by_agent_id uuid,
  interaction_id uuid,
  conversation_id uuid,
  -- Plain text of JSON: written once, read whole, never searched.
  event json not null,
  primary key (workspace_id, seq)
);
create index journal_of_conversation on journal (workspace_id, conversation_id, seq)
  where type in ('interaction.created', 'interaction.reopened', 'interaction.assigned', 'interaction.resumed', 'interaction.closed');
create index journal_of_interaction on journal (workspace_id, interaction_id, seq)
  where type like 'interaction.%' and type <> 'interaction.updated';

-- People -------------------------------------------------------------------------------------------------------------

create table agent (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  -- The sign-in of this person (schema auth); null for an integration.
  user_id text unique,
  name text not null,
  email text not null,
  role text not null check (role in ('administrator', 'supervisor', 'agent')),
  active boolean not null default true,
  capacity int check (capacity between 1 and 100),
  denied text[] not null default '{}',
  preferences jsonb,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index agent_email on agent (workspace_id, lower(email));

create table reason (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  kind text not null check (kind in ('break', 'offline')),
  name text not null,
  active boolean not null default true,
  primary key (workspace_id, id)
);

create table presence (
  workspace_id uuid not null,
  agent_id uuid not null,
  state text not null check (state in ('available', 'on_break', 'working_offline', 'signed_out')),
  reason_id uuid,
  since timestamptz not null,
  stop_new boolean not null default false,
  break_requested boolean not null default false,
  break_requested_reason_id uuid,
  not_responding boolean not null default false,
  returns_at timestamptz,
  -- Since when this agent has had nothing to do: who is idle longest is offered first.
  idle_since timestamptz not null,
  primary key (workspace_id, agent_id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
create index presence_returning on presence (returns_at) where returns_at is not null;

create table api_key (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  -- Acts as this agent row, so that the journal can name it.
  agent_id uuid not null,
  name text not null,
  role text not null check (role in ('administrator', 'supervisor', 'agent')),
  hash text not null unique,
  last_four text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);

-- Queues -------------------------------------------------------------------------------------------------------------

create table queue (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null check (length(name) between 2 and 30),
  description text not null default '',
  strategy text not null default 'longest_idle' check (strategy in ('longest_idle')),
  accept_seconds int not null default 20 check (accept_seconds between 15 and 60),
  on_reject text not null default 'on_break' check (on_reject in ('none', 'on_break', 'offline', 'stop_new')),
  on_timeout text not null default 'on_break' check (on_timeout in ('none', 'on_break', 'offline', 'stop_new')),
  return_seconds int,
  asks_to_accept boolean not null default true,
  wrap_up_seconds int not null default 60 check (wrap_up_seconds between 0 and 3600),
  after_wrap_up text not null default 'available' check (after_wrap_up in ('available', 'not_ready')),
  removed_at timestamptz,
  version int not null default 1,
  primary key (workspace_id, id)
);
create unique index queue_name on queue (workspace_id, lower(name)) where removed_at is null;

create table queue_member (
  workspace_id uuid not null,
  queue_id uuid not null,
  agent_id uuid not null,
  primary key (workspace_id, queue_id, agent_id),
  foreign key (workspace_id, queue_id) references queue (workspace_id, id),
  foreign key (workspace_id, agent_id) references agent (workspace_id, id)
);
create index queue_member_of on queue_member (workspace_id, agent_id);

-- Dispositions -------------------------------------------------------------------------------------------------------

create table disposition (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  parent_id uuid,
  name text not null,
  kinds text[] not null,
  do_not_contact boolean not null default false,
  active boolean not null default true,
  position int not null default 0,
  removed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, parent_id) references disposition (workspace_id, id)
);

create table result_code_plan (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  disposition_ids uuid[] not null default '{}',
  primary key (workspace_id, id)
);

-- Channels and the webhook inbox -------------------------------------------------------------------------------------

create table channel (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  key text not null check (key ~ '^[A-Za-z0-9]{1,5}$'),
  name text not null check (length(name) between 1 and 40),
  description text not null default '' check (length(description) <= 1000),
  kind text not null check (kind in ('whatsapp', 'sms')),
  provider text not null,
  active boolean not null default true,
  display_number text not null default '',
  country text not null default 'GB' check (country ~ '^[A-Z]{2}$'),
  queue_id uuid,
  capacity int not null default 3 check (capacity between 1 and 100),
  response_seconds int not null default 300,
  response_warning_percent int not null default 80 check (response_warning_percent between 1 and 100),
  reopen_days int check (reopen_days between 1 and 365),
  opening_hours jsonb,
  out_of_hours_text text not null default '',
  opt_in jsonb,
  recontact jsonb,
  result_code_plan_id uuid,
  disposition_required boolean not null default false,
  disposition_reason_id uuid,
  throughput_per_second int not null default 80,
  -- The connection. Secrets are sealed (AES-256-GCM) and bound to this row.
  base_url text not null default '',
  api_version text not null default '',
  phone_number_id text not null default '',
  business_account_id text not null default '',
  app_id text not null default '',
  access_token_sealed text,
  access_token_last_four text,
  app_secrets_sealed text[] not null default '{}',
  app_secret_last_fours text[] not null default '{}',
  webhook_key text not null unique,
  verify_token text not null,
  -- Health, as the provider and the webhook address showed it.
  trouble jsonb,
  wrong_signatures int not null default 0,
  last_wrong_signature_at timestamptz,
  last_webhook_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, queue_id) references queue (workspace_id, id)
);
create unique index channel_key on channel (workspace_id, lower(key));
create unique index channel_line on channel (workspace_id, provider, phone_number_id) where phone_number_id <> '';

-- What arrived, byte for byte, before anybody looked inside.
create table webhook (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  channel_id uuid not null,
  received_at timestamptz not null,
  body bytea not null,
  state text not null default 'stored' check (state in ('stored', 'applied', 'broken')),
  attempts int not null default 0
);
create index webhook_stored on webhook (workspace_id, id) where state = 'stored';
create index webhook_old on webhook (received_at) where state = 'applied';

-- Parts of webhooks that could not be placed, and what the provider says about the account: kept raw, visible,
-- replayable by applying their webhook again.
create table webhook_part (
  workspace_id uuid not null references workspace (id),
  id bigint generated always as identity,
  webhook_id bigint,
  channel_id uuid not null,
  at timestamptz not null,
  why text not null check (why in ('unknown_number', 'unreadable', 'notice')),
  line text,
  path text not null,
  reason text not null,
  raw text not null,
  state text not null default 'kept' check (state in ('kept', 'replayed', 'dismissed')),
  primary key (workspace_id, id)
);
create index webhook_part_kept on webhook_part (workspace_id, id) where state = 'kept';

-- Contacts -----------------------------------------------------------------------------------------------------------

create table contact (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  name text not null,
  -- The provider's display name was replaced by a person's correction.
  name_is_ours boolean not null default false,
  username text,
  email text,
  language text,
  note text not null default '',
  service_consent text not null default 'none' check (service_consent in ('none', 'granted', 'revoked')),
  do_not_contact boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create index contact_name on contact (workspace_id, lower(name) text_pattern_ops);

create table identity (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('phone', 'user_id', 'parent_user_id')),
  value text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, kind, value),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index identity_of on identity (workspace_id, contact_id);

create table consent_entry (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  channel_id uuid,
  at timestamptz not null,
  purpose text not null check (purpose in ('service', 'marketing')),
  granted boolean not null,
  source text not null,
  by_agent_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index consent_of on consent_entry (workspace_id, contact_id, at);
-- The same word of a provider heard twice is one entry.
create unique index consent_once on consent_entry (workspace_id, contact_id, purpose, at, granted, source);

-- Conversations ------------------------------------------------------------------------------------------------------

create table conversation (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  last_inbound_at timestamptz,
  last_message_at timestamptz,
  snippet text not null default '',
  snippet_from text check (snippet_from in ('contact', 'us')),
  unread int not null default 0,
  -- The closed period in which the out-of-hours message was last sent ends here: one reply per period (R-038).
  out_of_hours_until timestamptz,
  latest_interaction_id uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  -- One thread per contact and channel, whatever races.
  unique (workspace_id, channel_id, contact_id),
  foreign key (workspace_id, channel_id) references channel (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
);
create index conversation_of_contact on conversation (workspace_id, contact_id);

create table interaction (
  workspace_id uuid not null,
  id uuid not null,
  number bigint not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  contact_id uuid not null,
  queue_id uuid not null,
  state text not null check (state in ('waiting', 'offered', 'active', 'wrapping_up', 'closed')),
  priority int not null default 0 check (priority between 0 and 1000),
  origin text not null check (origin in ('contact', 'agent')),
  created_at timestamptz not null,
  waiting_since timestamptz not null,
  passed_over uuid[] not null default '{}',
  offer_id uuid,
  offered_to uuid,
  offer_expires_at timestamptz,
  agent_id uuid,
  accepted_at timestamptz,
  awaiting_reply_since timestamptz,
  wrap_up_started_at timestamptz,
  wrap_up_ends_at timestamptz,
  wrap_up_held boolean not null default false,
  disposition_id uuid,
  -- Kept as chosen, so that a removed disposition still has its name in reports.
  disposition_name text,
  closed_at timestamptz,
  reopened int not null default 0,
  -- The one before it in the same conversation (R-031).
  previous_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  foreign key (workspace_id, queue_id) references queue (workspace_id, id),
  check ((state = 'offered') = (offer_id is not null)),
  check ((offer_id is null) = (offered_to is null) and (offer_id is null) = (offer_expires_at is null)),
  check ((state in ('active', 'wrapping_up')) <= (agent_id is not null)),
  check ((state in ('waiting', 'offered')) <= (agent_id is null)),
  check ((state = 'wrapping_up') = (wrap_up_started_at is not null)),
  check ((state = 'closed') = (closed_at is not null))
);
create unique index interaction_open on interaction (workspace_id, conversation_id) where state <> 'closed';
create index interaction_waiting on interaction (workspace_id, queue_id, priority desc, waiting_since, id) where state = 'waiting';
create index interaction_held on interaction (workspace_id, agent_id) where state in ('active', 'wrapping_up');
create index interaction_offered on interaction (workspace_id, offered_to) where state = 'offered';
create index interaction_offer_expiry on interaction (offer_expires_at) where state = 'offered';
create index interaction_wrap_up_end on interaction (wrap_up_ends_at) where state = 'wrapping_up' and not wrap_up_held;
create index interaction_of_contact on interaction (workspace_id, contact_id, created_at);
create index interaction_of_conversation on interaction (workspace_id, conversation_id, created_at);
create index interaction_created on interaction (workspace_id, created_at desc, id desc);
create index interaction_closed on interaction (workspace_id, closed_at) where state = 'closed';

create table message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  channel_id uuid not null,
  interaction_id uuid,
  direction text not null check (direction in ('in', 'out')),
  author text not null check (author in ('contact', 'agent', 'house', 'phone_app')),
  agent_id uuid,
  -- The contact's own time for what arrives (never later than arrival), ours for what we send.
  at timestamptz not null,
  content jsonb not null,
  provider_message_id text,
  -- What the caller called this press of Send, and the place among the parts of a long text.
  client_id uuid,
  part int not null default 0,
  -- What it answers: {messageId, providerMessageId, from, text}, as it was when it was quoted.
  quote jsonb,
  -- [{from, emoji, at}]; emoji null is a reaction taken back, kept so that an older one heard late stays out.
  reactions jsonb not null default '[]',
  forwarded boolean not null default false,
  referral jsonb,
  edited_at timestamptz,
  revoked_at timestamptz,
  -- Delivery: only for what we send. Only moves forward.
  delivery text check (delivery in ('queued', 'sending', 'accepted', 'unknown', 'sent', 'delivered', 'read', 'played', 'failed')),
  held_until timestamptz,
  next_attempt_at timestamptz,
  attempts int not null default 0,
  sending_since timestamptz,
  accepted_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  failure jsonb,
  pricing jsonb,
  -- For a template: which, and what fills it.
  template_id uuid,
  template_fill jsonb,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id),
  check ((direction = 'out' and author in ('agent', 'house')) = (delivery is not null))
);
-- Room on each page for the next version of a row: what changes often is then written without touching an index.
alter table conversation set (fillfactor = 80);
alter table interaction set (fillfactor = 80);
alter table message set (fillfactor = 85);
create unique index message_once on message (workspace_id, channel_id, provider_message_id) where provider_message_id is not null;
create unique index message_client on message (workspace_id, client_id, part) where client_id is not null;
create index message_thread on message (workspace_id, conversation_id, at desc, id desc);
create index message_queued on message (next_attempt_at) where delivery = 'queued';
create index message_queued_order on message (workspace_id, conversation_id, id) where delivery in ('queued', 'sending');
create index message_sending on message (sending_since) where delivery in ('sending');

-- A status for a message we do not know (yet): it may be ahead of the answer to our own send.
create table early_status (
  workspace_id uuid not null references workspace (id),
  channel_id uuid not null,
  provider_message_id text not null,
  at timestamptz not null,
  status jsonb not null,
  stored_at timestamptz not null,
  primary key (workspace_id, channel_id, provider_message_id, at, stored_at)
);

create table note (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  interaction_id uuid,
  agent_id uuid not null,
  at timestamptz not null,
  text text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);
create index note_thread on note (workspace_id, conversation_id, at desc, id desc);

create table attachment (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  -- Who may see the conversation may see the file; nobody else.
  conversation_id uuid not null,
  message_id uuid,
  mime_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  file_name text,
  -- The provider's id of our upload, and until when it is good there.
  provider_media_id text,
  provider_media_until timestamptz,
  uploaded_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

create table draft (
  workspace_id uuid not null,
  agent_id uuid not null,
  conversation_id uuid not null,
  mode text not null check (mode in ('reply', 'note')),
  text text not null,
  updated_at timestamptz not null,
  primary key (workspace_id, agent_id, conversation_id, mode),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id)
);

-- Templates and answers ----------------------------------------------------------------------------------------------

create table template (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  account text not null,
  provider_template_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  parameter_format text not null check (parameter_format in ('positional', 'named')),
  components jsonb not null,
  rejected_reason text,
  channel_ids uuid[] not null default '{}',
  synced_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, account, name, language)
);

create table template_sync (
  workspace_id uuid not null references workspace (id),
  account text not null,
  channel_id uuid not null,
  at timestamptz,
  trouble text,
  primary key (workspace_id, account)
);

create table canned_answer (
  workspace_id uuid not null references workspace (id),
  id uuid not null,
  channel_id uuid,
  shortcut text not null,
  title text not null,
  text text not null,
  primary key (workspace_id, id)
);
create unique index canned_answer_shortcut on canned_answer
  (workspace_id, coalesce(channel_id, '00000000-0000-0000-0000-000000000000'), lower(shortcut));

-- Sign-in (better-auth's tables) -------------------------------------------------------------------------------------

create schema auth;
create table auth."user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth.session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" (id) on delete cascade
);
create index session_of on auth.session ("userId");
create table auth.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_of on auth.account ("userId");
create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);
create table auth."rateLimit" (
  id text primary key,
  key text not null unique,
  count int not null,
  "lastRequest" bigint not null
);

-- Isolation ----------------------------------------------------------------------------------------------------------
-- switchboard_app: everything a person or a channel causes; sees one workspace, named inside the transaction, and
-- nothing at all when none is named (an unset setting raises).
-- switchboard_system: sign-in, the webhook inbox and the sweeps, which must look across workspaces; it reads little.

grant usage on schema public to switchboard_app, switchboard_system;
grant select, insert, update, delete on all tables in schema public to switchboard_app;
revoke insert, delete on workspace from switchboard_app;
revoke update, delete on journal from switchboard_app;
revoke delete on interaction, consent_entry from switchboard_app;

do $$
declare name text;
begin
  for name in
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'migration'
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy one_workspace on %I to switchboard_app using (%I = current_setting(''app.workspace'')::uuid)',
      name, case when name = 'workspace' then 'id' else 'workspace_id' end
    );
    -- The owner makes workspaces. Forced security binds owners too, where they are not superusers.
    execute format('create policy owner_keeps_house on %I to %I using (true)', name, current_user);
  end loop;
end $$;

create policy system_reads on workspace for select to switchboard_system using (true);
create policy system_reads on channel for select to switchboard_system using (true);
create policy system_reads on interaction for select to switchboard_system using (true);
create policy system_reads on presence for select to switchboard_system using (true);
create policy system_reads on message for select to switchboard_system using (true);
create policy system_reads on agent for select to switchboard_system using (true);
create policy system_reads on queue_member for select to switchboard_system using (true);
create policy system_reads on api_key for select to switchboard_system using (true);
create policy system_stores on webhook for all to switchboard_system using (true) with check (true);

grant select (id, name, journal_seq, created_at) on workspace to switchboard_system;
grant select on channel, agent, queue_member, api_key to switchboard_system;
grant select (workspace_id, state, offer_expires_at, wrap_up_ends_at, wrap_up_held) on interaction to switchboard_system;
grant select (workspace_id, returns_at) on presence to switchboard_system;
grant select (workspace_id, delivery, next_attempt_at, sending_since) on message to switchboard_system;
grant select, insert on webhook to switchboard_system;

grant usage on schema auth to switchboard_system;
grant select, insert, update, delete on all tables in schema auth to switchboard_system;
