import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionCard } from '../../contract/cards.ts'
import type { CalendarId, ChannelId, DispositionId, Instant, InteractionId, RuleId, TagId } from '../../contract/ids.ts'
import type { Rule, RuleRun } from '../../contract/operations/rules.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { inRead } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { mira, rosa, told, wroteFact } from '../../testing/inbound.ts'
import { meanwhile } from '../../testing/meanwhile.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { removeCalendar, saveCalendar } from '../calendars/actions.ts'
import { findInteraction, searchInteractions } from '../conversations/history-repo.ts'
import { transcript } from '../conversations/transcript.ts'
import { removeDisposition } from '../dispositions/actions.ts'
import { endConversation, resumeInteraction, takeInteraction } from '../routing/actions.ts'
import { interactionCards } from '../routing/index.ts'
import { routerLoop } from '../routing/jobs.ts'
import { removeQueue } from '../routing/removing-actions.ts'
import { carryOut } from '../routing/ruling-actions.ts'
import { tagInteraction } from '../routing/tag-actions.ts'
import { saveBusinessDay } from '../supervision/actions.ts'
import { saveTag } from '../tags/actions.ts'
import {
  followJournal,
  forgetRuns,
  listRuleRuns,
  listRules,
  lookAtTimes,
  removeRule,
  rulesOfMessage,
  saveRule,
} from './actions.ts'
import { rulesLoop } from './jobs.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
  // Nothing is offered: whoever is to have something takes it.
  await world.asOwner(`update queue set strategy = 'pick_from_list'`)
})
afterEach(() => world.close())

// Telling the story --------------------------------------------------------------------------------------------------

const hour = 3_600_000
const now = () => world.clock.now()
const loop = rulesLoop({ carryOut })
type Saving = Parameters<typeof saveRule>[1]
const plain: Saving = {
  id: null,
  version: 0,
  name: 'Rule',
  active: true,
  when: { on: 'event', event: 'created' },
  onlyWithin: null,
  delaySeconds: 0,
  conditions: [],
  jobs: [{ do: 'set_priority', priority: 50 }],
}
const tries = (change: Partial<Saving>) => world.as('ana').try((work) => saveRule(work, { ...plain, ...change }))
async function keeps(change: Partial<Saving>): Promise<RuleId> {
  const saved = await tries(change)
  if (!saved.ok) throw new Error(`${saved.refusal} ${saved.detail}`)
  return saved.value.id
}
const rules = async () => (await world.as('ana').read((tx, { workspaceId }) => listRules(tx, workspaceId))).rules
const kept = async (id: RuleId): Promise<Rule> =>
  present(
    (await rules()).find((rule) => rule.id === id),
    'a rule',
  )
const runs = async (id: RuleId): Promise<RuleRun[]> =>
  (await world.as('ana').read((tx, { workspaceId }) => listRuleRuns(tx, workspaceId, { id }))).runs
/** What became of the runs of a rule, the latest first. */
const outcomes = async (id: RuleId): Promise<string[]> =>
  (await runs(id)).map(({ outcome }) => {
    if (outcome === null) return 'to come'
    if (outcome.what === 'refused') return `${outcome.refusal} ${outcome.job}`
    return outcome.what === 'skipped' ? outcome.why : 'done'
  })

/** The loop, for as long as it says itself that something is due; and the router, which ends wrap-ups. */
async function sweep(): Promise<void> {
  await routerLoop.run(world.kernel, world.workspaceId)
  for (;;) {
    const found = await loop.look(world.kernel.system, now())
    if (!found.some(({ id, isDue }) => isDue && id === world.workspaceId)) return
    await loop.run(world.kernel, world.workspaceId)
  }
}
async function after(ms: number): Promise<void> {
  world.clock.advance(ms)
  await sweep()
}

