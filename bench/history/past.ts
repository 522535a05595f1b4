import pg from 'pg'
import { demoAdministrator, demoUsers } from '../../src/app/demo.ts'
import { present } from '../../src/kernel/assert.ts'

export type PastSize = { interactions: number; messages: number }

/** What there is to look for in a loaded past. */
export type Past = {
  contacts: number
  conversationIds: readonly string[]
  numbers: readonly string[]
  names: readonly string[]
  interactionNumbers: readonly number[]
}

/** Interactions of one contact, over the years. */
const EACH_CONTACT = 5
const YEARS = 2
/** The newest are still open: they wait, but for the last few, which the first agent holds. */
const [OPEN, HELD] = [400, 10]
/** Whoever writes while receiving is measured is one of these: the same numbers as in `inbound/load.ts`. */
const WRITERS = 5_000
/** For making indexes only. */
const INDEX_MEMORY = '512MB'
const SAMPLE = 500

const firstNames = ['Ana', 'Ben', 'Carla', 'Davi', 'Elena', 'Fabio', 'Grace', 'Hugo', 'Ines', 'Joao', 'Laura', 'Marta']
const lastNames = [
  'Almeida',
  'Baker',
  'Castro',
  'Dias',
  'Evans',
  'Ferrer',
  'Gomes',
  'Hill',
  'Iglesias',
  'Jones',
  'Lopes',
]

/**
 * Fill the demo's workspace with years of closed conversations, straight into the tables, as a product that is stopped
 * left them. Indexes are taken away and made again as the migrations have them; constraints stay; statistics are fresh.
 * The journal gets what a thread shows, not a line for each message. Needs a superuser, as the embedded Postgres has.
 */
export async function loadPast(url: string, { interactions, messages }: PastSize): Promise<Past> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    const contacts = interactions / EACH_CONTACT
    await owner.query(
      `set session_replication_role = replica; set maintenance_work_mem = '${INDEX_MEMORY}'; set jit = off`,
    )
    await owner.query(ids)
    const remake = await withoutIndexes(owner)
    for (const statement of await statements(owner, {
      interactions,
      contacts,
      perInteraction: messages / interactions,
    })) {
      await owner.query(statement)
    }
    for (const definition of remake) await owner.query(definition)
    await owner.query('vacuum analyze')
    await checkPast(owner, { interactions, messages })
    return await sampleOf(owner, contacts)
  } finally {
    await owner.end()
  }
}

/** A number as an id of a kind: what is loaded in order has ids in order. */
const ids = `create or replace function pg_temp.id_of(kind text, n bigint) returns uuid language sql immutable as
  $$ select ('018f' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`

const filled = ['contact', 'identity', 'conversation', 'interaction', 'message', 'journal']

/** Drop what no constraint needs. Answers with how to make it again. */
async function withoutIndexes(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [filled],
  )
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

type Scope = { interactions: number; contacts: number; perInteraction: number }

