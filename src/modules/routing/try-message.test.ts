import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChannelId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { inWork } from '../../kernel/work.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { routeWorkspace } from './router.ts'
import { tryMessage } from './try-message.ts'

let world: World
let strangers = 0
beforeEach(async () => {
  world = await createWorld()
  strangers = 0
})
afterEach(() => world.close())

const triedOn = (channelId: ChannelId) =>
  world.as('ana').read((tx, { workspaceId }) => tryMessage(tx, workspaceId, { channelId }, world.clock.now()))
const tried = () => triedOn(world.channelId)
const change = (what: string) => world.asOwner(`update channel set ${what} where id = '${world.channelId}'`)
const queue = (what: string) => world.asOwner(`update queue set ${what} where id = '${world.support}'`)

async function strangerWrites(): Promise<void> {
  const sender = { addresses: [{ kind: 'phone', value: `+4477008${String(++strangers).padStart(5, '0')}` } as const] }
  await told(world, wroteFact({ ...sender, name: `Stranger ${strangers}`, username: null }, 'Hi', world.clock.now()))
}

test.each(['longest_idle', 'least_busy', 'least_recent', 'round_robin', 'proficiency'])(
  'by %s the way of a message says whom the router asks (R-041)',
  async (strategy) => {
    await queue(`strategy = '${strategy}'`)
    for (let n = 0; n < 3; n++) {
      const { queue: place, why } = await tried()
      expect(place).toMatchObject({ id: world.support, waiting: 0, overflow: null, strategy })
      await strangerWrites()
      await inWork(world.kernel, world.house, (work) => routeWorkspace(work))
      const [kept] = await world.asOwner<{ why: unknown }>('select why from pick order by id desc limit 1')
      expect(JSON.parse(JSON.stringify(why)), 'the reasons the router kept').toEqual(present(kept, 'a pick').why)
    }
    const [{ n }] = (await world.asOwner<{ n: number }>('select count(*)::int as n from interaction')) as [
      { n: number },
    ]
    expect(n, 'trying leaves nothing behind').toBe(3)
  },
)

test('switched off, full, away or unasked: nobody is reached, and the way says where it ends', async () => {
  expect((await tried()).why).not.toBeNull()
  await queue(`strategy = 'pick_from_list'`)
  expect(await tried()).toMatchObject({ why: null, queue: { strategy: 'pick_from_list' } })
  await queue(`strategy = 'longest_idle'`)
  await change('active = false')
  expect(await tried()).toMatchObject({ active: false, why: null, queue: { waiting: 0 } })
  await change('active = true')
  await world.asOwner(`update presence set state = 'on_break'`)
  expect(await tried()).toMatchObject({ active: true, why: null })
  await world.asOwner('delete from queue_member')
  expect(await tried()).toMatchObject({ why: null, queue: { able: 0 } })
  await change('active = false, queue_id = null')
  expect(await tried()).toMatchObject({ queue: null, why: null })
})

test('for how long whoever comes first is asked is their own time, where they have one (R-075)', async () => {
  expect((await tried()).queue).toMatchObject({ acceptSeconds: 20 })
  await world.asOwner('update agent set accept_seconds = 40 where id = $1', [world.agentIds.ben])
  expect(await tried()).toMatchObject({
    queue: { acceptSeconds: 40 },
    why: { chosen: { first: [{ agentId: world.agentIds.ben }] } },
  })
})

test('behind those who wait, and where the line is full what becomes of one more', async () => {
  await world.asOwner(`update presence set state = 'on_break'`)
  await queue(`most_waiting = 2, overflow = 'close', overflow_text = 'Try again later.', priority = 4`)
  await strangerWrites()
  expect((await tried()).queue).toMatchObject({ waiting: 1, priority: 4, overflow: null, expectedWaitSeconds: null })
  await strangerWrites()
  expect((await tried()).queue).toMatchObject({
    waiting: 2,
    overflow: { does: 'close', queueId: null, text: 'Try again later.' },
  })
})

test('outside the hours: until when, what the contact is told, and whether it waits', async () => {
  const [calendar] = await world.asOwner<{ id: string }>(`insert into calendar
    (workspace_id, id, name, zone, blocks, special_days)
    values ('${world.workspaceId}', gen_random_uuid(), 'Never', 'Europe/Lisbon', '[]', '[]') returning id`)
  const words = `calendar_id = '${present(calendar, 'a calendar').id}', out_of_hours_text = 'Closed today.'`
  await change(`${words}, holds_while_closed = false`)
  const asked = await tried()
  expect(asked).toMatchObject({ closed: { until: null, text: 'Closed today.', holds: false } })
  expect(asked.why, 'whoever is there is asked all the same').not.toBeNull()
  await change('holds_while_closed = true, open = false')
  expect(await tried()).toMatchObject({ closed: { holds: true }, why: null })
})

test('a channel that is not there is refused', async () => {
  await expect(triedOn(world.support as string as ChannelId)).rejects.toThrow('not_found')
})
