import type { z } from 'zod'
import type { PlannedCard } from '../../contract/cards.ts'
import type { MessageContent } from '../../contract/content.ts'
import type { AttachmentId, ConversationId, Instant, PlannedMessageId } from '../../contract/ids.ts'
import { maxPlanned, type planMessage, type TakenBack } from '../../contract/operations/later.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { ok, type Refusal, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { type ChannelRule, channelRules } from '../channels/index.ts'
import { hiddenIn } from '../identity/index.ts'
import { toCard } from '../routing/core/facts.ts'
import { lockLatestInteractions } from '../routing/index.ts'
import { missingFill, render } from '../templates/core/render.ts'
import { checkUse } from '../templates/core/use.ts'
import { templatesById } from '../templates/index.ts'
import {
  cardOf,
  contentOf,
  filledTemplate,
  mediaOf,
  type Open,
  openForWriting,
  outgoing,
  queue,
  quoteOf,
  type SendingDeps,
  sendingFacts,
  shown,
  takeInHand,
  whereItStands,
  whose,
} from './actions.ts'
import { maskCardNumbers, maskContent } from './core/card-numbers.ts'
import { type Message, quoteCard } from './core/message.ts'
import { partsOf } from './core/outbound.ts'
import {
  checkTime,
  fateOf,
  foresee,
  mayDecideOn,
  obstacleTo,
  type Planned,
  plannedCard,
  plansShown,
  withText,
  wordsOf,
} from './core/planned.ts'
import {
  type Author,
  authorsOf,
  conversationOfPlanned,
  filesOf,
  insertPlanned,
  lockDueConversations,
  lockPlanned,
  plannedOfClient,
  removePlanned,
  savePlanned,
} from './planned-repo.ts'
import {
  dropDraft,
  maySeeConversation,
  messagesOfClient,
  readAttachment,
  readConversations,
  readMessage,
  saveConversation,
} from './repo.ts'

/** Planned messages of at most so many conversations go in one transaction. */
export const maxPerTurn = 50

type PlanInput = z.output<typeof planMessage.input>
type PlanAnswer = { planned: PlannedCard; warning: Refusal | null }

/**
 * Write a message that goes out later. The same `clientId` again answers with what the first press planned; when that
 * has gone meanwhile, with `changed_by_someone_else`.
 */
export async function plan(
  work: Work,
  deps: SendingDeps,
  person: Person,
  input: PlanInput,
): Promise<Result<PlanAnswer>> {
  const { workspaceId } = work.by
  const opened = await openForWriting(work, person, input.conversationId)
  if (!opened.ok) return opened
  const open = opened.value
  const earlier = await plannedOfClient(work.tx, workspaceId, input.clientId)
  if (earlier) return answer(work, open, earlier, person)
  if ((await messagesOfClient(work.tx, workspaceId, input.clientId)).length > 0)
    return refuse('changed_by_someone_else')
  const inTime = checkTime(input.goesAt, work.at)
  if (!inTime.ok) return inTime
  const others = await lockPlanned(work.tx, workspaceId, [open.conversation.id])
  if (others.length >= maxPlanned) return refuse('too_many_planned', `${maxPlanned}`)
  const written = await toSay(work, deps, open, input.message)
  if (!written.ok) return written
  const planned: Planned = {
    id: work.newId() as PlannedMessageId,
    conversationId: open.conversation.id,
    channelId: open.channel.id,
    clientId: input.clientId,
    agentId: person.agentId,
    ...written.value,
    plannedAt: work.at,
    goesAt: input.goesAt,
    returned: null,
    version: 1,
  }
  const foreseen = await answer(work, open, planned, person)
  if (!foreseen.ok) return foreseen
  await insertPlanned(work.tx, workspaceId, planned)
  if (input.message.kind === 'free') await dropDraft(work.tx, person, open.conversation.id, 'reply')
  await keepShown(work, open, [...others, planned])
  recordPlanned(work, open, planned)
  return foreseen
}

type Written = Pick<Planned, 'contents' | 'quote' | 'templateId' | 'templateFill'>

/** What is to be said, checked and as it will be stored; what a channel hides is hidden from the start. */
async function toSay(
  work: Work,
  deps: SendingDeps,
  open: Open,
  message: PlanInput['message'],
): Promise<Result<Written>> {
  if (message.kind === 'template') {
    const filled = await filledTemplate(work, open, message)
    if (!filled.ok) return filled
    const { content, templateId, templateFill } = filled.value
    return ok({ contents: [content], quote: null, templateId, templateFill })
  }
  const contents: MessageContent[] = []
  for (const content of message.contents) {
    const given = await contentOf(work, open, deps.abilitiesOf(open.channel.provider), content)
    if (!given.ok) return given
    contents.push(open.channel.maskCardNumbers ? maskContent(given.value) : given.value)
  }
  const quote = await quoteOf(work, open.conversation.id, message.quotedMessageId)
  return quote.ok ? ok({ contents, quote: quote.value, templateId: null, templateFill: null }) : quote
}

