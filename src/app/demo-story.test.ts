import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startServer } from '../testing/server.ts'

/** Others have the turn of whoever gives work for so long, again and again. */
const HELD_MS = 120
const LEFT_MS = 10

test('the past of the demo is played to its end, however long the router waits for its turn', async () => {
  let owner: pg.Client | undefined
  let isOver = false
  async function holdTurns(client: pg.Client): Promise<void> {
    await client.connect()
    while (!isOver) {
      await client.query('begin')
      await client.query(`select pg_advisory_xact_lock(hashtextextended('loads of ' || id, 0)) from workspace`)
      await wait(HELD_MS)
      await client.query('commit')
      await wait(LEFT_MS)
    }
  }
  let holding: Promise<void> | undefined
  const server = await startServer({
    demo: true,
    env: { ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*', SWITCHBOARD_DEMO: 'on' },
    through(url) {
      owner = new pg.Client({ connectionString: url })
      holding = holdTurns(owner)
      return url
    },
  })
  isOver = true
  await holding
  try {
    const rows = await owner?.query(`select (select count(*)::int from interaction) as came,
      (select count(*)::int from interaction where state = 'closed') as closed,
      (select count(*)::int from interaction where parked_since is not null) as parked,
      (select count(*)::int from planned_message) as planned`)
    expect(rows?.rows).toEqual([{ came: 9, closed: 8, parked: 1, planned: 1 }])
  } finally {
    await owner?.end()
    await server.stop()
  }
})
