-- What must be filled in when an interaction is closed, and what its contact thought of it.

alter table channel
  -- What agents fill in at close: [{id, name, kind, required, choices}].
  add column closing_fields jsonb not null default '[]',
  -- What contacts are asked after it: {question, answers, listLabel}; null: nothing.
  add column satisfaction jsonb,
  -- The same question outside the session window.
  add column satisfaction_template jsonb;

alter table interaction
  -- As they were filled in: [{id, name, value}]. A later rename or removal does not change what was said.
  add column closing_fields jsonb not null default '[]',
  -- When it was asked, between which answers, and which was given.
  add column satisfaction jsonb;
-- The report reads what was asked in a time.
create index interaction_asked on interaction (workspace_id, closed_at) where satisfaction is not null;