/** The planned message, and what stands in its way as things are now for whoever answers for it. */
async function answer(
  work: Work,
  open: Open,
  planned: Planned,
  { agentId, role }: Pick<Person, 'agentId' | 'role'>,
): Promise<Result<PlanAnswer>> {
  const foreseen = foresee(planned, {
    facts: open.facts,
    interaction: whereItStands(open.interaction),
    author: { agentId, role, works: true },
    unusable: (await sayableNow(work, open, planned)).unusable,
  })
  return foreseen.ok ? ok({ planned: plannedCard(planned), warning: foreseen.value }) : foreseen
}

/**
 * Another time, or other words. Whoever changes it answers for it from then on, so that a colleague who has taken the
 * conversation over makes it theirs. Refuses `changed_by_someone_else` when it has gone, or is not as it was seen.
 */
export async function changePlan(
  work: Work,
  person: Person,
  input: { plannedId: PlannedMessageId; version: number; goesAt: Instant; text: string | null },
): Promise<Result<PlanAnswer>> {
  const hand = await takePlanInHand(work, person, input)
  if (!hand.ok) return hand
  const { open, planned, others } = hand.value
  const inTime = checkTime(input.goesAt, work.at)
  if (!inTime.ok) return inTime
  const said = input.text === null ? ok(planned.contents) : withText(planned.contents, masked(open, input.text))
  if (!said.ok) return said
  const changed: Planned = {
    ...planned,
    agentId: person.agentId,
    contents: said.value,
    plannedAt: work.at,
    goesAt: input.goesAt,
    returned: null,
    version: planned.version + 1,
  }
  const foreseen = await answer(work, open, changed, person)
  if (!foreseen.ok) return foreseen
  await savePlanned(work.tx, work.by.workspaceId, [changed])
  await keepShown(work, open, [...others, changed])
  recordPlanned(work, open, changed)
  return foreseen
}

const masked = ({ channel }: Open, text: string): string => (channel.maskCardNumbers ? maskCardNumbers(text) : text)

/** Send it now, as whoever asks could send anything there: refuses as Send does. */
export async function sendPlanNow(
  work: Work,
  deps: SendingDeps,
  person: Person,
  input: { plannedId: PlannedMessageId; version: number },
): Promise<Result<null>> {
  const hand = await takePlanInHand(work, person, input)
  if (!hand.ok) return hand
  const { open, planned, others } = hand.value
  const circumstances = {
    facts: open.facts,
    interaction: whereItStands(open.interaction),
    author: { agentId: person.agentId, role: person.role, works: true },
  }
  const { contents, unusable } = await sayableNow(work, open, planned)
  const why = obstacleTo(planned, { ...circumstances, unusable }, work.at)
  if (why !== null) return refuse(why)
  await go(work, deps, open, { ...planned, contents }, others)
  return ok(null)
}

/** Take it back: it is not sent, and nothing remains of it. Answers with what was in it, as far as that is still there. */
export async function takeBackPlan(
  work: Work,
  person: Person,
  plannedId: PlannedMessageId,
): Promise<Result<TakenBack>> {
  const hand = await takePlanInHand(work, person, { plannedId })
  if (!hand.ok) return hand
  const { open, planned, others } = hand.value
  await removePlanned(work.tx, work.by.workspaceId, [planned.id])
  await keepShown(work, open, others)
  recordEnd(work, open, planned, 'taken_back')
  return ok(await stillThere(work, planned))
}

/** All that was in it, without the files, the template and the quoted message that are gone. */
async function stillThere(work: Work, planned: Planned): Promise<TakenBack> {
  const { workspaceId } = work.by
  const { contents, quote, templateFill: fill, conversationId } = planned
  const { files, templates } = await surroundingsOf(work, [planned])
  const isThere = (id: AttachmentId | null) => id !== null && files.get(id) === conversationId
  const quoted = quote?.messageId ? await readMessage(work.tx, workspaceId, quote.messageId) : undefined
  const headerMedia = fill && isThere(fill.headerMedia) ? fill.headerMedia : null
  const header = headerMedia ? await readAttachment(work.tx, workspaceId, headerMedia) : undefined
  const template = templates.find(({ id }) => id === planned.templateId)
  return {
    text: wordsOf(contents),
    contents: contents.filter((content) => !('media' in content) || isThere(content.media.attachmentId)),
    quote: quoted ? quoteCard(quote) : null,
    template:
      template && fill
        ? {
            templateId: template.id,
            name: template.name,
            language: template.language,
            fill: { ...fill, headerMedia },
            headerFile: header ? mediaOf(header) : null,
          }
        : null,
  }
}