const writes = (from = rosa, text = 'Hello') => told(world, wroteFact(from, text, now()))
async function latest(): Promise<InteractionCard> {
  const [row] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  const { id } = present(row, 'an interaction')
  const [card] = await inRead(world.kernel, world.workspaceId, (tx) => interactionCards(tx, world.workspaceId, [id]))
  return present(card, 'a card')
}
/** Rosa has written, and Ben has taken it. */
async function benHolds(): Promise<InteractionId> {
  await writes()
  const { id: interactionId } = await latest()
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  return interactionId
}
/** Ben says that it is over, and not with which outcome: it stays with him when the time of the wrap-up is over. */
async function ends(interactionId: InteractionId): Promise<void> {
  await world.as('ben').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
}
const goesOn = (interactionId: InteractionId) =>
  world.as('ben').do((work, person) => resumeInteraction(work, person, { interactionId }))
async function tag(title: string): Promise<TagId> {
  const made = await world
    .as('ana')
    .do((work) => saveTag(work, { id: null, version: 0, title, colour: 'blue', active: true }))
  return made.id
}
async function office(): Promise<CalendarId> {
  const blocks = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' }))
  const hours = { zone: 'Europe/London', blocks, specialDays: [] }
  const saved = await world
    .as('ana')
    .do((work) => saveCalendar(work, { id: null, version: 0, name: 'Office', ...hours }))
  return saved.id
}
/** The one outcome there is, and every channel asks for one. */
async function solved(): Promise<DispositionId> {
  await world.asOwner('update channel set disposition_required = true')
  const [row] = await world.asOwner<{ id: DispositionId }>(
    `insert into disposition (workspace_id, id, name, kinds)
     values ($1, gen_random_uuid(), 'Solved', '{whatsapp}') returning id`,
    [world.workspaceId],
  )
  return present(row, 'a disposition').id
}

const resolvedForADay = (jobs: Saving['jobs']): Partial<Saving> => ({
  name: 'Resolved for a day',
  when: { on: 'event', event: 'resolved' },
  delaySeconds: 86_400,
  jobs,
})
const closing = async () => resolvedForADay([{ do: 'close', dispositionId: await solved() }])

// What rules do ------------------------------------------------------------------------------------------------------

test('resolved for 24 hours, then closed: not a second earlier, once, and every screen sees whose doing it was (R-064)', async () => {
  const id = await keeps(await closing())
  const interactionId = await benHolds()
  await ends(interactionId)
  await sweep()
  expect(await outcomes(id)).toEqual(['to come'])
  expect(await loop.next(world.kernel.system, now())).toBe(now() + 24 * hour)
  await after(24 * hour - 1_000)
  expect(await latest()).toMatchObject({ state: 'wrapping_up' })
  const threads = [(await latest()).conversation.id]
  world.clock.advance(1_000)
  const views = await browsersAgree(world, sweep, { threads })
  expect(await latest()).toMatchObject({ state: 'closed', agentId: world.agentIds.ben, closedAt: now() })
  expect(await outcomes(id)).toEqual(['done'])
  const line = views.sofia.threads[present(threads[0], 'a conversation')]?.lines.at(-1)
  expect(line).toMatchObject({ what: 'ruled', more: { note: 'Resolved for a day', why: 'close' } })
  await after(48 * hour)
  expect(await outcomes(id)).toEqual(['done'])
  const told = await world.as('sofia').read(async (tx, person) => {
    const found = present(await findInteraction(tx, person, { id: interactionId }), 'what was closed')
    return ok(await transcript(tx, world.workspaceId, found))
  })
  expect(told.transcript.at(-1)).toMatchObject({ text: 'interaction.ruled', from: 'Resolved for a day' })
})

test('what was undone meanwhile is left alone, and what happens again begins its time anew', async () => {
  const id = await keeps(await closing())
  const interactionId = await benHolds()
  await ends(interactionId)
  await after(20 * hour)
  await goesOn(interactionId)
  await after(4 * hour)
  expect(await outcomes(id)).toEqual(['undone'])
  await ends(interactionId)
  await after(20 * hour)
  await goesOn(interactionId)
  await ends(interactionId)
  await after(23 * hour)
  expect(await latest()).toMatchObject({ state: 'wrapping_up' })
  await after(hour)
  expect(await latest()).toMatchObject({ state: 'closed' })
  expect(await outcomes(id)).toEqual(['done', 'undone'])
})

