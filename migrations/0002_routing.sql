-- The router reads the head of each line, that is of one queue and one channel: a channel whose agents are all full must
-- not hide what waits behind it on another.
create index interaction_line on interaction (workspace_id, queue_id, channel_id, priority desc, waiting_since, id)
  where state = 'waiting';
