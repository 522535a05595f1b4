import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type {
  AttachmentId,
  ConversationId,
  Instant,
  InteractionId,
  MessageId,
  PlannedMessageId,
  TemplateId,
} from '../../contract/ids.ts'
import type { SendContent } from '../../contract/operations/conversations.ts'
import { maxPlanAheadMs, maxPlanned } from '../../contract/operations/later.ts'
import { ok } from '../../contract/refusals.ts'
import { inWork } from '../../kernel/work.ts'
import { abilities } from '../../providers/whatsapp-cloud/abilities.ts'
import { browsersAgree, loadView } from '../../testing/browsers-agree.ts'
import { connectLine, type Line } from '../../testing/line.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { stopContacting } from '../contacts/do-not-contact.ts'
import { endConversation, finishWrapUp, takeInteraction } from '../routing/actions.ts'
import { parkInteraction } from '../routing/parking-actions.ts'
import { laterLoop } from './jobs.ts'
import { changePlan, plan, sendPlanNow, takeBackPlan } from './planned-actions.ts'
import { nextPlanned, plannedOf, workspacesWithPlanned } from './planned-repo.ts'

const deps = { abilitiesOf: () => abilities }
const HOUR = 60 * 60 * 1000
let world: World
let line: Line
let conversationId: ConversationId
let interactionId: InteractionId

/** Rosa has written, and Ben has taken it. */
beforeEach(async () => {
  world = await createWorld()
  line = await connectLine(world)
  await line.phone('rosa', { type: 'text', text: 'Hello, is anybody there?' })
  await line.quiet()
  const [card] = Object.values((await loadView(world, 'ben')).interactions)
  conversationId = card!.conversation.id
  interactionId = card!.id
  await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
})
afterEach(async () => {
  await line.close()
  await world.close()
})

const inHours = (hours: number): Instant => (world.clock.now() + hours * HOUR) as Instant
const said = (text: string): SendContent => ({ kind: 'text', text })
type Given = {
  by?: Name
  clientId?: string
  contents?: SendContent[]
  quotedMessageId?: MessageId
  template?: TemplateId
}
const tryPlan = (
  text: string,
  goesAt: Instant,
  { by = 'ben', clientId, contents, quotedMessageId, template }: Given = {},
) =>
  world.as(by).try((work, person) =>
    plan(work, deps, person, {
      conversationId,
      clientId: clientId ?? randomUUID(),
      goesAt,
      message: template
        ? { kind: 'template', templateId: template, fill: { header: [], headerMedia: null, body: [], buttons: [] } }
        : { kind: 'free', contents: contents ?? [said(text)], quotedMessageId: quotedMessageId ?? null },
    }),
  )
async function planned(text: string, goesAt: Instant, given: Given = {}) {
  const answer = await tryPlan(text, goesAt, given)
  if (!answer.ok) throw new Error(answer.refusal)
  return answer.value.planned
}
const sweep = () => laterLoop(deps).run(world.kernel, world.workspaceId)
const thread = async (who: Name = 'ben') => (await loadView(world, who, [conversationId])).threads[conversationId]!
const ours = async () => (await thread()).messages.filter(({ direction }) => direction === 'out')
const texts = async () => (await ours()).map(({ content }) => (content.kind === 'text' ? content.text : content.kind))
const listed = (who: Name) =>
  world.as(who).read(async (tx, person) => ok((await plannedOf(tx, person)).map(({ planned }) => planned.id)))
const marked = async (who: Name = 'ben') =>
  (await loadView(world, who)).interactions[interactionId]?.conversation.planned
async function closes() {
  await world.as('ben').do((work, person) => endConversation(work, person, { interactionId, dispositionId: null }))
  await world.as('ben').do((work, person) => finishWrapUp(work, person, { interactionId, dispositionId: null }))
}

async function approved(name: string): Promise<TemplateId> {
  const id = randomUUID() as TemplateId
  const components = {
    header: null,
    body: { text: `${name}, shall we go on?`, examples: [] },
    footer: null,
    buttons: [],
  }
  await world.asOwner(
    `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, synced_at)
     values ($1, $2, '900100200300401', $3, $4, 'en', 'utility', 'approved', 'positional', $5, now())`,
    [world.workspaceId, id, name, name, JSON.stringify(components)],
  )
  return id
}