test('a tag that a rule puts on is found at once; other tags set it off no more (R-036)', async () => {
  const [vip, seen] = [await tag('VIP'), await tag('Seen')]
  await keeps({
    name: 'Wants money back',
    when: { on: 'event', event: 'contact_wrote' },
    conditions: [
      [{ of: 'said', is: true, text: 'refund' }],
      [
        { of: 'said', is: true, text: 'money' },
        { of: 'channel_kind', is: true, kind: 'whatsapp' },
      ],
    ],
    jobs: [{ do: 'tag', tagId: vip }],
  })
  const second = await keeps({
    name: 'Tagged',
    when: { on: 'tagged', tagId: null },
    jobs: [{ do: 'tag', tagId: seen }],
  })
  await writes(rosa, 'I want a REFUND, please')
  await sweep()
  const { id } = await latest()
  const search = { contactId: null, state: null, text: null, tagId: vip, before: null, limit: 50 }
  const found = await world.as('ben').read(async (tx, person) => ok(await searchInteractions(tx, person, search)))
  expect(found.map((card) => card.id)).toEqual([id])
  // What a rule did sets off no rule; what a person does, does.
  expect(await outcomes(second)).toEqual([])
  await world
    .as('ben')
    .do((work, person) => tagInteraction(work, { interactionId: id, add: [], remove: [vip] }, person))
  await sweep()
  expect(await outcomes(second)).toEqual([])
  await world
    .as('ben')
    .do((work, person) => tagInteraction(work, { interactionId: id, add: [vip], remove: [] }, person))
  await sweep()
  expect((await latest()).tagIds).toEqual([vip, seen])
  await writes(mira, 'Where is my parcel?')
  await sweep()
  expect((await latest()).tagIds).toEqual([])
})

test('a rule for Monday to Friday is skipped on Saturday, to the second, and says so (R-043)', async () => {
  const id = await keeps({ onlyWithin: await office() })
  const [monday, friday] = [now(), Date.UTC(2026, 2, 6, 17)]
  await writes()
  await sweep()
  expect(await latest()).toMatchObject({ priority: 50 })
  world.clock.advance(friday - monday - 1_000)
  await writes(mira)
  world.clock.advance(1_000) // It is looked at when the office has closed, and was due before.
  await sweep()
  expect(await latest()).toMatchObject({ priority: 50 })
  await writes({ addresses: [{ kind: 'phone', value: '+447700900132' }], name: 'Late', username: null })
  await sweep()
  expect(await latest()).toMatchObject({ priority: 0 })
  world.clock.advance(16 * hour)
  await writes({ addresses: [{ kind: 'phone', value: '+447700900133' }], name: 'Saturday', username: null })
  await sweep()
  expect(await latest()).toMatchObject({ priority: 0 })
  expect(await outcomes(id)).toEqual(['outside_hours', 'outside_hours', 'done', 'done'])
  expect(await kept(id)).toMatchObject({ lastRun: { at: now(), outcome: { what: 'skipped', why: 'outside_hours' } } })
})

test('waiting for ten minutes: the conditions are met by then, and looked at again when it is due', async () => {
  const id = await keeps({
    delaySeconds: 600,
    conditions: [[{ of: 'waited', seconds: 600 }]],
    jobs: [
      { do: 'set_priority', priority: 300 },
      { do: 'move', queueId: world.sales },
    ],
  })
  await writes()
  await writes(mira)
  await sweep()
  const { id: interactionId } = await latest()
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
  await browsersAgree(world, () => after(600_000))
  expect((await outcomes(id)).toSorted()).toEqual(['conditions', 'done'])
  expect(await latest()).toMatchObject({ state: 'active', priority: 0 })
  const moved = await world.asOwner('select 1 from interaction where queue_id = $1 and priority = 300', [world.sales])
  expect(moved).toHaveLength(1)
})

