import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionCard } from '../../contract/cards.ts'
import type { FieldId, Satisfaction } from '../../contract/closing.ts'
import type { MessageContent } from '../../contract/content.ts'
import type { ConversationId, InteractionId, TemplateId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import { inRead, inWork } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { satisfaction as satisfactionReport } from '../dispositions/questions.ts'
import { endConversation, finishWrapUp, takeInteraction } from '../routing/actions.ts'
import { interactionCards } from '../routing/index.ts'
import { answerId } from './core/satisfaction.ts'
import { findInteraction } from './history-repo.ts'
import { askContact, askNow } from './satisfaction-actions.ts'
import { transcript } from './transcript.ts'

const DAY = 24 * 60 * 60 * 1_000
const question = { question: 'How was our help?', answers: ['Very good', 'Fine', 'Bad'], listLabel: 'Choose' }
let world: World
beforeEach(async () => {
  world = await createWorld()
  await set('satisfaction', question)
})
afterEach(() => world.close())

const set = (column: string, value: unknown) =>
  world.asOwner(`update channel set ${column} = $1`, [value === null ? null : JSON.stringify(value)])
const writes = (text: string, content: MessageContent = { kind: 'text', text }) =>
  told(world, wroteFact(rosa, text, world.clock.now(), { content }))
const presses = (id: InteractionId, place: number) =>
  writes('', {
    kind: 'choice',
    id: answerId(id, place),
    title: present(question.answers[place], 'it'),
    description: null,
  })
const asks = (id: InteractionId) => inWork(world.kernel, world.house, (work) => askContact(work, id))

async function latest(): Promise<InteractionCard> {
  const [row] = await world.asOwner<{ id: InteractionId }>('select id from interaction order by number desc limit 1')
  const { id } = present(row, 'an interaction')
  const [card] = await inRead(world.kernel, world.workspaceId, (tx) => interactionCards(tx, world.workspaceId, [id]))
  return present(card, 'a card')
}
async function kept(id: InteractionId): Promise<Satisfaction | null> {
  const [row] = await world.asOwner<{ satisfaction: Satisfaction | null }>(
    'select satisfaction from interaction where id = $1',
    [id],
  )
  return present(row, 'an interaction').satisfaction
}
const sent = () =>
  world.asOwner<{ content: MessageContent; template_fill: unknown; author: string }>(
    `select content, template_fill, author from message where direction = 'out' order by at, id`,
  )

/** Rosa writes, Ben takes it and closes it. */
async function closes(): Promise<InteractionId> {
  await writes('Where is my parcel?')
  const { id: interactionId } = await latest()
  await world.as('ben').do((work, ben) => takeInteraction(work, ben, { interactionId }))
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId, dispositionId: null }))
  await world.as('ben').do((work, ben) => finishWrapUp(work, ben, { interactionId, dispositionId: null }))
  return interactionId
}

/** Jobs that the last commits put into the queue of jobs. */
const jobs = () =>
  world.asOwner<{ payload: { interactionId: string } }>(
    `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'ask_contact'`,
  )

test('after a close the contact is asked with buttons, once; the first answer counts and reopens nothing', async () => {
  await world.asOwner('update channel set reopen_days = 7')
  const id = await closes()
  expect((await jobs()).map(({ payload }) => payload.interactionId)).toEqual([id])
  const { conversation } = await latest()
  const threads: ConversationId[] = [conversation.id]
  await browsersAgree(world, () => asks(id), { threads })
  await asks(id)
  expect(await sent()).toMatchObject([{ author: 'house', content: { kind: 'buttons', text: 'How was our help?' } }])
  await browsersAgree(world, () => presses(id, 1), { threads })
  await presses(id, 0)
  expect(await kept(id)).toEqual({
    askedAt: world.clock.now(),
    answers: question.answers,
    answer: { place: 1, at: world.clock.now() },
  })
  expect(await latest()).toMatchObject({ id, state: 'closed', reopened: 0 })
  const report = await world.as('sofia').read((tx, person) => {
    const [from, to] = [world.clock.now() - DAY, world.clock.now() + 1] as [never, never]
    return satisfactionReport(tx, person, { from, to })
  })
  expect(report.rows).toMatchObject([{ channelName: 'WhatsApp', place: 1, answer: 'Fine', count: 1 }])
})

