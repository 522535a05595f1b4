import type { MessageContent } from '../contract/content.ts'
import type { InteractionId, TemplateId } from '../contract/ids.ts'
import type { Message } from '../modules/conversations/core/message.ts'
import { answerId, questionContent } from '../modules/conversations/core/satisfaction.ts'
import { maySendTemplate, saidStop } from '../modules/conversations/core/sending.ts'
import { isSessionOpen } from '../modules/conversations/core/session-window.ts'
import type { InteractionCommand } from '../modules/routing/core/commands.ts'
import type { Interaction } from '../modules/routing/core/interaction.ts'
import { writtenAnswers } from './promises.ts'
import { carryOut, factsOf, mayUse, tell, type World } from './world.ts'

/** What contacts are asked about what was done for them, and what they say: a shell as thin as the real one. */

const answers = ['Good', 'Fine', 'Bad']
const outsideTheWindow = 'question' as TemplateId

/** The job that asks a contact after a close: late, twice, or when something new has begun. Answers with the question. */
export function askAfterClose(world: World): Message | null {
  const closings = world.journal.flatMap(({ event }) =>
    event?.type === 'interaction.closed' && event.asksContact ? [event.card.id] : [],
  )
  const id = world.random.some(closings)
  const interaction = id && world.interactions.get(id)
  if (!interaction || world.known.interactions.get(interaction.conversationId)?.id !== id) return null
  return ask(world, interaction, { type: 'ask_contact', at: world.now, answers })
}

/** Whoever holds it, or anybody else, asks the contact before the end. */
export function askByHand(world: World): Message | null {
  const { random, now: at } = world
  const interaction = random.some([...world.known.interactions.values()])
  if (!interaction || !maySendTemplate(factsOf(world, interaction), at).ok) return null
  const isTheirs = interaction.state === 'active' && random.chance(0.8)
  const by = isTheirs ? interaction.agentId : random.pick([...world.agents.keys()])
  return ask(world, interaction, { type: 'ask_now', by, at, answers })
}

/** Not where nothing is asked, not who said stop, and outside the window only by a template that may be used. */
function ask(world: World, interaction: Interaction, command: InteractionCommand): Message | null {
  const { contact, channel, lastInboundAt } = factsOf(world, interaction)
  if (!channel.asksContact || !channel.active || saidStop(contact)) return null
  const inWindow = isSessionOpen(lastInboundAt, world.now)
  if (!inWindow && !mayUse(world, outsideTheWindow, channel).ok) return null
  const asked = carryOut(world, interaction.id, command)
  if (!asked.ok || asked.value.before === asked.value.after) return null
  const question = { question: 'How was it?', answers, listLabel: 'Answers', asText: world.random.chance(0.5) }
  const content = questionContent(question, interaction.id, channel.kind)
  const templateId = inWindow ? null : outsideTheWindow
  return tell(world, asked.value.after, { author: 'house', content, templateId })
}

/** What a contact answers: by a button of any question they ever got, or in words, which may be none of ours. */
export function someAnswer({ random }: World, id: InteractionId): MessageContent {
  if (random.chance(0.5)) return { kind: 'choice', id: answerId(id, random.below(4)), title: '', description: null }
  return { kind: 'text', text: random.pick(Object.keys(writtenAnswers)) }
}