test('it stands in the thread as planned, goes once at its time and not before, and every screen agrees', async () => {
  await browsersAgree(world, () => planned('Your parcel is here tomorrow.', inHours(2)), { threads: [conversationId] })
  expect((await thread('carla')).planned).toMatchObject([
    {
      agentId: world.agentIds.ben,
      goesAt: inHours(2),
      contents: [said('Your parcel is here tomorrow.')],
      returned: null,
    },
  ])
  expect([await marked(), await listed('ben'), await listed('carla')]).toEqual(['waits', [expect.any(String)], []])
  world.clock.advance(2 * HOUR - 1)
  expect([await workspacesWithPlanned(world.kernel.system, world.clock.now()), await ours()]).toEqual([[], []])
  expect(await nextPlanned(world.kernel.system, world.clock.now())).toBe(world.clock.now() + 1)
  await sweep()
  expect(await ours()).toEqual([])
  world.clock.advance(1)
  expect(await workspacesWithPlanned(world.kernel.system, world.clock.now())).toEqual([world.workspaceId])
  await browsersAgree(world, sweep, { threads: [conversationId] })
  await line.quiet()
  expect(await ours()).toMatchObject([{ agentId: world.agentIds.ben, at: world.clock.now(), author: 'agent' }])
  expect([(await thread()).planned, await marked(), await listed('ben')]).toEqual([[], undefined, []])
  await line.quiet()
  expect((await ours())[0]).toMatchObject({ delivery: expect.stringMatching(/sent|delivered|read/) })
})

test('two nodes, a double sweep and a standstill of hours send each once', async () => {
  for (let n = 0; n < 3; n++) await planned(`number ${n}`, inHours(1))
  world.clock.advance(9 * HOUR)
  await Promise.all([sweep(), sweep(), sweep()])
  await sweep()
  expect(await texts()).toEqual(['number 0', 'number 1', 'number 2'])
})

test('a crash in the middle leaves it planned, and the next turn sends it once', async () => {
  await planned('Only once', inHours(1))
  world.clock.advance(HOUR)
  const { journal } = await lengths()
  const failing = { abilitiesOf: () => ({ ...abilities, maxTextLength: 0 }) }
  const broken = Object.defineProperty(failing, 'abilitiesOf', {
    value: () => {
      throw new Error('the process dies here')
    },
  })
  await expect(laterLoop(broken).run(world.kernel, world.workspaceId)).rejects.toThrow('dies')
  expect([await ours(), (await thread()).planned.length, (await lengths()).journal]).toEqual([[], 1, journal])
  await sweep()
  expect(await texts()).toEqual(['Only once'])
})
const lengths = async () => ({
  journal: (await world.asOwner<{ n: number }>('select count(*)::int as n from journal'))[0]!.n,
})

test('the window has closed: it is not sent but back with its agent, with the reason, and can be planned again', async () => {
  const answer = await tryPlan('Too late', inHours(25))
  expect(answer).toMatchObject({ ok: true, value: { warning: 'outside_allowed_sending_window' } })
  world.clock.advance(25 * HOUR)
  await browsersAgree(world, sweep, { threads: [conversationId] })
  const [back] = (await thread()).planned
  expect(back).toMatchObject({
    returned: { why: 'outside_allowed_sending_window', at: world.clock.now(), toAgentId: world.agentIds.ben },
    version: 2,
  })
  expect([await ours(), await marked(), await listed('ben')]).toEqual([[], 'returned', [back!.id]])
  await sweep()
  expect((await thread()).planned).toEqual([back])
  const asked = { plannedId: back!.id, version: 2 }
  expect(await world.as('ben').try((work, person) => sendPlanNow(work, deps, person, asked))).toMatchObject({
    refusal: 'outside_allowed_sending_window',
  })
  await line.phone('rosa', { type: 'text', text: 'Are you there?' })
  await line.quiet()
  const again = { ...asked, goesAt: inHours(1), text: 'Now it fits' }
  await browsersAgree(world, () => world.as('ben').do((work, person) => changePlan(work, person, again)), {
    threads: [conversationId],
  })
  expect(await marked()).toBe('waits')
  world.clock.advance(HOUR)
  await sweep()
  expect(await texts()).toEqual(['Now it fits'])
})