test('a written answer counts too; other words go on as ever', async () => {
  const id = await closes()
  await asks(id)
  await writes('very good!')
  expect((await kept(id))?.answer?.place).toBe(0)
  expect((await latest()).id).toBe(id)
  await writes('very good!')
  expect((await latest()).id, 'answered already: now it is a message').not.toBe(id)
})

test('who came back before they answered, and is asked for a number by whoever has it now, does not rate anybody', async () => {
  await world.asOwner('update channel set reopen_days = 7')
  const id = await closes()
  await asks(id)
  world.clock.advance(1_000)
  await writes('One more thing')
  world.clock.advance(1_000)
  await world.as('carla').do((work, carla) => takeInteraction(work, carla, { interactionId: id }))
  await writes('2')
  expect((await kept(id))?.answer).toBeNull()
  expect(await latest()).toMatchObject({ id, state: 'active', reopened: 1, conversation: { unread: 3 } })
  await presses(id, 1)
  expect((await kept(id))?.answer?.place, 'a button says what it answers').toBe(1)
})

test('an old question is answered for its own interaction, and disturbs nobody in the new one', async () => {
  const id = await closes()
  await asks(id)
  await writes('And now something else')
  const next = await latest()
  expect(next.id).not.toBe(id)
  await presses(id, 2)
  expect((await kept(id))?.answer?.place).toBe(2)
  expect(await latest()).toMatchObject({ id: next.id, state: 'waiting', conversation: { unread: 2 } })
  expect(await kept(next.id)).toBeNull()
})

test('who does not want to be contacted is not asked; nor anybody who has begun something new', async () => {
  const id = await closes()
  await world.asOwner('update contact set do_not_contact = true')
  await asks(id)
  await world.asOwner(`update contact set do_not_contact = false, service_consent = 'revoked'`)
  await asks(id)
  await world.asOwner(`update contact set service_consent = 'granted'`)
  await set('satisfaction', null)
  await asks(id)
  await set('satisfaction', question)
  await writes('One more thing')
  await asks(id)
  expect(await sent()).toEqual([])
  expect(await kept(id)).toBeNull()
})

test('outside the window the template asks, and without one nothing does (R-029)', async () => {
  const id = await closes()
  world.clock.advance(DAY)
  await asks(id)
  expect(await sent()).toEqual([])
  await set('satisfaction_template', {
    templateId: await template(),
    fill: { header: [], headerMedia: null, body: [], buttons: [] },
  })
  await asks(id)
  expect(await sent()).toMatchObject([
    {
      content: { kind: 'template', template: { body: 'How was it?' } },
      template_fill: { buttons: [{ index: 0, kind: 'quick_reply', value: answerId(id, 0) }] },
    },
  ])
  await presses(id, 0)
  expect((await kept(id))?.answer?.place).toBe(0)
})

const asksNow = (name: 'ben' | 'carla' | 'sofia', interactionId: InteractionId) =>
  world.as(name).try((work, person) => askNow(work, person, { interactionId }))