test('at times it looks at what is open and meets the conditions, once, by the zone of the business', async () => {
  await world.as('ana').do((work) => saveBusinessDay(work, { zone: 'Europe/Madrid', version: 0 }))
  const isWaiting: Saving['conditions'] = [[{ of: 'held', is: false }]]
  const id = await keeps({ when: { on: 'times', crontab: '30 10 * * mon-fri' }, conditions: isWaiting })
  await benHolds()
  await writes(mira)
  const half = now() + hour / 2 // 10:30 in Madrid.
  expect(await kept(id)).toMatchObject({ nextAt: half })
  expect(await loop.next(world.kernel.system, now())).toBe(half)
  await after(hour / 2 - 1)
  expect(await outcomes(id)).toEqual([])
  await browsersAgree(world, () => after(1))
  expect(await latest()).toMatchObject({ priority: 50 })
  expect(await runs(id)).toMatchObject([{ interactionId: (await latest()).id, dueAt: half, endedAt: half }])
  expect(await kept(id)).toMatchObject({ nextAt: half + 24 * hour })
  // What was missed while nothing ran is one: Tuesday's and Wednesday's.
  await after(48.5 * hour)
  expect(await outcomes(id)).toEqual(['nothing_to_do', 'done'])
  await world.as('ana').do((work) => saveBusinessDay(work, { zone: 'UTC', version: 1 }))
  expect(await kept(id)).toMatchObject({ nextAt: Date.UTC(2026, 2, 4, 10, 30) })
})

test('times outside its hours are passed over, to the second', async () => {
  const when = { on: 'times', crontab: '0 * * * *' } as const
  const id = await keeps({ when, onlyWithin: await office() })
  await writes()
  await after(7 * hour) // 16:00: the times from 10:00 on were missed, and are one.
  expect(await outcomes(id)).toEqual(['done'])
  await after(hour)
  expect(await outcomes(id)).toEqual(['done'])
  expect(await kept(id)).toMatchObject({ nextAt: Date.UTC(2026, 2, 2, 18) })
  // Nothing ran in the night: 09:00 is not lost for it.
  await after(16 * hour)
  expect((await runs(id)).map(({ dueAt }) => dueAt)).toEqual([now(), now() - 23 * hour])
  expect(await outcomes(id)).toEqual(['nothing_to_do', 'done'])
  expect(await kept(id)).toMatchObject({ nextAt: now() + hour })
})

test('what is open is looked at page by page, and the journal too', async () => {
  const id = await keeps({ when: { on: 'times', crontab: '0 10 * * *' } })
  const second = await keeps({ name: 'Second', jobs: [{ do: 'set_priority', priority: 70 }] })
  for (const n of [1, 2, 3])
    await writes({ addresses: [{ kind: 'phone', value: `+44770090014${n}` }], name: `Guest ${n}`, username: null })
  for (const more of ['more', 'more', 'more', 'more', 'more'])
    expect(await world.as('ana').do((work) => followJournal(work, 1))).toBe(more)
  expect(await kept(second)).toMatchObject({ pending: 3 })
  world.clock.advance(hour)
  const look = () => world.as('ana').do((work) => lookAtTimes(work, 2))
  expect([await look(), (await kept(id)).pending, await look(), (await kept(id)).pending]).toEqual([
    'more',
    2,
    'more',
    3,
  ])
  expect(await look()).toBe('done')
  await sweep()
  expect(await outcomes(id)).toEqual(['done', 'done', 'done'])
})

test('what may not be done is refused and kept, and nothing of it is done', async () => {
  const [outcome, vip] = [await solved(), await tag('VIP')]
  const jobs: Saving['jobs'] = [
    { do: 'tag', tagId: vip },
    { do: 'close', dispositionId: null },
  ]
  const id = await keeps(resolvedForADay(jobs))
  await ends(await benHolds())
  await after(24 * hour)
  expect(await latest()).toMatchObject({ state: 'wrapping_up', tagIds: [] })
  expect(await outcomes(id)).toEqual(['disposition_required 1'])
  const { version } = await kept(id)
  const [first] = jobs
  await keeps({ ...resolvedForADay([first!, { do: 'close', dispositionId: outcome }]), id, version })
  await goesOn((await latest()).id)
  await ends((await latest()).id)
  await after(24 * hour)
  expect(await latest()).toMatchObject({ state: 'closed', tagIds: [vip], dispositionId: outcome })
  expect(await outcomes(id)).toEqual(['done', 'disposition_required 1'])
})

