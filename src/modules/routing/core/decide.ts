/** The way in: every command, in every state. What one sentence answers stands here, the rest with its topic. */
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { retagged } from '../../tags/core/tags.ts'
import { consultEnded, given, type InteractionChange, moved } from './changes.ts'
import type { Command, Decision, InteractionCommand } from './commands.ts'
import {
  askNow,
  close,
  dueAgain,
  end,
  finish,
  keepClosing,
  lengthen,
  mayRate,
  reopening,
  resume,
  turnedAway,
  wrapUpOver,
} from './ending.ts'
import { clocksDue } from './escalating.ts'
import { type Interaction, isAsked, isOffer } from './interaction.ts'
import { accept, reject, take } from './offers.ts'
import { callOver, park, parkedNow, unpark, wake, woken } from './parking.ts'
import {
  acceptTransfer,
  callBack,
  declineTransfer,
  isReturning,
  passToAgent,
  passToQueue,
  transferOver,
} from './passing.ts'
import { awaited, hearsReplies, isQuiet, owedAgain } from './silence.ts'
import { assign, move } from './steering.ts'

/**
 * What would happen if `command` arrived now: the changes, or the reason it may not. A command that lost a race, or
 * came twice, changes nothing and is no error.
 */
export function decide(interaction: Interaction, command: InteractionCommand): Result<InteractionChange[]> {
  switch (command.type) {
    case 'offer': {
      if (interaction.state !== 'waiting') return ok([]) // The router looked a moment ago; somebody was faster.
      const { offerId: id, agentIds, expiresAt } = command
      return ok([{ type: 'interaction.offered', offer: { id, agentIds, expiresAt } }])
    }
    case 'auto_assign':
      if (interaction.state !== 'waiting') return ok([]) // As above.
      return ok([given(command.agentId, command.at)])
    case 'accept_offer':
      return accept(interaction, command)
    case 'reject_offer':
      return reject(interaction, command)
    case 'lapse_offer':
      // It may come after the agent accepted, before it is time, or twice: all normal.
      if (!isOffer(interaction, command.offerId) || interaction.offer.expiresAt > command.at) return ok([])
      if (isReturning(interaction)) return ok([]) // That is `transfer_over`, which knows whether somebody is there.
      return ok([{ type: 'interaction.offer_lapsed', offer: interaction.offer }])
    case 'withdraw_offer': {
      const { offerId } = command
      const agentIds = command.agentIds.filter((id) => isAsked(interaction, id))
      if (!isOffer(interaction, offerId) || agentIds.length === 0) return ok([])
      return ok([{ type: 'interaction.offer_withdrawn', offerId, agentIds }])
    }
    case 'take':
      return take(interaction, command)
    case 'end':
      return end(interaction, command)
    case 'finish':
      return finish(interaction, command)
    case 'keep_closing':
      return keepClosing(interaction, command)
    case 'wrap_up_over':
      return ok(wrapUpOver(interaction, command))
    case 'lengthen_wrap_up':
      return lengthen(interaction, command)
    case 'resume':
      return resume(interaction, command)
    case 'reopen':
      if (interaction.state !== 'closed') return refuse('interaction_not_closed')
      return ok([{ type: 'interaction.reopened', ...reopening(command) }])
    case 'contact_wrote':
      if (interaction.state === 'closed') return refuse('interaction_closed') // The caller reopens it or begins a new one.
      return ok([
        ...awaited(interaction, command),
        ...woken(interaction, command.now),
        ...dueAgain(interaction, command.now),
      ])
    case 'agent_replied':
      return ok(hearsReplies(interaction) ? [{ type: 'interaction.reply_given', at: command.at }] : [])
    case 'reply_taken_back':
      return ok(owedAgain(interaction, command))
    case 'park':
      return park(interaction, command)
    case 'unpark':
      return unpark(interaction, command)
    case 'park_for_call':
      if (interaction.state !== 'active' || interaction.parked !== null) return ok([])
      return ok([parkedNow(interaction, { reason: 'call', since: command.at, until: null })])
    case 'call_over':
      return ok(callOver(interaction, command))
    case 'wake':
      return ok(wake(interaction, command))
    case 'park_silent': {
      if (!isQuiet(interaction, command) || interaction.awaitingReplySince !== null) return ok([])
      return ok([parkedNow(interaction, { reason: 'customer_silence', since: command.at, until: null })])
    }
    case 'take_back_unanswered': {
      if (!isQuiet(interaction, command) || interaction.awaitingReplySince === null) return ok([])
      const change = moved(interaction, { why: 'not_answered', by: null, at: command.at })
      return ok([...consultEnded(interaction, 'lapsed'), change])
    }
    case 'agent_gone':
      // What is parked stays so: it goes to its queue when it wakes.
      if (interaction.state !== 'active' || interaction.parked !== null) return ok([])
      return ok([
        ...consultEnded(interaction, 'lapsed'),
        moved(interaction, { why: 'agent_gone', by: null, at: command.at }),
      ])
    case 'pass_to_queue':
      return passToQueue(interaction, command)
    case 'pass_to_agent':
      return passToAgent(interaction, command)
    case 'call_back':
      return callBack(interaction, command.by)
    case 'accept_transfer':
      return acceptTransfer(interaction, command)
    case 'decline_transfer':
      return declineTransfer(interaction, command)
    case 'transfer_over':
      return ok(transferOver(interaction, command))
    case 'move':
      return move(interaction, command, 'moved')
    case 'turn_away':
      // Taken, offered or closed meanwhile: then it is in time.
      return ok(interaction.state === 'waiting' ? [turnedAway(interaction, command.at)] : [])
    case 'take_back':
      return move(interaction, { ...command, type: 'move', queueId: interaction.queueId, takes: true }, 'taken_back')
    case 'assign':
      return assign(interaction, command)
    case 'ask_contact':
      // It went on meanwhile, or was asked before: once is enough.
      if (interaction.state !== 'closed' || interaction.satisfaction !== null) return ok([])
      return ok([{ type: 'interaction.contact_asked', at: command.at, answers: command.answers }])
    case 'ask_now':
      return askNow(interaction, command)
    case 'contact_answered':
      return ok(
        mayRate(interaction, command.place)
          ? [{ type: 'interaction.rated', at: command.at, place: command.place }]
          : [],
      )
    case 'clocks_due':
      return ok(clocksDue(interaction, command))
    case 'set_priority': {
      const { priority } = command
      if (interaction.state === 'closed') return refuse('interaction_closed')
      return ok(interaction.priority === priority ? [] : [{ type: 'interaction.priority_set', priority }])
    }
    case 'close':
      return close(interaction, command)
    case 'tag':
      return retag(interaction, command)
  }
}

/** In any state: a closed interaction is found by its tags too. */
function retag({ tagIds }: Interaction, change: Command<'tag'>): Decision {
  const next = retagged(tagIds, change)
  if (!next.ok) return next
  return ok(next.value === null ? [] : [{ type: 'interaction.tagged', tagIds: next.value }])
}