test('a template goes after the window, by its latest wording; withdrawn, it comes back', async () => {
  const [good, gone] = [await approved('Rosa'), await approved('Later')]
  expect(await tryPlan('', inHours(30), { template: good })).toMatchObject({ value: { warning: null } })
  await planned('', inHours(31), { template: gone })
  await world.asOwner(
    `update template set components = jsonb_set(components, '{body,text}', '"New words"') where id = $1`,
    [good],
  )
  await world.asOwner(`update template set status = 'paused' where id = $1`, [gone])
  world.clock.advance(31 * HOUR)
  await browsersAgree(world, sweep, { threads: [conversationId] })
  expect(await ours()).toMatchObject([{ content: { kind: 'template', template: { body: 'New words' } } }])
  expect((await thread()).planned).toMatchObject([{ returned: { why: 'template_not_usable' } }])
})

test('whoever takes the conversation over sees it, has it back when it may not go, and makes it theirs', async () => {
  const one = await planned('From Ben', inHours(1))
  await world.asOwner('update interaction set agent_id = $1', [world.agentIds.carla])
  world.clock.advance(HOUR)
  await browsersAgree(world, sweep, { threads: [conversationId] })
  expect((await thread('carla')).planned).toMatchObject([
    { returned: { why: 'not_yours', toAgentId: world.agentIds.carla }, agentId: world.agentIds.ben },
  ])
  expect(await listed('carla')).toEqual([one.id])
  const asked = { plannedId: one.id, version: 2 }
  // Ben wrote it and no longer holds the conversation: he may take it back, and not send it.
  expect(await world.as('ben').try((work, person) => sendPlanNow(work, deps, person, asked))).toMatchObject({
    refusal: 'not_yours',
  })
  await browsersAgree(
    world,
    () =>
      world.as('carla').do((work, person) => changePlan(work, person, { ...asked, goesAt: inHours(1), text: null })),
    { threads: [conversationId] },
  )
  world.clock.advance(HOUR)
  await sweep()
  expect((await ours()).map(({ agentId }) => agentId)).toEqual([world.agentIds.carla])
})

test('the interaction is closed by then: it is back with its author, and with the queue when they have left', async () => {
  const mine = await planned('After the close', inHours(1))
  await closes()
  world.clock.advance(HOUR)
  await sweep()
  expect((await thread()).planned).toMatchObject([
    { returned: { why: 'interaction_closed', toAgentId: world.agentIds.ben } },
  ])
  expect([await listed('ben'), await listed('carla'), await listed('sofia')]).toEqual([[mine.id], [], []])
  await world.asOwner('update planned_message set returned_at = null, returned_why = null, returned_to = null')
  await world.asOwner('update agent set active = false where id = $1', [world.agentIds.ben])
  await sweep()
  expect((await thread('carla')).planned).toMatchObject([{ returned: { why: 'interaction_closed', toAgentId: null } }])
  expect([await listed('carla'), await listed('sofia'), await listed('davi')]).toEqual([[mine.id], [mine.id], []])
})

test('who said stop is not written to first: planned before, it comes back; planned after, it is refused', async () => {
  const template = await approved('Rosa')
  await planned('', inHours(30), { template })
  await planned('An answer inside the window', inHours(2))
  const [contact] = await world.asOwner<{ id: string }>('select id from contact')
  await inWork(world.kernel, world.house, async (work) => {
    await stopContacting(work, [contact!.id as never], 'asked us to stop')
    return ok(null)
  })
  expect(await tryPlan('', inHours(40), { template })).toMatchObject({ refusal: 'contact_opted_out' })
  world.clock.advance(30 * HOUR)
  await sweep()
  expect((await thread()).planned).toMatchObject([
    { returned: { why: 'contact_opted_out' } },
    { returned: { why: 'contact_opted_out' } },
  ])
  expect(await ours()).toEqual([])
})