test('the house writes where it may, and to nobody who said stop', async () => {
  const id = await keeps({ jobs: [{ do: 'write', text: 'We have it.' }] })
  await writes()
  const threads = [(await latest()).conversation.id]
  const views = await browsersAgree(world, sweep, { threads })
  const messages = views.ben.threads[present(threads[0], 'a conversation')]?.messages
  expect(messages?.map(({ author, content }) => [author, 'text' in content && content.text])).toEqual([
    ['contact', 'Hello'],
    ['house', 'We have it.'],
  ])
  // It is a word, and no answer: the contact still waits for one.
  expect((await latest()).awaitingReplySince).toBe(now())
  await writes(mira)
  await world.asOwner('update contact set do_not_contact = true')
  await sweep()
  expect(await outcomes(id)).toEqual(['contact_opted_out 0', 'done'])
})

test('what is so already is nothing to do, and leaves no line', async () => {
  const id = await keeps({ jobs: [{ do: 'set_priority', priority: 0 }] })
  await writes()
  await sweep()
  expect(await outcomes(id)).toEqual(['nothing_to_do'])
  expect(await world.asOwner(`select 1 from journal where type = 'interaction.ruled'`)).toEqual([])
})

// Nothing lost, nothing twice ----------------------------------------------------------------------------------------

test('sweeps at the same time, a standstill, and a clock set back lose nothing and double nothing', async () => {
  const vip = await tag('VIP')
  const id = await keeps({ when: { on: 'event', event: 'contact_wrote' }, jobs: [{ do: 'tag', tagId: vip }] })
  await writes()
  await writes(mira)
  world.clock.advance(3 * hour) // Nothing ran meanwhile.
  const run = () => loop.run(world.kernel, world.workspaceId)
  await Promise.all([run(), run(), run()])
  await sweep()
  expect(await outcomes(id)).toEqual(['done', 'done'])
  expect(await world.asOwner(`select 1 from journal where type = 'interaction.ruled'`)).toHaveLength(2)
  const earlier = (now() - 2 * hour) as Instant
  await loop.run({ ...world.kernel, clock: { now: () => earlier } }, world.workspaceId)
  expect(await outcomes(id)).toEqual(['done', 'done'])
})

test('a run that fails is tried again, and those behind it are done', async () => {
  const id = await keeps({})
  await writes()
  const { id: first } = await latest()
  await writes(mira)
  const broken = rulesLoop({
    carryOut: (work, ordered) =>
      ordered.interactionId === first ? Promise.reject(new Error('broken')) : carryOut(work, ordered),
  })
  await expect(broken.run(world.kernel, world.workspaceId)).rejects.toThrow('broken')
  expect((await outcomes(id)).toSorted()).toEqual(['done', 'to come'])
  await sweep()
  expect(await outcomes(id)).toEqual(['done', 'done'])
})

test('what happened before it was switched on, or while it was off, sets nothing off', async () => {
  await writes()
  const id = await keeps({ active: false })
  await writes(mira)
  await sweep()
  expect(await loop.look(world.kernel.system, now())).toEqual([])
  await keeps({ id, version: 1 })
  await sweep()
  expect(await outcomes(id)).toEqual([])
  const late = { addresses: [{ kind: 'phone', value: '+447700900132' } as const], name: 'Late', username: null }
  await writes(late)
  await sweep()
  expect(await outcomes(id)).toEqual(['done'])
})

test('switched off, it drops what is to come; renamed, it keeps it; removed, nothing is left', async () => {
  const closes = await closing()
  const id = await keeps(closes)
  await ends(await benHolds())
  await sweep()
  const change = { ...closes, id }
  await keeps({ ...change, version: 1, name: 'Another name' })
  expect(await kept(id)).toMatchObject({ pending: 1, version: 2 })
  await keeps({ ...change, version: 2, active: false })
  expect(await kept(id)).toMatchObject({ pending: 0, active: false })
  await keeps({ ...change, version: 3 })
  await after(25 * hour)
  expect(await outcomes(id)).toEqual([])
  expect(await world.as('ana').try((work) => removeRule(work, { id }))).toMatchObject({ ok: true })
  expect(await rules()).toEqual([])
  expect(await world.as('ana').try((work) => removeRule(work, { id }))).toMatchObject({ refusal: 'not_found' })
})

