import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant, TemplateId } from '../../contract/ids.ts'
import { refuse } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { removeQueue } from '../routing/removing-actions.ts'
import { type StartInput, startInteraction } from './start-actions.ts'

const DAY = 24 * 60 * 60 * 1000
const stranger = { number: '07700 900172', name: 'Nadia Khoury' }
const rosasNumber = { number: '+44 7700 900131' }
let world: World
let template: StartInput['template']

beforeEach(async () => {
  world = await createWorld()
  template = { templateId: await approvedTemplate(), fill: { header: [], headerMedia: null, body: [], buttons: [] } }
})
afterEach(() => world.close())

async function approvedTemplate(): Promise<TemplateId> {
  const id = randomUUID() as TemplateId
  await world.asOwner(`update channel set business_account_id = '900100200300401', country = 'GB'`)
  await world.asOwner(
    `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, synced_at)
     values ($1, $2, '900100200300401', '1', 'continue_chat', 'en', 'utility', 'approved', 'positional', $3, now())`,
    [
      world.workspaceId,
      id,
      JSON.stringify({ header: null, body: { text: 'May we write to you?', examples: [] }, footer: null, buttons: [] }),
    ],
  )
  return id
}

const start = (to: StartInput['to'], given: Partial<StartInput> = {}, name: Name = 'ben') =>
  world
    .as(name)
    .try((work, person) =>
      startInteraction(work, person, { channelId: world.channelId, to, template: null, consentSource: null, ...given }),
    )
/** What would come of it, with nothing done. */
async function tried(to: StartInput['to']): Promise<string> {
  let outcome = 'allowed'
  await world.as('ben').try(async (work, person) => {
    const given = { channelId: world.channelId, template: null, consentSource: null }
    const started = await startInteraction(work, person, { ...given, to })
    if (!started.ok) outcome = started.refusal
    return refuse('not_found')
  })
  return outcome
}
const consents = () => world.asOwner('select source, granted from consent_entry order by at')

test('free text to a number that was never written to is refused as not opted in, and leaves nothing behind', async () => {
  expect(await start(stranger)).toMatchObject({ refusal: 'recipient_not_opted_in' })
  // To say where they agreed does not make it more than a template may be sent.
  expect(await start(stranger, { consentSource: 'order form' })).toMatchObject({ refusal: 'recipient_not_opted_in' })
  expect(await world.asOwner('select id from contact')).toEqual([])
})

test('a template goes to them when somebody says where they agreed, which is kept; free text still does not', async () => {
  expect(await start(stranger, { template })).toMatchObject({ refusal: 'consent_source_required' })
  await browsersAgree(world, async () => {
    expect((await start(stranger, { template, consentSource: 'order form' })).ok).toBe(true)
  })
  expect(await consents()).toEqual([{ source: 'order form', granted: true }])
  const [card] = Object.values((await loadView(world, 'ben')).interactions)
  expect(card).toMatchObject({
    state: 'active',
    origin: 'agent',
    agentId: world.agentIds.ben,
    awaitingReplySince: null,
    conversation: { contact: { name: 'Nadia Khoury', phone: '+447700900172', consent: 'granted' } },
  })
})

test('who wrote within a day is written to freely, after it only by template, and never twice at once', async () => {
  await told(world, wroteFact(rosa, 'Hello', world.clock.now()))
  expect(await start(rosasNumber)).toMatchObject({ refusal: 'already_open' })
  await world.asOwner(`update interaction set state = 'closed', closed_at = $1, agent_id = $2, accepted_at = $1`, [
    new Date(world.clock.now()),
    world.agentIds.ben,
  ])
  world.clock.advance(DAY - 1)
  expect(await tried(rosasNumber)).toBe('allowed')
  world.clock.advance(1)
  expect(await start(rosasNumber)).toMatchObject({ refusal: 'outside_allowed_sending_window' })
  expect((await start(rosasNumber, { template })).ok).toBe(true)
  expect(await start(rosasNumber, { template }, 'carla')).toMatchObject({ refusal: 'already_open' })
})

test('nobody starts on a channel of a queue that is not theirs, beyond their room, or with who said stop', async () => {
  expect(await start(stranger, { template, consentSource: 'order form' }, 'davi')).toMatchObject({
    refusal: 'not_queue_member',
  })
  await told(world, wroteFact(rosa, 'Hello', (world.clock.now() - 2 * DAY) as Instant))
  await world.asOwner(`update interaction set state = 'closed', closed_at = $1, agent_id = $2, accepted_at = $1`, [
    new Date(world.clock.now()),
    world.agentIds.ben,
  ])
  await world.asOwner('update contact set do_not_contact = true')
  expect(await start(rosasNumber, { template })).toMatchObject({ refusal: 'contact_opted_out' })
  await world.asOwner('update channel set capacity = 1')
  expect((await start(stranger, { template, consentSource: 'order form' })).ok).toBe(true)
  const another = { number: '+447700900173' }
  expect(await start(another, { template, consentSource: 'order form' })).toMatchObject({ refusal: 'no_room' })
})

test('nothing is begun in a queue that is removed at that moment', async () => {
  const ana = await world.person('ana')
  const leadsElsewhere = async (work: Work) => {
    await work.tx.updateTable('channel').set({ queue_id: world.sales }).where('id', '=', world.channelId).execute()
    return removeQueue(work, { id: world.support })
  }
  const begins = () => start(stranger, { template, consentSource: 'order form' })
  const outcomes = await meanwhile(world, ana, leadsElsewhere, begins)
  expect(outcomes).toMatchObject([{ ok: true }, { refusal: 'not_queue_member' }])
})
