import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { House } from '../house.ts'
import type { Told } from '../ledger.ts'
import type { Acknowledged } from './carriers.ts'
import type { Post } from './letters.ts'

const SETTLE_LIMIT_MS = 180_000
const LOOK_EVERY_MS = 100
const SHOWN_TROUBLES = 5
const SHOWN_CHARACTERS = 1_500

/** Every webhook that was stored has been applied, or set aside. Throws when that takes too long. */
export async function settle(house: House): Promise<void> {
  const until = Date.now() + SETTLE_LIMIT_MS
  while ((await count(house, `select count(*) as n from webhook where state = 'stored'`)) > 0) {
    if (Date.now() > until) throw new Error('stored webhooks were not applied in time')
    await wait(LOOK_EVERY_MS)
  }
}

const count = async (house: House, sql: string): Promise<number> =>
  Number((await house.look<{ n: string }>(sql))[0]?.n ?? 0)

type Row = { id: string; text: string; conversation: string; contact: string; address: string | null }

/** The tables beside what the sender knows. */
export async function compareTables(house: House, post: Post, acknowledged: Acknowledged, { log, trouble }: Told) {
  const rows = await house.look<Row>(
    `select m.provider_message_id as id, m.content ->> 'text' as text, c.id as conversation, c.contact_id as contact,
       (select value from identity i where i.contact_id = c.contact_id and i.kind = 'phone') as address
     from message m join conversation c on c.id = m.conversation_id
     where m.direction = 'in' order by m.conversation_id, m.at, m.id`,
  )
  const times = new Map<string, number>()
  for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1)
  const letters = [...post.threads.values()].flat()
  const byId = new Map(letters.map((letter) => [letter.id, letter]))
  const lost = letters.filter(({ id }) => !times.has(id))
  const doubled = [...times.values()].filter((n) => n > 1).length
  const strange = rows.filter(({ id }) => !byId.has(id)).length
  const wrong = [...Map.groupBy(rows, (row) => row.conversation).values()].filter(
    (thread) => !thread.every(({ text }, i) => text === `${thread[0]!.text.split(' ')[0]} ${i + 1}`),
  )
  const misplaced = rows.filter(({ id, address }) => address?.replace('+', '') !== byId.get(id)?.from).length
  const split = [...Map.groupBy(rows, (row) => byId.get(row.id)?.from).values()].filter(
    (theirs) => new Set(theirs.map(({ conversation }) => conversation)).size > 1,
  ).length
  const unstored = await withoutRow(house, acknowledged)
  const setAside = await count(house, `select count(*) as n from webhook where state = 'broken'`)
  for (const { id, text } of lost.slice(0, SHOWN_TROUBLES)) trouble(`lost: ${id} (${text})`)
  for (const thread of wrong.slice(0, SHOWN_TROUBLES))
    trouble(`out of order: ${thread.map(({ text }) => text).join(', ')}`.slice(0, SHOWN_CHARACTERS))
  log(`${rows.length} messages in the tables of ${letters.length} written; ${setAside} webhooks set aside`)
  return {
    lost: lost.length,
    doubled: doubled + strange,
    misordered: wrong.length,
    misplaced: misplaced + split,
    unstored,
  }
}

/** How many answers 200 have no row of their own. */
async function withoutRow(house: House, { times }: Acknowledged): Promise<number> {
  const rows = await house.look<{ hash: string; n: string }>(
    'select md5(body) as hash, count(*) as n from webhook group by 1',
  )
  const stored = new Map(rows.map(({ hash, n }) => [hash, Number(n)]))
  let missing = 0
  for (const [{ body }, answered] of times) {
    const hash = createHash('md5').update(body).digest('hex')
    missing += Math.max(0, answered - (stored.get(hash) ?? 0))
  }
  return missing
}