test('a rule comes to rest after ten runs in an hour for one interaction, and goes on in the next', async () => {
  const [vip, seen] = [await tag('VIP'), await tag('Seen')]
  const id = await keeps({ when: { on: 'tagged', tagId: vip }, jobs: [{ do: 'untag', tagId: vip }] })
  await writes()
  const { id: interactionId } = await latest()
  const tags = async () => {
    await world.as('ben').do((work, person) => tagInteraction(work, { interactionId, add: [vip], remove: [] }, person))
    await sweep()
  }
  for (let n = 0; n < 11; n++) await tags()
  expect((await latest()).tagIds).toEqual([vip])
  expect(await outcomes(id)).toEqual(['too_often', ...Array.from({ length: 10 }, () => 'done')])
  world.clock.advance(hour)
  await world
    .as('ben')
    .do((work, person) => tagInteraction(work, { interactionId, add: [seen], remove: [vip] }, person))
  await tags()
  expect((await latest()).tagIds).toEqual([seen])
})

test('of old runs the last fifty of each rule are kept, and those of the last hour', async () => {
  const id = await keeps({})
  await writes()
  await sweep()
  await world.asOwner(
    `insert into rule_run (workspace_id, id, rule_id, interaction_id, due_at, ended_at, outcome)
     select workspace_id, gen_random_uuid(), rule_id, interaction_id, due_at, ended_at - n * interval '1 minute', outcome
     from rule_run, generate_series(1, 100) as n`,
  )
  await world.as('ana').do(forgetRuns)
  const count = async () => (await world.asOwner<{ n: number }>('select count(*)::int as n from rule_run'))[0]?.n
  expect(await count()).toBe(61)
  world.clock.advance(hour)
  await world.as('ana').do(forgetRuns)
  expect(await count()).toBe(50)
  expect(await runs(id)).toHaveLength(50)
})

// Settings -----------------------------------------------------------------------------------------------------------

test('two administrators: the second is told, and nothing of the first is lost', async () => {
  const id = await keeps({ name: 'First' })
  await keeps({ id, version: 1, name: 'Second' })
  expect(await tries({ id, version: 1, name: 'Third' })).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await tries({ name: 'sECOND' })).toMatchObject({ refusal: 'name_taken' })
  expect(await kept(id)).toMatchObject({ name: 'Second', version: 2 })
})

test('a rule that names what is not there, or keeps to no times, is refused', async () => {
  const stranger = '01890000-0000-7000-8000-000000000000'
  const wrong: [Partial<Saving>, string][] = [
    [{ jobs: [{ do: 'move', queueId: stranger as never }] }, 'not_found queueId'],
    [{ jobs: [{ do: 'tag', tagId: stranger as never }] }, 'not_found tagId'],
    [{ jobs: [{ do: 'close', dispositionId: stranger as never }] }, 'not_found dispositionId'],
    [{ conditions: [[{ of: 'channel', is: true, channelIds: [stranger as never] }]] }, 'not_found channelId'],
    [{ onlyWithin: stranger as never }, 'not_found onlyWithin'],
    [{ when: { on: 'times', crontab: '0 8 * * 9' } }, 'crontab_not_valid weekday'],
    [{ when: { on: 'times', crontab: '0 8 * * 1' }, delaySeconds: 60 }, 'invalid_input delaySeconds: times have none'],
    [{ id: stranger as never }, 'not_found undefined'],
  ]
  for (const [change, expected] of wrong) {
    const saved = await tries(change)
    expect(saved.ok || `${saved.refusal} ${saved.detail}`).toBe(expected)
  }
})

