/**
 * A simulation is as good as what it notices. Each mutant is a bug that somebody could write: it is planted in a copy of
 * the source, the shifts are run, and what catches it is told. One that survives asks for a promise or for more malice.
 */
export type Mutant = { bug: string; file: string; from: string; to: string }

const interaction = 'src/modules/routing/core/interaction.ts'
const router = 'src/modules/routing/core/route.ts'
const strategy = 'src/modules/routing/core/strategy.ts'
const presence = 'src/modules/presence/core/presence.ts'
const after = 'src/modules/presence/core/after.ts'
const inbound = 'src/modules/conversations/core/inbound.ts'
const view = 'src/contract/view.ts'
const cardNumbers = 'src/modules/conversations/core/card-numbers.ts'
const messages = 'src/modules/conversations/core/message.ts'

export const mutants: readonly Mutant[] = [
  {
    bug: 'anybody accepts an offer',
    file: interaction,
    from: "if (!interaction.offer.agentIds.includes(by)) return refuse('not_your_offer')\n  if (interaction.offer.expiresAt",
    to: 'if (interaction.offer.expiresAt',
  },
  {
    bug: 'anybody ends a conversation',
    file: interaction,
    from: "if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')",
    to: "if (interaction.state !== 'active') return refuse('not_yours')",
  },
  {
    bug: 'anybody resumes a wrap-up',
    file: interaction,
    from: "if (!isHolder(interaction, by)) return refuse('not_yours')\n  return ok(interaction.state === 'wrapping_up'",
    to: "return ok(interaction.state === 'wrapping_up'",
  },
  {
    bug: 'a required disposition may be left out at the end of the time',
    file: interaction,
    from: "if (isMissing(disposition, choice)) return [{ type: 'interaction.wrap_up_held', agentId }]",
    to: '',
  },
  {
    bug: 'a required disposition may be left out when there is no wrap-up',
    file: interaction,
    from: 'if (wrapUpSeconds === 0 && !isMissing(disposition, choice))',
    to: 'if (wrapUpSeconds === 0)',
  },
  {
    bug: 'a disposition that is not offered is taken',
    file: interaction,
    from: "return found ? ok({ id: found.id, name: found.name }) : refuse('disposition_not_offered')",
    to: "return ok({ id, name: found?.name ?? '' })",
  },
  {
    bug: 'an offer is accepted too late',
    file: interaction,
    from: "  if (interaction.offer.expiresAt <= at) return refuse('offer_expired')\n",
    to: '',
  },
  {
    bug: 'taking by hand needs no room',
    file: interaction,
    from: "  if (!standing.room) return refuse('no_room')\n",
    to: '',
  },
  {
    bug: 'taking by hand needs no membership',
    file: interaction,
    from: "  if (!standing.member) return refuse('not_queue_member')\n",
    to: '',
  },
  {
    bug: 'a timer closes on a contact who wrote again',
    file: interaction,
    from: "  if (awaitingReplySince !== null) return [{ type: 'interaction.resumed', agentId }]\n",
    to: '',
  },
  {
    bug: 'a reply does not stop the response clock',
    file: interaction,
    from: "return ok(interaction.awaitingReplySince === null ? [] : [{ type: 'interaction.reply_given' }])",
    to: 'return ok([])',
  },
  {
    bug: 'a lapse comes early',
    file: interaction,
    from: '|| interaction.offer.expiresAt > command.at) return ok([])',
    to: ') return ok([])',
  },
  {
    bug: 'a lapse takes back an offer that is not meant',
    file: interaction,
    from: "interaction.state === 'offered' && interaction.offer.id === offerId",
    to: "interaction.state === 'offered'",
  },
  {
    bug: 'the wrap-up is over a moment too late',
    file: interaction,
    from: 'wrapUp.endsAt > at) return []',
    to: 'wrapUp.endsAt >= at) return []',
  },
  {
    bug: 'coming back to the queue resets the age',
    file: interaction,
    from: "state: 'waiting', passedOver: withPassed(base, change.offer.agentIds) }",
    to: "state: 'waiting', passedOver: withPassed(base, change.offer.agentIds), waitingSince: base.createdAt }",
  },
  {
    bug: 'who let it pass is forgotten',
    file: interaction,
    from: '[...passedOver, ...agentIds].slice(-maxPassedOver)',
    to: '[...passedOver, ...agentIds].slice(0, 0)',
  },
  {
    bug: 'reopening gives it to the agent who had it',
    file: interaction,
    from: "return { ...base, ...fresh, state: 'waiting' }",
    to: "return { ...base, ...fresh, ...heldOf(interaction), state: 'active' }",
  },
  {
    bug: 'the router ignores the capacity of the channel',
    file: router,
    from: 'seat.load < seat.capacity(channel) && (seat.loadOf.get(channel.id) ?? 0) < channel.capacity',
    to: 'seat.load < seat.capacity(channel)',
  },
  {
    bug: 'the router ignores the capacity of the agent',
    file: router,
    from: 'seat.load < seat.capacity(channel) && ',
    to: '',
  },
  {
    bug: 'the router does not count what it gives out',
    file: router,
    from: '      seat.load++\n',
    to: '',
  },
  {
    bug: 'the youngest is served first',
    file: router,
    from: 'a.waitingSince - b.waitingSince',
    to: 'b.waitingSince - a.waitingSince',
  },
  {
    bug: 'the router asks who is not ready',
    file: router,
    from: '    if (!ready) continue\n',
    to: '',
  },
  {
    bug: 'whoever let it pass is never asked again',
    file: router,
    from: '(fresh.length > 0 ? fresh : seen.slice(0, most))',
    to: 'fresh',
  },
  {
    bug: 'whoever let it pass is asked again at once',
    file: router,
    from: 'if (!passedOver.includes(place.id) && fresh.push(place) === most) break',
    to: 'if (passedOver.length >= 0 && fresh.push(place) === most) break',
  },
  {
    bug: 'offers stand with those who left',
    file: router,
    from: 'return !agent.ready || !agent.queueIds.includes(queueId)',
    to: 'return !agent.queueIds.includes(queueId)',
  },
  {
    bug: 'the busiest agent is asked first',
    file: strategy,
    from: 'a.load - b.load',
    to: 'b.load - a.load',
  },
  {
    bug: 'whoever is relatively busiest is asked first',
    file: strategy,
    from: 'a.load * b.capacity - b.load * a.capacity',
    to: 'b.load * a.capacity - a.load * b.capacity',
  },
  {
    bug: 'whoever took one last is asked first',
    file: strategy,
    from: '(a.lastTookAt ?? 0) - (b.lastTookAt ?? 0)',
    to: '(b.lastTookAt ?? 0) - (a.lastTookAt ?? 0)',
  },
  {
    bug: 'whoever does it worst is asked first',
    file: strategy,
    from: 'a.level - b.level',
    to: 'b.level - a.level',
  },
  {
    bug: 'the round begins with whoever took the last one',
    file: strategy,
    from: 'compareIds(id, lastAgentId) <= 0',
    to: 'compareIds(id, lastAgentId) < 0',
  },
  {
    bug: 'the round begins anew each time',
    file: strategy,
    from: 'hadTheirTurn(a.id) - hadTheirTurn(b.id) || ',
    to: '',
  },
  {
    bug: 'whoever is only for need is drawn like anybody',
    file: strategy,
    from: '/ (100 - penalty)',
    to: '/ (101 - penalty)',
  },
  {
    bug: 'whoever became idle last is asked first',
    file: strategy,
    from: 'a.idleSince - b.idleSince',
    to: 'b.idleSince - a.idleSince',
  },
  {
    bug: 'stop new is no reason not to be asked',
    file: presence,
    from: "state === 'available' && !stopNew && ",
    to: "state === 'available' && ",
  },
  {
    bug: 'a miss leaves the agent ready',
    file: presence,
    from: "const missed = { ...last, notResponding: true, returnsAt }\n  switch (policy) {\n    case 'stop_new':\n      return { ...missed, stopNew: true }",
    to: "const missed = { ...last, returnsAt }\n  switch (policy) {\n    case 'stop_new':\n      return missed",
  },
  {
    bug: 'a miss overrides what the agent said',
    file: presence,
    from: "if (policy === 'none' || presence.state !== 'available') return last",
    to: "if (policy === 'none') return last",
  },
  {
    bug: 'the break asked for never begins',
    file: presence,
    from: '  if (free.breakRequested && held === 0) return beginRequestedBreak(free, at)\n',
    to: '',
  },
  {
    bug: 'stop new never ends in working offline',
    file: presence,
    from: "  if (free.stopNew && held === 0) return moved(free, { state: 'working_offline', reasonId: null, at })\n",
    to: '',
  },
  {
    bug: 'the break for a disposition outlasts it',
    file: presence,
    from: "  return wasDisposing ? shownAs(free, 'available', null, at) : free\n",
    to: '  return free\n',
  },
  {
    bug: 'the system brings back who must still dispose',
    file: presence,
    from: "const state = heldPauseReasonId === null ? 'available' : 'on_break'\n  return moved(presence, { state, reasonId: heldPauseReasonId, at })",
    to: "return moved(presence, { state: 'available', reasonId: null, at })",
  },
  {
    bug: 'a rejection is treated by the policy for a miss',
    file: after,
    from: 'policy: queue.onReject',
    to: 'policy: queue.onTimeout',
  },
  {
    bug: 'closing does not move the agent',
    file: after,
    from: 'return afterDone(presence, { held, pauseReasonId: shownPause, heldPauseReasonId, afterWrapUp, at })',
    to: 'return presence',
  },
  {
    bug: 'a lapse does not wake the router',
    file: 'src/app/reactions.ts',
    from: "    case 'interaction.offer_lapsed':\n",
    to: "      return [{ wake: 'router' }]\n    case 'interaction.offer_lapsed':\n      return []\n",
  },
  {
    bug: 'a presence does not wake the router',
    file: 'src/app/reactions.ts',
    from: "    case 'presence.changed':\n",
    to: "      return [{ wake: 'router' }]\n    case 'presence.changed':\n      return []\n",
  },
  {
    bug: 'a redelivered message is stored again',
    file: inbound,
    from: '  if (known.messages.has(messageKey(channelId, fact.providerMessageId))) return // Delivered again: nothing new.\n',
    to: '',
  },
  {
    bug: 'a second interaction is begun beside an open one',
    file: inbound,
    from: "if (latest && latest.state !== 'closed') return change(turn, latest, { type: 'contact_wrote', at })",
    to: "if (latest?.state === 'active') return change(turn, latest, { type: 'contact_wrote', at })",
  },
  {
    bug: 'statuses move back',
    file: 'src/modules/conversations/core/delivery.ts',
    from: 'return rank[incoming] > rank[current] ? incoming : current',
    to: 'return incoming',
  },
  {
    bug: 'the window is open at exactly 24 hours',
    file: 'src/modules/conversations/core/session-window.ts',
    from: 'at < lastInboundAt + sessionWindowMs',
    to: 'at <= lastInboundAt + sessionWindowMs',
  },
  {
    bug: 'a screen keeps what was given to somebody else',
    file: view,
    from: "    case 'interaction.assigned':\n      return withLine(withCard(view, cards, event.card),",
    to: "    case 'interaction.assigned':\n      return withLine(view,",
  },
  {
    bug: 'a screen does not see what is taken back',
    file: view,
    from: "    case 'interaction.offer_withdrawn':\n    case 'interaction.wrap_up_started':",
    to: "    case 'interaction.offer_withdrawn':\n      return view\n    case 'interaction.wrap_up_started':",
  },
  {
    bug: 'members of other queues see what waits',
    file: 'src/contract/events.ts',
    from: '(queueId !== null && viewer.queueIds.includes(queueId))',
    to: 'queueId !== null',
  },
  {
    bug: 'a card forgets that it is held',
    file: 'src/modules/routing/core/facts.ts',
    from: 'toFact(before, change, cardOf(current))',
    to: 'toFact(before, change, cardOf(interaction))',
  },
  {
    bug: 'card numbers are stored as they were written',
    file: inbound,
    from: "return maskContent(fact.content, snippetFrom === (fact.echo ? 'us' : 'contact') ? snippet : '')",
    to: 'return fact.content',
  },
  {
    bug: 'a correction brings a card number back',
    file: inbound,
    from: 'turn.known.channels.get(channelId)?.maskCardNumbers ? maskContent(fact.content) : fact.content',
    to: 'fact.content',
  },
  {
    bug: 'card numbers are hidden where the channel shows them',
    file: inbound,
    from: '  if (!turn.known.channels.get(channelId)?.maskCardNumbers) return fact.content\n',
    to: '',
  },
  {
    bug: 'every long number is taken for a card',
    file: cardNumbers,
    from: 'return sum % 10 === 0',
    to: 'return sum >= 0',
  },
  {
    bug: 'cards with fifteen digits are not known',
    file: cardNumbers,
    from: 'const MIN_DIGITS = 13',
    to: 'const MIN_DIGITS = 16',
  },
  {
    bug: 'more of a card number is kept than may be',
    file: cardNumbers,
    from: 'const KEPT_DIGITS = 4',
    to: 'const KEPT_DIGITS = 6',
  },
  {
    bug: 'an older correction that comes late replaces the newer',
    file: inbound,
    from: 'if (older || (editedAt',
    to: 'if ((editedAt',
  },
  {
    bug: 'an older reaction that comes late replaces the newer',
    file: messages,
    from: '  if (before && before.at > heard.at) return null\n',
    to: '',
  },
  {
    bug: 'the same reaction given again keeps its first time',
    file: messages,
    from: 'return before.at >= heard.at ? null : reactions.map((reaction) => (reaction === before ? heard : reaction))',
    to: 'return null',
  },
  {
    bug: 'taking a message back is forgotten',
    file: inbound,
    from: 'revokedAt: clamp(fact.at, at) }))',
    to: 'revokedAt: null }))',
  },
  {
    bug: 'what is unread is not counted',
    file: inbound,
    from: "if (message.content.kind !== 'system') conversation.unread += 1",
    to: "if (message.content.kind !== 'system') conversation.unread = 1",
  },
  {
    bug: 'a message that comes late turns the inbox back',
    file: inbound,
    from: 'conversation.lastMessageAt === null || message.at >= conversation.lastMessageAt',
    to: 'conversation.id !== message.id',
  },
  {
    bug: 'a message that comes late turns the window back',
    file: inbound,
    from: '(conversation.lastInboundAt === null || wroteAt > conversation.lastInboundAt)',
    to: "(conversation.snippet !== '' || conversation.lastInboundAt === null)",
  },
  {
    bug: 'what was closed long ago reopens',
    file: inbound,
    from: ' && turn.at < latest.closedAt + rules.reopenDays * DAY_MS',
    to: '',
  },
  {
    bug: 'nothing ever reopens',
    file: inbound,
    from: 'if (latest && rules.reopenDays !== null && ',
    to: 'if (latest && rules.reopenDays === 0 && ',
  },
  {
    bug: 'two that begin at once get one number',
    file: inbound,
    from: 'turn.known.nextNumber + turn.out.numbersUsed++',
    to: 'turn.known.nextNumber + 0 * turn.out.numbersUsed++',
  },
  {
    bug: 'a new interaction does not know the one before',
    file: inbound,
    from: 'previousId: previous?.id ?? null',
    to: 'previousId: null',
  },
  {
    bug: 'all contacts of a channel share one thread',
    file: inbound,
    from: 'return known\n  const conversation: Conversation = {',
    to: 'return known\n  const [other] = [...turn.known.conversations.values()].filter((one) => one.channelId === channelId)\n  if (other) return other\n  const conversation: Conversation = {',
  },
  {
    bug: 'an agent goes on seeing what a colleague holds',
    file: view,
    from: "return (card.state === 'waiting' || card.state === 'offered') && viewer",
    to: 'return viewer',
  },
  {
    bug: 'what is closed stays on the screen',
    file: view,
    from: "  if (card.state === 'closed') return false\n",
    to: '',
  },
  {
    bug: 'a screen is not told of a correction',
    file: view,
    from: '        content,\n        editedAt,\n        revokedAt,\n      }))',
    to: '      }))',
  },
  {
    bug: 'a screen does not show how far a message got',
    file: view,
    from: '    delivery: event.delivery,\n',
    to: '',
  },
  {
    bug: 'a channel counts twice towards what an agent may hold',
    file: router,
    from: 'return leadsTo(channel, queueIds) ? sum : sum + channel.capacity',
    to: 'return sum + channel.capacity',
  },
]