type InHand = { open: Open; planned: Planned; others: Planned[] }

/** Lock a planned message with its conversation, for somebody who may decide on it. */
async function takePlanInHand(
  work: Work,
  person: Person,
  { plannedId, version }: { plannedId: PlannedMessageId; version?: number },
): Promise<Result<InHand>> {
  const { workspaceId } = work.by
  const conversationId = await conversationOfPlanned(work.tx, workspaceId, plannedId)
  if (!conversationId || !(await maySeeConversation(work.tx, person, conversationId))) return refuse('not_found')
  const open = await takeInHand(work, conversationId)
  if (!open.ok) return open
  const all = await lockPlanned(work.tx, workspaceId, [conversationId])
  const planned = all.find(({ id }) => id === plannedId)
  if (!planned) return refuse('changed_by_someone_else')
  if (!mayDecideOn(planned, whereItStands(open.value.interaction), person)) return refuse('not_yours')
  if (version !== undefined && version !== planned.version) return refuse('changed_by_someone_else')
  return ok({ open: open.value, planned, others: all.filter((one) => one !== planned) })
}

// At their time -------------------------------------------------------------------------------------------------------

/** What a turn needs to decide, read for all of its conversations at once. */
type Surroundings = {
  authors: ReadonlyMap<string, Author>
  templates: readonly Template[]
  files: ReadonlyMap<AttachmentId, ConversationId>
}

/**
 * Send what is due, or give it back to a person with the reason. A plan and its messages change hands in one
 * transaction: whoever comes second, on this node or another, finds nothing left to do. Answers with how many there were.
 */
export async function sendDue(work: Work, deps: SendingDeps): Promise<Result<number>> {
  const { workspaceId } = work.by
  const ids = await lockDueConversations(work.tx, workspaceId, work.at, maxPerTurn)
  if (ids.length === 0) return ok(0)
  const opened = await openAll(work, ids)
  const all = await lockPlanned(work.tx, workspaceId, ids)
  const due = all.filter((planned) => planned.returned === null && planned.goesAt <= work.at)
  const around = await surroundingsOf(work, due)
  const left = Map.groupBy(all, ({ conversationId }) => conversationId)
  for (const planned of due) {
    const { conversationId } = planned
    const open = present(opened.get(conversationId), 'the conversation of what is planned')
    const others = (left.get(conversationId) ?? []).filter((one) => one.id !== planned.id)
    const ended = await decideAndAct(work, deps, open, planned, others, around)
    opened.set(conversationId, ended.open)
    left.set(conversationId, ended.left)
  }
  return ok(due.length)
}

async function openAll(work: Work, ids: readonly ConversationId[]): Promise<Map<ConversationId, Open>> {
  const { workspaceId } = work.by
  const held = await readConversations(work.tx, workspaceId, ids)
  const interactions = await lockLatestInteractions(work.tx, workspaceId, ids)
  const channels = await channelRules(work.tx, workspaceId, work.at)
  return new Map(
    interactions.flatMap((interaction) => {
      const one = held.get(interaction.conversationId)
      const channel = one && channels.get(one.conversation.channelId)
      return one && channel
        ? [[interaction.conversationId, { ...one, interaction, channel, facts: sendingFacts(one, channel) }] as const]
        : []
    }),
  )
}

async function surroundingsOf(work: Work, due: readonly Planned[]): Promise<Surroundings> {
  const { workspaceId } = work.by
  const [authors, templates, files] = await Promise.all([
    authorsOf(work.tx, workspaceId, [...new Set(due.map(({ agentId }) => agentId))]),
    templatesById(work.tx, workspaceId, [...new Set(due.flatMap(({ templateId }) => templateId ?? []))]),
    filesOf(work.tx, workspaceId, due.flatMap(filesIn)),
  ])
  return { authors, templates, files }
}

