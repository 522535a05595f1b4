-- What became of a message changes three times after it is sent. An index whose condition names the delivery is written
-- again with every change of it, and all others with it; these name only what the sender itself sets and clears, so that
-- a status touches no index (a heap-only update).
drop index message_due;
drop index message_queued_order;
drop index message_sending;
update message set next_attempt_at = null where delivery is distinct from 'queued' and next_attempt_at is not null;
update message set sending_since = null where delivery is distinct from 'sending' and sending_since is not null;
create index message_due on message (workspace_id, next_attempt_at) where next_attempt_at is not null;
create index message_unsent on message (workspace_id, conversation_id, id)
  where next_attempt_at is not null or sending_since is not null;
create index message_sending on message (sending_since) where sending_since is not null;
-- So nothing that waits or flies can be missing from them.
alter table message add constraint queued_has_its_time check (delivery <> 'queued' or next_attempt_at is not null);
alter table message add constraint sending_has_begun check (delivery <> 'sending' or sending_since is not null);
