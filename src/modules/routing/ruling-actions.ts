import type { InteractionCard } from '../../contract/cards.ts'
import type { QueueId } from '../../contract/ids.ts'
import type { RuleJob, RunOutcome } from '../../contract/operations/rules.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { maySendFreeText, saidStop } from '../conversations/core/sending.ts'
import { fromHouse, type Open, takeInHand, tell } from '../conversations/index.ts'
import type { Ordered } from '../rules/core/rule.ts'
import { activeTags } from '../tags/index.ts'
import { choices } from './actions.ts'
import { toCard } from './core/facts.ts'
import type { Interaction } from './core/interaction.ts'
import { takesChannel } from './core/line.ts'
import { type Means, rule as ruleOn, type Step } from './core/ruling.ts'
import { holdQueues } from './queue-repo.ts'
import { channelLimits, conversationCards, lockInteraction } from './repo.ts'
import { settle } from './settle.ts'
import { keepTagsOf } from './tag-repo.ts'

/** Do what a rule says, all of it or nothing, and tell that it was the rule. */
export async function carryOut(work: Work, ordered: Ordered): Promise<RunOutcome> {
  const { tx } = work
  const { workspaceId } = work.by
  const { interactionId, conversationId, rule } = ordered
  const taken = await takeInHand(work, conversationId)
  const open = taken.ok && taken.value.interaction.id === interactionId ? taken.value : null
  const locked = open?.interaction ?? (await lockInteraction(tx, workspaceId, interactionId))
  const interaction = present(locked, 'the interaction of a run')
  const channels = await channelLimits(tx, workspaceId)
  const { kind } = present(channels.get(interaction.channelId), 'the channel of an interaction')
  const why = ordered.whyNot(await cardOf(work, interaction), kind)
  if (why !== null) return { what: 'skipped', why }
  const ruled = ruleOn(interaction, rule.jobs, await meansFor(work, interaction, open, rule.jobs))
  if (!ruled.ok) return { what: 'refused', refusal: ruled.refusal, job: ruled.job }
  if (ruled.steps.length === 0) return { what: 'skipped', why: 'nothing_to_do' }
  let current = interaction
  for (const step of ruled.steps) current = await take(work, open, current, step)
  const card = await cardOf(work, current)
  const did = ruled.steps.map(({ job }) => job)
  work.record({ type: 'interaction.ruled', card, ruleId: rule.id, name: rule.name, did })
  return { what: 'done' }
}

async function take(work: Work, open: Open | null, interaction: Interaction, step: Step): Promise<Interaction> {
  if ('text' in step) {
    const written = { ...present(open, 'the conversation that may be written in'), interaction }
    await tell(work, written, [fromHouse(work, written, { content: { kind: 'text', text: step.text } })])
    return interaction
  }
  const [settled] = await settle(work, [{ interaction, changes: step.changes }])
  const after = present(settled, 'what was settled')
  if (after.tagIds !== interaction.tagIds) await keepTagsOf(work.tx, work.by.workspaceId, after)
  return after
}

async function meansFor(
  work: Work,
  interaction: Interaction,
  open: Open | null,
  jobs: readonly RuleJob[],
): Promise<Means> {
  const { tx, at } = work
  const { workspaceId } = work.by
  // Nothing may move into a queue that somebody is removing.
  const queues = await holdQueues(
    tx,
    workspaceId,
    jobs.flatMap((job) => (job.do === 'move' ? [job.queueId] : [])),
  )
  const tagIds = jobs.flatMap((job) => (job.do === 'tag' ? [job.tagId] : []))
  return {
    at,
    choice: (await choices(work))(interaction),
    tags: tagIds.length === 0 ? [] : await activeTags(tx, workspaceId, tagIds),
    mayWaitIn(queueId: QueueId) {
      const queue = queues.get(queueId)
      if (!queue || queue.removed) return refuse('queue_removed')
      return takesChannel(queue, interaction.channelId) ? ok(null) : refuse('queue_not_for_channel')
    },
    mayWrite: mayWriteNow(work, open),
  }
}

/** Who said stop hears nothing of the house; what is no longer the latest of its conversation has no place for words. */
function mayWriteNow({ at }: Work, open: Open | null): Result<null> {
  if (open === null) return refuse('interaction_closed')
  if (saidStop(open.facts.contact)) return refuse('contact_opted_out')
  return maySendFreeText(open.facts, at)
}

async function cardOf(work: Work, interaction: Interaction): Promise<InteractionCard> {
  const { conversationId } = interaction
  const cards = await conversationCards(work.tx, work.by.workspaceId, [conversationId])
  return toCard(interaction, present(cards.get(conversationId), 'the conversation of an interaction'))
}
