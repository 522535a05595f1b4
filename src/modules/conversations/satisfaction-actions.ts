import type { SatisfactionQuestion } from '../../contract/closing.ts'
import type { InteractionId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { decide } from '../routing/core/decide.ts'
import { evolve } from '../routing/core/evolve.ts'
import type { Interaction } from '../routing/core/interaction.ts'
import { updateInteractions } from '../routing/index.ts'
import { missingFill, render } from '../templates/core/render.ts'
import { templateForChannel } from '../templates/index.ts'
import { fromHouse, type Open, openForWriting, takeInHand, tell } from './actions.ts'
import type { Message } from './core/message.ts'
import { questionContent, questionFill } from './core/satisfaction.ts'
import { maySendTemplate, saidStop } from './core/sending.ts'
import { isSessionOpen } from './core/session-window.ts'
import { conversationOfInteraction } from './repo.ts'

/**
 * Ask the contact what they thought of an interaction that was closed: by buttons inside the session window, by the
 * channel's template outside it, and not at all where that is missing or may not be sent. Whoever said that they
 * do not want to be written to is never asked, and nobody twice about the same interaction. Safe to run again.
 */
export async function askContact(work: Work, id: InteractionId): Promise<Result<null>> {
  const conversationId = await conversationOfInteraction(work.tx, work.by.workspaceId, id)
  const open = conversationId === undefined ? null : await takeInHand(work, conversationId)
  // It was reopened, or the contact has begun something new: they are in the middle of it.
  if (!open?.ok || open.value.interaction.id !== id) return ok(null)
  const { contact, channel, interaction, facts } = open.value
  if (channel.satisfaction === null || saidStop(contact)) return ok(null)
  if (!channel.active || channel.trouble !== null || (facts.contact.phone === null && !facts.contact.hasUserId))
    return ok(null)
  const { answers } = channel.satisfaction
  const decision = decide(interaction, { type: 'ask_contact', at: work.at, answers })
  if (!decision.ok || decision.value.length === 0) return ok(null)
  const question = await questionNow(work, open.value, channel.satisfaction)
  if (question === null) return ok(null)
  const asked = decision.value.reduce<Interaction>(evolve, interaction)
  await updateInteractions(work.tx, work.by.workspaceId, [asked])
  await tell(work, { ...open.value, interaction: asked }, [question])
  return ok(null)
}

/**
 * Whoever holds an interaction asks its contact now, by the same question; the close then asks no more. It is no answer:
 * who waits for one still does. Refuses `nothing_to_ask` where the channel has no question, `contact_asked_before`,
 * `contact_opted_out`, `outside_allowed_sending_window` without a template for it, and what Send refuses.
 */
export async function askNow(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  const conversationId = await conversationOfInteraction(work.tx, work.by.workspaceId, interactionId)
  if (conversationId === undefined) return refuse('not_found')
  const opened = await openForWriting(work, person, conversationId)
  if (!opened.ok) return opened
  const open = opened.value
  const { contact, channel, interaction, facts } = open
  if (interaction.id !== interactionId) return refuse('interaction_closed')
  if (channel.satisfaction === null) return refuse('nothing_to_ask')
  const { answers } = channel.satisfaction
  const decision = decide(interaction, { type: 'ask_now', by: person.agentId, at: work.at, answers })
  if (!decision.ok) return decision
  if (saidStop(contact)) return refuse('contact_opted_out')
  const reachable = maySendTemplate(facts, work.at)
  if (!reachable.ok) return reachable
  const question = await questionNow(work, open, channel.satisfaction)
  if (question === null) return refuse('outside_allowed_sending_window')
  const asked = decision.value.reduce<Interaction>(evolve, interaction)
  await updateInteractions(work.tx, work.by.workspaceId, [asked])
  await tell(work, { ...open, interaction: asked }, [question])
  return ok(null)
}

/** The message that asks, as it may be sent now; null: it may not. */
async function questionNow(work: Work, open: Open, question: SatisfactionQuestion): Promise<Message | null> {
  const { conversation, interaction, channel } = open
  if (isSessionOpen(conversation.lastInboundAt, work.at))
    return fromHouse(work, open, { content: questionContent(question, interaction.id, channel.kind) })
  if (channel.satisfactionTemplate === null) return null
  const { templateId, fill } = channel.satisfactionTemplate
  const template = await templateForChannel(work.tx, work.by.workspaceId, templateId, channel)
  if (!template.ok || missingFill(template.value.components, fill).length > 0) return null
  const templateFill = questionFill(template.value, fill, interaction.id, question.answers.length)
  const content = { kind: 'template', template: render(template.value, templateFill) } as const
  return fromHouse(work, open, { content, templateId, templateFill })
}
