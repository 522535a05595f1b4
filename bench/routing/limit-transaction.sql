\set s random(0, 199)
begin;
with head as (select id from waiting where skill = :s and state = 'waiting' order by since limit 1 for update skip locked),
chosen as (select id from agent where skill = :s order by load, idle_since limit 1 for update skip locked),
offered as (update waiting set state = 'offered', offer = gen_random_uuid(), offered_to = chosen.id, expires_at = now() + interval '60 seconds' from head, chosen where waiting.id = head.id returning waiting.id, waiting.offer, waiting.offered_to, waiting.expires_at),
raised as (update agent set load = load + 1 from offered where agent.id = offered.offered_to)
insert into line (type, event) select 'interaction.offered', json_build_object('type', 'interaction.offered', 'offerId', offer, 'agentId', offered_to, 'card', json_build_object('id', id, 'state', 'offered', 'offer', json_build_object('id', offer, 'agentId', offered_to, 'expiresAt', expires_at), 'snippet', 'Hello, where is my order?', 'contact', json_build_object('name', 'Contact', 'phone', '+447700900123'))) from offered;
commit;
