-- The rows of a busy day, put straight into the tables: somebody who holds many conversations with a past, and behind
-- them a queue that is far too long. Settings: bench.agent (e-mail), bench.open, bench.held, bench.messages.

create temp table scene as
select w.id as workspace, c.id as channel, c.queue_id as queue, a.id as agent
from workspace w
join channel c on c.workspace_id = w.id
join agent a on a.workspace_id = w.id and a.email = current_setting('bench.agent');

create temp table one as
select n, uuidv7() as contact, uuidv7() as conversation, uuidv7() as interaction,
  n <= current_setting('bench.held')::int as is_held,
  case when n <= current_setting('bench.held')::int then current_setting('bench.messages')::int else 1 end as messages,
  -- The one who waits longest is the first of them.
  now() - interval '4 hours' + n * interval '1 second' as since
from generate_series(1, current_setting('bench.open')::int) n;

insert into contact (workspace_id, id, name, language, service_consent, created_at)
select workspace, contact, 'Contact ' || lpad(n::text, 5, '0'), 'en', 'granted', since from one, scene;

insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
select workspace, uuidv7(), contact, 'phone', '+4477009' || lpad(n::text, 5, '0'), since, now() from one, scene;

insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, last_message_at, snippet,
  snippet_from, unread, latest_interaction_id, created_at)
select workspace, conversation, channel, contact, now(), now(), 'Hello, I would like to know where my order ' || n || ' is',
  'contact', case when is_held then 0 else 1 end, interaction, since
from one, scene;

insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, origin,
  created_at, waiting_since, agent_id, accepted_at, awaiting_reply_since)
select workspace, interaction, 1000 + n, conversation, channel, contact, queue,
  case when is_held then 'active' else 'waiting' end, 'contact', since, since,
  case when is_held then agent end, case when is_held then since end, since
from one, scene;

insert into message (workspace_id, id, conversation_id, channel_id, interaction_id, direction, author, agent_id, at,
  content, provider_message_id, delivery, accepted_at, sent_at, delivered_at, read_at)
select workspace, uuidv7(), conversation, channel, interaction, direction, author,
  case when author = 'agent' then agent end, at, content, 'wamid.DESK ' || n || '.' || m,
  case when author = 'agent' then 'read' end, sent, sent, sent, sent
from (
  select one.*, m,
    case when m % 3 = 2 then 'out' else 'in' end as direction,
    case when m % 3 = 2 then 'agent' else 'contact' end as author,
    since + m * interval '30 seconds' as at,
    case when m % 3 = 2 then since + m * interval '30 seconds' end as sent,
    jsonb_build_object('kind', 'text', 'text',
      'Message ' || m || ' of ' || n || repeat(': the sofa should come on Friday between nine and twelve', m % 4)) as content
  from one, generate_series(1, messages) m
) each_message, scene;

update workspace_counter set interaction_number = 1000 + current_setting('bench.open')::int;
-- Hands as full as they may be, so that nothing is offered, but room on the channel; and no question about how each ended.
update channel set capacity = 100, disposition_required = false;
update agent set capacity = current_setting('bench.held')::int where email = current_setting('bench.agent');
analyze;