test('asked now, by whoever holds it: by text where the channel says so, answered by a number, and never again (rank 14)', async () => {
  await set('satisfaction', { ...question, asText: true })
  await writes('Where is my parcel?')
  const { id: interactionId, conversation } = await latest()
  const threads: ConversationId[] = [conversation.id]
  expect(await asksNow('ben', interactionId)).toMatchObject({ refusal: 'not_yours' })
  await world.as('ben').do((work, ben) => takeInteraction(work, ben, { interactionId }))
  expect(await asksNow('sofia', interactionId), 'a supervisor may write there, and asks nothing').toMatchObject({
    refusal: 'not_yours',
  })
  await browsersAgree(world, () => asksNow('ben', interactionId), { threads })
  expect(await asksNow('ben', interactionId)).toMatchObject({ refusal: 'contact_asked_before' })
  expect(await sent()).toMatchObject([
    { author: 'house', content: { kind: 'text', text: 'How was our help?\n1 Very good\n2 Fine\n3 Bad' } },
  ])
  expect((await latest()).awaitingReplySince, 'a question is no answer').not.toBeNull()
  await writes('4')
  expect((await kept(interactionId))?.answer, 'there is no fourth').toBeNull()
  await browsersAgree(world, () => writes('2'), { threads })
  expect((await kept(interactionId))?.answer?.place).toBe(1)
  expect(await latest()).toMatchObject({ id: interactionId, state: 'active' })
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId, dispositionId: null }))
  await world.as('ben').do((work, ben) => finishWrapUp(work, ben, { interactionId, dispositionId: null }))
  expect(await jobs(), 'the close asks no more').toEqual([])
})

test('asking now says why it cannot: no question, a contact who said stop, a window that is over', async () => {
  await set('satisfaction', null)
  await writes('Where is my parcel?')
  const { id: interactionId } = await latest()
  await world.as('ben').do((work, ben) => takeInteraction(work, ben, { interactionId }))
  expect(await asksNow('ben', interactionId)).toMatchObject({ refusal: 'nothing_to_ask' })
  await set('satisfaction', question)
  await world.asOwner(`update contact set do_not_contact = true`)
  expect(await asksNow('ben', interactionId)).toMatchObject({ refusal: 'contact_opted_out' })
  await world.asOwner(`update contact set do_not_contact = false`)
  world.clock.advance(DAY)
  expect(await asksNow('ben', interactionId)).toMatchObject({ refusal: 'outside_allowed_sending_window' })
  expect(await sent()).toEqual([])
  expect(await kept(interactionId)).toBeNull()
})

async function template(): Promise<TemplateId> {
  const id = randomUUID() as TemplateId
  const buttons = [{ kind: 'quick_reply', text: 'Very good', url: null }]
  const components = { header: null, body: { text: 'How was it?', examples: [] }, footer: null, buttons }
  await world.asOwner(
    `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, synced_at)
     values ($1, $2, '200000000000001', '1', 'how_was_it', 'en', 'utility', 'approved', 'positional', $3, now())`,
    [world.workspaceId, id, JSON.stringify(components)],
  )
  return id
}

test('a required field holds the close, for every way in, and is kept with the interaction', async () => {
  const order = randomUUID() as FieldId
  await set('closing_fields', [{ id: order, name: 'Order', kind: 'number', required: true, choices: [] }])
  await writes('Where is my parcel?')
  const { id: interactionId } = await latest()
  await world.as('ben').do((work, ben) => takeInteraction(work, ben, { interactionId }))
  await world.as('ben').do((work, ben) => endConversation(work, ben, { interactionId, dispositionId: null }))
  const finishes = (value: number | string | null) =>
    world
      .as('ben')
      .try((work, ben) =>
        finishWrapUp(work, ben, { interactionId, dispositionId: null, fields: [{ id: order, value }] }),
      )
  expect(await finishes(null)).toMatchObject({ refusal: 'field_required', detail: 'Order' })
  expect(await finishes('twelve')).toMatchObject({ refusal: 'field_not_valid', detail: 'Order' })
  await browsersAgree(world, () => finishes(48_213))
  expect(await latest()).toMatchObject({ state: 'closed', fields: [{ id: order, value: 48_213 }] })
  await set('closing_fields', [])
  const read = await world.as('sofia').read(async (tx, person) => {
    const found = present(await findInteraction(tx, person, { id: interactionId }), 'the interaction')
    return { ok: true, value: await transcript(tx, world.workspaceId, found) }
  })
  expect(read.fields).toEqual([{ id: order, name: 'Order', value: 48_213 }])
})
