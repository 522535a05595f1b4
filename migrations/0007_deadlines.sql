-- Deadlines are looked for workspace by workspace: however much is overdue in one, the question costs one look into an
-- index, and nobody waits behind another workspace's backlog. The workspace is in the index, so that its rows need not
-- be read to tell whose they are.
create index interaction_offer_due on interaction (workspace_id, offer_expires_at) where state = 'offered';
create index interaction_wrap_up_due on interaction (workspace_id, wrap_up_ends_at)
  where state = 'wrapping_up' and not wrap_up_held;
create index presence_due on presence (workspace_id, returns_at) where returns_at is not null;
create index message_due on message (workspace_id, next_attempt_at) where delivery = 'queued';
drop index interaction_offer_expiry;
drop index interaction_wrap_up_end;
drop index presence_returning;
drop index message_queued;
