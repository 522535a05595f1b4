import { setTimeout as wait } from 'node:timers/promises'
import type { ConversationId } from '../../src/contract/ids.ts'
import { getThread } from '../../src/contract/operations/conversations.ts'
import type { Client } from '../../src/testing/client.ts'
import type { House } from '../house.ts'
import type { Told } from '../ledger.ts'
import type { Peer, Seen } from './peer.ts'
import type { Taken } from './sender.ts'

/** The issue's minute, on the product's clock, in steps after each of which the machine may take its time. */
const MINUTE_MS = 60_000
const STEP_MS = 10_000
const DRAIN_LIMIT_MS = 180_000
const QUIET_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 100
const SHOWN_TROUBLES = 5

/**
 * Let a minute pass on the product's clock: what is still to be sent then, or being sent, is stuck. What is planned goes
 * before that, by the clock of this computer, which the provider has too.
 */
export async function letAMinutePass(house: House, peer: Peer): Promise<void> {
  await until(DRAIN_LIMIT_MS, async () => (await waiting(house, 'select from planned_message')) === 0)
  await until(DRAIN_LIMIT_MS, async () => (await due(house, 0)) === 0)
  await peer.told()
  for (let passed = 0; passed < MINUTE_MS; passed += STEP_MS) {
    await house.moveClock(STEP_MS)
    await until(QUIET_LIMIT_MS, async () => (await due(house, passed + STEP_MS)) === 0)
  }
  await peer.told()
  await until(QUIET_LIMIT_MS, async () => (await waiting(house, `select from webhook where state = 'stored'`)) === 0)
}

/** What could go now, in front of its conversation, and what has been in the air for longer than any send takes. */
const due = (house: House, aheadMs: number): Promise<number> =>
  waiting(
    house,
    `select from message m where delivery = 'queued' and next_attempt_at <= now() + $1 * interval '1 ms'
       and not exists (select from message e where e.conversation_id = m.conversation_id
         and e.delivery in ('queued', 'sending') and e.id < m.id)
     union all select from message where delivery = 'sending' and sending_since < now() + ($1 - 46000) * interval '1 ms'`,
    [aheadMs],
  )

const waiting = async (house: House, sql: string, values: unknown[] = []): Promise<number> =>
  Number((await house.look<{ n: string }>(`select count(*) as n from (${sql}) as rows`, values))[0]?.n ?? 0)

/** Past the limit it goes on: what has not happened by then is found by the comparison. */
async function until(limitMs: number, condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + limitMs
  while (!(await condition()) && performance.now() < giveUpAt) await wait(LOOK_EVERY_MS)
}

type Row = {
  id: string
  client: string
  conversation: string
  text: string
  delivery: string
  attempts: number
  /** Seconds until it is due, negative afterwards. */
  due: number | null
  twins: number
}