test('what a rule names stays: its queue, its calendar, its outcome, and the tag it puts on', async () => {
  const [calendarId, outcome, vip] = [await office(), await solved(), await tag('VIP')]
  const id = await keeps({
    onlyWithin: calendarId,
    conditions: [[{ of: 'queue', is: false, queueIds: [world.sales] }]],
    jobs: [
      { do: 'tag', tagId: vip },
      { do: 'close', dispositionId: outcome },
    ],
  })
  const all = () =>
    Promise.all([
      world.as('ana').try((work) => removeQueue(work, { id: world.sales })),
      world.as('ana').try((work) => removeCalendar(work, { id: calendarId })),
      world.as('ana').try((work) => removeDisposition(work, { id: outcome })),
      world.as('ana').try((work) => saveTag(work, { id: vip, version: 1, title: 'VIP', colour: 'red', active: false })),
    ])
  for (const refused of await all()) expect(refused).toMatchObject({ refusal: 'still_in_use', detail: 'rules: Rule' })
  await world.as('ana').do((work) => removeRule(work, { id }))
  for (const done of await all()) expect(done).toMatchObject({ ok: true })
})

test('nothing that a rule names goes while it is saved', async () => {
  const ana = await world.person('ana')
  const [gone, refused] = await meanwhile(
    world,
    ana,
    (work) => removeQueue(work, { id: world.sales }),
    () => tries({ jobs: [{ do: 'move', queueId: world.sales }] }),
  )
  expect([gone.ok, refused]).toMatchObject([true, { refusal: 'not_found', detail: 'queueId' }])
  const outcome = await solved()
  const [saved, kept] = await meanwhile(
    world,
    ana,
    (work) => saveRule(work, { ...plain, jobs: [{ do: 'close', dispositionId: outcome }] }),
    () => world.as('ana').try((work) => removeDisposition(work, { id: outcome })),
  )
  expect([saved.ok, kept]).toMatchObject([true, { refusal: 'still_in_use' }])
})

test('a rule that is saved while the journal is read misses nothing that comes after it', async () => {
  await keeps({ name: 'Other', jobs: [{ do: 'set_priority', priority: 10 }] })
  await writes()
  const ana = await world.person('ana')
  const change = { name: 'New', when: { on: 'event', event: 'contact_wrote' } } as const
  await meanwhile(
    world,
    ana,
    (work) => saveRule(work, { ...plain, ...change }),
    async () => {
      await writes(mira)
      await loop.run(world.kernel, world.workspaceId)
    },
  )
  await sweep()
  const id = present(
    (await rules()).find(({ name }) => name === 'New'),
    'a rule',
  ).id
  expect(await outcomes(id)).toEqual(['done'])
})

test('all of its settings come back as they were saved', async () => {
  const vip = await tag('VIP')
  const settings: Omit<Saving, 'id' | 'version'> = {
    name: 'Everything',
    active: true,
    when: { on: 'untagged', tagId: vip },
    onlyWithin: await office(),
    delaySeconds: 60,
    conditions: [[{ of: 'priority', is: false, atLeast: 5 }], [{ of: 'unanswered', seconds: 60 }]],
    jobs: [{ do: 'write', text: 'Hello' }],
  }
  const id = await keeps(settings)
  expect(await kept(id)).toEqual({ id, ...settings, version: 1, nextAt: null, pending: 0, lastRun: null })
})

// Before it comes ----------------------------------------------------------------------------------------------------

const named = (channelId = world.channelId) =>
  world.as('ana').read((tx, { workspaceId }) => rulesOfMessage(tx, workspaceId, { channelId }, now()))