async function decideAndAct(
  work: Work,
  deps: SendingDeps,
  open: Open,
  planned: Planned,
  others: Planned[],
  around: Surroundings,
): Promise<{ open: Open; left: Planned[] }> {
  const author = present(around.authors.get(planned.agentId), 'whoever answers for what is planned')
  const { contents, unusable } = sayable(open.channel, planned, around)
  const circumstances = { facts: open.facts, interaction: whereItStands(open.interaction), author, unusable }
  const isFree = obstacleTo(planned, circumstances, work.at) === null
  const authorSees = !isFree && author.works && (await sees(work, author, planned.conversationId))
  const fate = fateOf(planned, { ...circumstances, authorSees }, work.at)
  if (fate.does === 'send') return { open: await go(work, deps, open, { ...planned, contents }, others), left: others }
  const { why, toAgentId } = fate
  const back = { ...planned, returned: { why, at: work.at, toAgentId }, version: planned.version + 1 }
  await savePlanned(work.tx, work.by.workspaceId, [back])
  await keepShown(work, open, [...others, back])
  recordPlanned(work, open, back)
  return { open, left: [...others, back] }
}

async function sees(work: Work, author: Author, conversationId: ConversationId): Promise<boolean> {
  const { workspaceId } = work.by
  const { hidden } = await hiddenIn(work.tx, { workspaceId, ...author })
  return maySeeConversation(work.tx, { workspaceId, ...author, hidden }, conversationId)
}

/** Make its messages, and the plan is over. */
async function go(
  work: Work,
  deps: SendingDeps,
  open: Open,
  planned: Planned,
  others: readonly Planned[],
): Promise<Open> {
  await removePlanned(work.tx, work.by.workspaceId, [planned.id])
  open.conversation.planned = plansShown(others)
  recordEnd(work, open, planned, 'sent')
  return queue(work, open, messagesOf(work, deps, open, planned))
}

function messagesOf(work: Work, deps: SendingDeps, open: Open, planned: Planned): Message[] {
  const { contents, clientId, quote, templateId, templateFill } = planned
  const { maxTextLength } = deps.abilitiesOf(open.channel.provider)
  const parts = contents.flatMap((content) => partsOf(content, maxTextLength))
  return parts.map((content, part) =>
    outgoing(work, planned, open, {
      content,
      clientId,
      part,
      quote: part === 0 ? quote : null,
      templateId,
      templateFill,
      nextAttemptAt: work.at,
    }),
  )
}

// What it says, as it can be said now ---------------------------------------------------------------------------------

const filesIn = ({ contents, templateFill }: Pick<Planned, 'contents' | 'templateFill'>): AttachmentId[] => [
  ...contents.flatMap((content) => ('media' in content ? (content.media.attachmentId ?? []) : [])),
  ...(templateFill?.headerMedia ? [templateFill.headerMedia] : []),
]

/** Its contents as they would go out now, and why they cannot; null: they can. */
type Sayable = { contents: MessageContent[]; unusable: Refusal | null }

/** A template is filled once more, by its latest wording; files must still be there. */
function sayable(channel: ChannelRule, planned: Planned, { templates, files }: Omit<Surroundings, 'authors'>): Sayable {
  const { contents, templateId, templateFill } = planned
  if (filesIn(planned).some((id) => files.get(id) !== planned.conversationId))
    return { contents, unusable: 'file_not_ready' }
  if (templateId === null || templateFill === null) return { contents, unusable: null }
  const template = templates.find(({ id }) => id === templateId)
  if (!template) return { contents, unusable: 'template_not_found' }
  const use = checkUse(template, channel)
  if (!use.ok) return { contents, unusable: use.refusal }
  if (missingFill(template.components, templateFill).length > 0)
    return { contents, unusable: 'template_insufficient_parameters' }
  return { contents: [{ kind: 'template', template: { ...render(template, templateFill) } }], unusable: null }
}

const sayableNow = async (work: Work, open: Open, planned: Planned): Promise<Sayable> =>
  sayable(open.channel, planned, await surroundingsOf(work, [planned]))

// Rows and facts ------------------------------------------------------------------------------------------------------

/** What the card of the conversation says of all that is planned in it. */
async function keepShown(work: Work, { conversation }: Open, planned: readonly Planned[]): Promise<void> {
  conversation.planned = plansShown(planned)
  await saveConversation(work.tx, work.by.workspaceId, conversation)
}

function recordPlanned(work: Work, open: Open, planned: Planned): void {
  work.record({
    type: 'message.planned',
    ...whose(open.interaction),
    planned: plannedCard(planned),
    card: shown(toCard(open.interaction, cardOf(open))),
  })
}

function recordEnd(work: Work, open: Open, { id: plannedId }: Planned, how: 'sent' | 'taken_back'): void {
  const card = shown(toCard(open.interaction, cardOf(open)))
  work.record({ type: 'message.plan_ended', ...whose(open.interaction), plannedId, how, card })
}