/** What the product says became of each message, beside what the sender pressed and what the provider saw. */
export async function compareSends(
  house: House,
  person: Client,
  taken: readonly Taken[],
  peer: Peer,
  { log, trouble }: Told,
) {
  const rows = await house.look<Row>(
    `select id, client_id as client, conversation_id as conversation, content ->> 'text' as text, delivery, attempts,
       extract(epoch from next_attempt_at - now())::int as due, count(*) over (partition by client_id)::int as twins
     from message where direction = 'out' and client_id is not null`,
  )
  const made = new Map(rows.map((row) => [row.client, row.id]))
  const troubles: string[] = []
  const count = (what: string, wrong: readonly string[]): number => {
    troubles.push(...wrong.slice(0, SHOWN_TROUBLES).map((about) => `${what}: ${about}`))
    return wrong.length
  }
  const missing = taken
    .filter(({ clientId, id }) => !made.has(clientId) || (id !== null && made.get(clientId) !== id))
    .map(({ clientId, id }) => id ?? `planned as ${clientId}`)
  const seenOf = ({ clientId }: Taken) => peer.seen.get(made.get(clientId) ?? '')
  const early = taken.filter((one) => one.goesAt !== null && (seenOf(one)?.heardAt ?? one.goesAt) < one.goesAt)
  const untrue = rows
    .filter((row) => !isTrue(row, peer.seen.get(row.id)))
    .map((row) => told(row, peer.seen.get(row.id)))
  const stuck = rows.filter(({ delivery }) => delivery === 'queued' || delivery === 'sending')
  const unknown = rows.filter(({ delivery }) => delivery === 'unknown')
  const hidden = await notShown(person, unknown)
  const found = {
    lost: count('lost', [...missing, ...untrue]),
    doubled: count(
      'written twice',
      rows.filter(({ twins }) => twins > 1).map((row) => told(row, peer.seen.get(row.id))),
    ),
    early: count(
      'before its time',
      early.map((one) => `${made.get(one.clientId)} by ${one.goesAt! - (seenOf(one)?.heardAt ?? 0)} ms`),
    ),
    misordered: count('out of order', [
      ...outOfOrder(
        taken.filter(({ goesAt }) => goesAt === null),
        seenOf,
      ),
      ...outOfOrder(
        taken.filter(({ goesAt }) => goesAt !== null),
        seenOf,
      ),
    ]),
    repeated: count(
      'asked again',
      [...peer.seen].filter(([, { posts }]) => isRepeated(posts)).map(([id, { posts }]) => `${id} ${posts}`),
    ),
    stuck: count(
      'stuck',
      stuck.map((row) => told(row, peer.seen.get(row.id))),
    ),
    unknownShown: unknown.length - hidden.length,
    unknownHidden: count('not shown', hidden),
  }
  for (const words of troubles) trouble(words)
  const states = Map.groupBy(rows, ({ delivery }) => delivery)
  log([...states].map(([delivery, some]) => `${some.length} ${delivery}`).join(', '))
  return found
}

const told = (row: Row, seen: Seen | undefined): string =>
  `${row.text} (${row.id}) is ${row.delivery}${row.due === null ? '' : `, due in ${row.due} s after ${row.attempts} attempts`}; the provider saw ${seen ? `${seen.posts}${seen.deliveredTold ? ', and told of its delivery' : ''}` : 'nothing'}`

/** Nothing but being turned away allows another POST. */
const isRepeated = (posts: Seen['posts']): boolean => posts.slice(0, -1).some((post) => post !== 'turned_away')

/** May the product say so, given what happened at the provider? */
function isTrue({ delivery }: Row, seen: Seen | undefined): boolean {
  const last = seen?.posts.at(-1)
  const isTold = seen?.willTell === true
  switch (delivery) {
    case 'delivered':
      return last === 'taken' && seen?.deliveredTold === true
    case 'accepted':
      return last === 'taken' && !isTold
    case 'failed':
      return last === 'refused'
    case 'unknown':
      // Of what was taken and told, the product must know better.
      return !(last === 'taken' && isTold)
    default:
      return true // Stuck, which is counted as such.
  }
}

/**
 * Conversations in which the provider took messages in another order than they were written. What is planned goes at its
 * time, between the others: it has an order of its own.
 */
function outOfOrder(taken: readonly Taken[], seenOf: (one: Taken) => Seen | undefined): string[] {
  return [...Map.groupBy(taken, ({ conversation }) => conversation)].flatMap(([conversation, sent]) => {
    const places = sent.toSorted((a, b) => a.place - b.place).flatMap((one) => seenOf(one)?.takenAs ?? [])
    return places.some((place, i) => i > 0 && place < places[i - 1]!) ? [`${conversation}: ${places}`] : []
  })
}

/** Whom a person looks at must see that nobody knows: else it was not shown. */
async function notShown(person: Client, unknown: readonly Row[]): Promise<string[]> {
  const hidden: string[] = []
  for (const [conversation, rows] of Map.groupBy(unknown, (row) => row.conversation)) {
    const { messages } = await person.must(getThread, { conversationId: conversation as ConversationId })
    for (const { id } of rows) {
      const card = messages.find((message) => message.id === id)
      if (card?.delivery !== 'unknown' || card.failure === null)
        hidden.push(`${id} is shown as ${card?.delivery ?? 'nothing'}`)
    }
  }
  return hidden
}