test('snoozed until the same time, it goes all the same; the contact who wrote before changes nothing', async () => {
  await planned('As promised', inHours(3))
  const until = inHours(4)
  await world.as('ben').do((work, person) => parkInteraction(work, person, { interactionId, until }))
  await line.phone('rosa', { type: 'text', text: 'One more thing' })
  await line.quiet()
  expect(await marked()).toBe('waits')
  world.clock.advance(3 * HOUR)
  await browsersAgree(world, sweep, { threads: [conversationId] })
  expect(await texts()).toEqual(['As promised'])
})

test('it is changed by what was seen, sent now, and taken back with its words', async () => {
  const one = await planned('First words', inHours(5))
  const by = (who: Name) => world.as(who)
  const change = (version: number, text: string | null, who: Name = 'ben') =>
    by(who).try((work, person) => changePlan(work, person, { plannedId: one.id, version, goesAt: inHours(6), text }))
  expect(await change(1, 'Better words')).toMatchObject({ value: { planned: { version: 2, goesAt: inHours(6) } } })
  expect(await change(1, 'Seen too late')).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await change(2, '')).toMatchObject({ refusal: 'text_empty' })
  expect(await change(2, null, 'carla')).toMatchObject({ refusal: 'not_yours' })
  expect(await change(2, null, 'davi')).toMatchObject({ refusal: 'not_found' })
  const now = { plannedId: one.id, version: 2 }
  await browsersAgree(world, () => by('ben').do((work, person) => sendPlanNow(work, deps, person, now)), {
    threads: [conversationId],
  })
  expect(await texts()).toEqual(['Better words'])
  expect(await by('ben').try((work, person) => sendPlanNow(work, deps, person, now))).toMatchObject({ ok: false })
  const other = await planned('Never mind', inHours(1))
  await browsersAgree(
    world,
    async () =>
      expect(await by('sofia').do((work, person) => takeBackPlan(work, person, other.id))).toEqual({
        text: 'Never mind',
        contents: [said('Never mind')],
        quote: null,
        template: null,
      }),
    { threads: [conversationId] },
  )
  world.clock.advance(HOUR)
  await sweep()
  expect([await texts(), (await thread()).planned, await marked()]).toEqual([['Better words'], [], undefined])
})

test('the same press twice plans once; past times, times too far and too many are refused', async () => {
  const clientId = randomUUID()
  const both = await Promise.all([1, 2].map(() => tryPlan('Once', inHours(1), { clientId })))
  expect(both.map((answer) => answer.ok && answer.value.planned.id)).toEqual(
    Array.from({ length: 2 }, () => (both[0]!.ok ? both[0]!.value.planned.id : '')),
  )
  expect(await tryPlan('Past', world.clock.now())).toMatchObject({ refusal: 'time_not_valid' })
  expect(await tryPlan('Far', (world.clock.now() + maxPlanAheadMs + 1) as Instant)).toMatchObject({
    refusal: 'time_not_valid',
  })
  for (let n = 1; n < maxPlanned; n++) await planned(`${n}`, inHours(1))
  expect(await tryPlan('One too many', inHours(1))).toMatchObject({ refusal: 'too_many_planned' })
  world.clock.advance(HOUR)
  await sweep()
  expect(await texts()).toHaveLength(maxPlanned)
  expect(await tryPlan('Once', inHours(1), { clientId })).toMatchObject({ refusal: 'changed_by_someone_else' })
})

async function file(): Promise<AttachmentId> {
  const id = randomUUID() as AttachmentId
  await world.asOwner(
    `insert into attachment (workspace_id, id, conversation_id, mime_type, size_bytes, sha256, file_name, created_at)
     values ($1, $2, $3, 'application/pdf', 10, 'x', 'a.pdf', now())`,
    [world.workspaceId, id, conversationId],
  )
  return id
}