async function statements(owner: pg.Client, scope: Scope): Promise<string[]> {
  const { interactions, contacts, perInteraction } = scope
  const { rows } = await owner.query<
    Record<'w' | 'channel' | 'queue' | 'agent', string> & { seq: number; number: number }
  >(
    `select w.id as w, c.id as channel, c.queue_id as queue, a.id as agent, w.journal_seq::int as seq, n.interaction_number::int as number
     from workspace w join workspace_counter n on n.workspace_id = w.id join channel c on c.workspace_id = w.id
       join agent a on a.workspace_id = w.id and a.email = $1 where exists (
         select from agent m where m.workspace_id = w.id and m.email = $2)`,
    [demoUsers[0].email, demoAdministrator.email],
  )
  const { w, channel, queue, agent, seq, number } = present(rows[0], 'the demo')
  const step = `interval '${YEARS} years' / ${interactions}`
  const began = (k: string) => `(now() - interval '${YEARS} years' + (${k}) * ${step})`
  const pick = (names: readonly string[], n: string) => `(array['${names.join("','")}'])[1 + (${n}) % ${names.length}]`
  const series = (count: number) => `generate_series(0::bigint, ${count - 1}) as n`
  const isOpen = (k: string) => `${k} >= ${interactions - OPEN}`
  const isHeld = (k: string) => `${k} >= ${interactions - HELD}`
  const latest = `${interactions - contacts} + n`
  return [
    `insert into contact (workspace_id, id, name, created_at)
     select '${w}', pg_temp.id_of('c001', n), ${pick(firstNames, 'n')} || ' ' || ${pick(lastNames, 'n / 7')} || ' ' || n, ${began('n')} from ${series(contacts)}`,
    `insert into identity (workspace_id, id, contact_id, kind, value, first_seen_at, last_seen_at)
     select '${w}', pg_temp.id_of('c002', n), pg_temp.id_of('c001', n), 'phone',
       case when n < ${WRITERS} then '+4477010' || lpad(n::text, 5, '0') else '+4477' || (20000000 + (n * 7919) % 70000000) end, ${began('n')}, now() from ${series(contacts)}`,
    `insert into conversation (workspace_id, id, channel_id, contact_id, last_inbound_at, last_message_at, snippet, snippet_from, latest_interaction_id, created_at)
     select '${w}', pg_temp.id_of('c003', n), '${channel}', pg_temp.id_of('c001', n), ${began(latest)}, ${began(latest)},
       'Thank you, that is all.', 'contact', pg_temp.id_of('c004', ${latest}), ${began('n')} from ${series(contacts)}`,
    `insert into interaction (workspace_id, id, number, conversation_id, channel_id, contact_id, queue_id, state, origin, created_at, waiting_since, agent_id, accepted_at, awaiting_reply_since, closed_at, previous_id)
     select '${w}', pg_temp.id_of('c004', n), ${number} + 1 + n, pg_temp.id_of('c003', n % ${contacts}), '${channel}', pg_temp.id_of('c001', n % ${contacts}), '${queue}',
       case when ${isHeld('n')} then 'active' when ${isOpen('n')} then 'waiting' else 'closed' end, 'contact', ${began('n')}, ${began('n')},
       case when ${isHeld('n')} or not ${isOpen('n')} then '${agent}'::uuid end, case when ${isHeld('n')} or not ${isOpen('n')} then ${began('n')} end,
       case when ${isOpen('n')} then ${began('n')} end, case when not ${isOpen('n')} then ${began('n')} + interval '20 minutes' end,
       case when n >= ${contacts} then pg_temp.id_of('c004', n - ${contacts}) end from ${series(interactions)}`,
    `insert into message (workspace_id, id, conversation_id, channel_id, interaction_id, direction, author, agent_id, at, content, provider_message_id, client_id, delivery, accepted_at, sent_at, delivered_at, read_at)
     select '${w}', pg_temp.id_of('c005', n), pg_temp.id_of('c003', k % ${contacts}), '${channel}', pg_temp.id_of('c004', k),
       case when inbound then 'in' else 'out' end, case when inbound then 'contact' else 'agent' end, case when not inbound then '${agent}'::uuid end, at,
       jsonb_build_object('kind', 'text', 'text', 'Hello, this is about order VH-' || n || case when inbound then ': when will it arrive, please?' else ': it is on its way and arrives on Thursday before noon.' end),
       'wamid.HBgLNDQ3NzAwOTAwMDAVAgASGBQzQTAyREU1' || n, case when not inbound then gen_random_uuid() end,
       case when not inbound then 'read' end, case when not inbound then at end, case when not inbound then at end, case when not inbound then at end, case when not inbound then at end
     from (select n, n / ${perInteraction} as k, n % 2 = 0 as inbound, ${began(`(n / ${perInteraction})`)} + (n % ${perInteraction}) * interval '30 seconds' as at
       from ${series(interactions * perInteraction)}) as line`,
    `insert into journal (workspace_id, seq, at, type, by_agent_id, interaction_id, conversation_id, event)
     select '${w}', ${seq} + 1 + n, ${began('k')} + what * interval '10 minutes', 'interaction.' || name, case when what > 0 then '${agent}'::uuid end,
       pg_temp.id_of('c004', k), pg_temp.id_of('c003', k % ${contacts}),
       json_build_object('type', 'interaction.' || name, 'agentId', case when what > 0 then '${agent}' end,
         'card', json_build_object('id', pg_temp.id_of('c004', k), 'number', ${number} + 1 + k, 'queueId', '${queue}', 'state', name))
     from (select n, n / 3 as k, n % 3 as what, (array['created', 'assigned', 'closed'])[1 + n % 3] as name from ${series(3 * interactions)}) as line`,
    `update workspace set journal_seq = journal_seq + ${3 * interactions} where id = '${w}'`,
    `update workspace_counter set interaction_number = interaction_number + ${interactions} where workspace_id = '${w}'`,
  ]
}

async function checkPast(owner: pg.Client, { interactions, messages }: PastSize): Promise<void> {
  const { rows } = await owner.query<{ interactions: number; messages: number }>(
    'select (select count(*) from interaction)::int as interactions, (select count(*) from message)::int as messages',
  )
  const found = present(rows[0], 'counts')
  if (found.interactions !== interactions || found.messages !== messages)
    throw new Error(`the past is not what it should be: ${JSON.stringify(found)}`)
}

/** Spread over all of it. */
async function sampleOf(owner: pg.Client, contacts: number): Promise<Past> {
  const { rows } = await owner.query<{ id: string; name: string; value: string; number: number }>(
    `select c.id, p.name, i.value, x.number::int from generate_series(0, ${SAMPLE - 1}) as n
     join conversation c on c.id = pg_temp.id_of('c003', (n::bigint * 7919 * 31) % ${contacts})
     join contact p on p.workspace_id = c.workspace_id and p.id = c.contact_id
     join identity i on i.workspace_id = c.workspace_id and i.contact_id = p.id
     join interaction x on x.workspace_id = c.workspace_id and x.id = c.latest_interaction_id`,
  )
  return {
    contacts,
    conversationIds: rows.map(({ id }) => id),
    numbers: rows.map(({ value }) => value),
    names: rows.map(({ name }) => name),
    interactionNumbers: rows.map(({ number }) => number),
  }
}