test('the rules that are named for a message are those that it sets off (R-041)', async () => {
  await world.asOwner('update queue set priority = 5 where id = $1', [world.support])
  const [calendarId, vip] = [await office(), await tag('VIP')]
  const [later, refund] = [{ delaySeconds: 600 }, { of: 'said', is: true, text: 'refund' } as const]
  const here: Saving['conditions'] = [[{ of: 'channel', is: true, channelIds: [world.channelId] }]]
  const on = (event: 'contact_wrote' | 'assigned') => ({ when: { on: 'event', event } }) as const
  await keeps({ name: 'Zeal' })
  await keeps({ name: 'Its channel', ...on('contact_wrote'), conditions: here })
  await keeps({ name: 'Another queue', conditions: [[{ of: 'queue', is: true, queueIds: [world.sales] }]] })
  await keeps({ name: 'Priority', conditions: [[{ of: 'priority', is: true, atLeast: 5 }]] })
  await keeps({ name: 'Higher', conditions: [[{ of: 'priority', is: true, atLeast: 6 }]] })
  await keeps({ name: 'Kind', conditions: [[{ of: 'channel_kind', is: false, kind: 'sms' }]] })
  await keeps({ name: 'Tag', conditions: [[{ of: 'tag', is: true, tagId: vip }]] })
  await keeps({ name: 'Untouched', ...later, conditions: [[{ of: 'state', is: true, states: ['waiting'] }]] })
  await keeps({ name: 'Held', ...later, conditions: [[{ of: 'held', is: true }]] })
  await keeps({ name: 'Chase', ...later, conditions: [[{ of: 'waited', seconds: 600 }]] })
  await keeps({ name: 'Too early', ...later, conditions: [[{ of: 'unanswered', seconds: 601 }]] })
  await keeps({ name: 'Words', ...on('contact_wrote'), conditions: [[refund]] })
  await keeps({ name: 'Office', onlyWithin: calendarId })
  await keeps({ name: 'Late', delaySeconds: 8 * 3_600, onlyWithin: calendarId })
  await keeps({ name: 'Taken', ...on('assigned') })
  await keeps({ name: 'Hourly', when: { on: 'times', crontab: '0 * * * *' } })
  await keeps({ name: 'Off', active: false })

  const { rules: told } = await named()
  const names = ['Chase', 'Its channel', 'Kind', 'Late', 'Office', 'Priority', 'Untouched', 'Words', 'Zeal']
  expect(told.map(({ name }) => name)).toEqual(names)
  const toldOf = (name: string) => told.find((rule) => rule.name === name)
  expect(toldOf('Words')).toMatchObject({ delaySeconds: 0, ifSaid: [[refund]], outsideHours: false, jobs: plain.jobs })
  expect(toldOf('Chase')).toMatchObject({ delaySeconds: 600, ifSaid: [], outsideHours: false })
  expect(told.filter(({ outsideHours }) => outsideHours).map(({ name }) => name)).toEqual(['Late'])
  expect(await world.asOwner('select 1 from rule_run'), 'asking sets nothing off').toEqual([])

  const ran = async (): Promise<string[]> => {
    const rows = await world.asOwner<{ name: string }>(
      `select r.name from rule_run run join rule r on r.id = run.rule_id where run.interaction_id = $1`,
      [(await latest()).id],
    )
    return rows.map(({ name }) => name).toSorted()
  }
  await writes(rosa, 'I want a refund')
  await sweep()
  expect(await ran(), 'with the words').toEqual(names)
  await writes(mira, 'Hello')
  await sweep()
  expect(await ran(), 'without the words').toEqual(names.filter((name) => name !== 'Words'))
  await after(600_000)
  expect((await ran()).length, 'nothing came later').toBe(names.length - 1)
  const chase = present(toldOf('Chase'), 'a rule').id
  expect(await outcomes(chase)).toEqual(['nothing_to_do', 'nothing_to_do'])
  await after(8 * hour)
  expect(await outcomes(present(toldOf('Late'), 'a rule').id)).toEqual(['outside_hours', 'outside_hours'])
})

test('a channel without a queue sets nothing off, and one that is not there is refused', async () => {
  await keeps({})
  expect(await named()).toMatchObject({ rules: [{ name: 'Rule' }] })
  await world.asOwner('update channel set active = false')
  expect(await named(), 'what comes on a channel that is switched off waits, and rules look at it').toMatchObject({
    rules: [{ name: 'Rule' }],
  })
  await writes()
  await sweep()
  expect(await latest()).toMatchObject({ priority: 50 })
  await world.asOwner('update channel set queue_id = null')
  expect(await named()).toEqual({ rules: [] })
  await expect(named(world.support as string as ChannelId)).rejects.toThrow('not_found')
})