test('taken back it is as it was: text, files, the quoted message and a template with what filled it', async () => {
  const takeBack = (plannedId: PlannedMessageId) =>
    world.as('ben').do((work, person) => takeBackPlan(work, person, plannedId))
  const [there, lost] = [await file(), await file()]
  const [hello] = (await thread()).messages
  const pdf = (attachmentId: AttachmentId): SendContent => ({ kind: 'document', attachmentId, caption: null })
  const whole = { contents: [pdf(there), pdf(lost), said('Please sign it.')], quotedMessageId: hello!.id }
  const one = await planned('', inHours(25), whole)
  const quote = { messageId: hello!.id, from: 'contact', text: 'Hello, is anybody there?' }
  expect(one.quote).toEqual(quote)
  await world.asOwner('delete from attachment where id = $1', [lost])
  world.clock.advance(25 * HOUR)
  await sweep()
  // It came back by itself, and says what it answers; what is gone meanwhile does not come with it.
  expect((await thread()).planned).toMatchObject([{ returned: { why: 'outside_allowed_sending_window' }, quote }])
  expect(await takeBack(one.id)).toMatchObject({
    text: 'Please sign it.',
    contents: [{ kind: 'document', media: { attachmentId: there, fileName: 'a.pdf' } }, said('Please sign it.')],
    quote,
    template: null,
  })
  const template = await approved('Rosa')
  const other = await planned('', inHours(30), { template })
  await world.asOwner(`update planned_message set template_fill = jsonb_set(template_fill, '{headerMedia}', $1)`, [
    JSON.stringify(there),
  ])
  expect(await takeBack(other.id)).toMatchObject({
    text: null,
    quote: null,
    template: {
      templateId: template,
      name: 'Rosa',
      language: 'en',
      fill: { headerMedia: there, body: [] },
      headerFile: { attachmentId: there, fileName: 'a.pdf', sizeBytes: 10 },
    },
  })
  const gone = await planned('', inHours(30), { template })
  await world.asOwner('update planned_message set template_id = gen_random_uuid()')
  expect(await takeBack(gone.id)).toMatchObject({ template: null })
})

test('files and text of one message go together and in order, and come back when a file is gone', async () => {
  const [there, lost] = [await file(), await file()]
  const contents = (attachmentId: AttachmentId): SendContent[] => [
    { kind: 'document', attachmentId, caption: null },
    said('Please sign it.'),
  ]
  await planned('', inHours(1), { contents: contents(there) })
  await planned('', inHours(2), { contents: contents(lost) })
  await world.asOwner('delete from attachment where id = $1', [lost])
  world.clock.advance(2 * HOUR)
  await sweep()
  expect(await texts()).toEqual(['document', 'Please sign it.'])
  expect((await thread()).planned).toMatchObject([{ returned: { why: 'file_not_ready' } }])
})

test('numbers of payment cards are hidden before it is stored, also in other words', async () => {
  const one = await planned('It is 4111 1111 1111 1111', inHours(1))
  const change = { plannedId: one.id, version: 1, goesAt: inHours(1), text: 'or 5555 5555 5555 4444' }
  await world.as('ben').do((work, person) => changePlan(work, person, change))
  const rows = await world.asOwner<{ row: string }>(
    'select p::text as row from planned_message p union select event::text from journal',
  )
  expect(rows.filter(({ row }) => /4111 ?1111 ?1111|5555 ?5555 ?5555/.test(row))).toEqual([])
})

test('nobody plans where they may not write, and what one may not see one cannot touch', async () => {
  expect(await tryPlan('Hello', inHours(1), { by: 'carla' })).toMatchObject({ refusal: 'not_yours' })
  expect(await tryPlan('Hello', inHours(1), { by: 'davi' })).toMatchObject({ refusal: 'not_found' })
  const one = await planned('Hello', inHours(1))
  for (const who of ['davi'] as const) {
    expect(await world.as(who).try((work, person) => takeBackPlan(work, person, one.id))).toMatchObject({
      refusal: 'not_found',
    })
  }
  expect(await world.as('carla').try((work, person) => takeBackPlan(work, person, one.id))).toMatchObject({
    refusal: 'not_yours',
  })
  expect(await listed('davi')).toEqual([])
})
