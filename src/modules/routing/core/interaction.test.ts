import { describe, expect, test } from 'vitest'
import {
  accepts,
  active,
  ana,
  answered,
  assign,
  at,
  beginning,
  ben,
  check,
  closed,
  end,
  finish,
  held,
  keep,
  lapse,
  lengthen,
  offered,
  offerTo,
  optional,
  other,
  over,
  rejects,
  reopen,
  replied,
  resume,
  run,
  solved,
  take,
  waiting,
  withdraw,
  wrapping,
  wrote,
} from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'
import { evolve } from './evolve.ts'
import { begunBy, type Interaction, loads } from './interaction.ts'

describe('every command in every state', () => {
  const states = { waiting: [], offered, active, wrapping, held, closed }
  type Row = Record<keyof typeof states, string>
  const nothing = { waiting: '', offered: '', active: '', wrapping: '', held: '', closed: '' }
  const notYours = {
    waiting: 'not_yours',
    offered: 'not_yours',
    active: 'not_yours',
    wrapping: 'not_yours',
    held: 'not_yours',
    closed: 'interaction_closed',
  }
  const gone = {
    waiting: 'offer_gone',
    offered: 'offer_gone',
    active: 'offer_gone',
    wrapping: 'offer_gone',
    held: 'offer_gone',
    closed: 'offer_gone',
  }
  const table: [what: string, command: InteractionCommand, then: Row][] = [
    ['the router offers', offerTo(ben, other), { ...nothing, waiting: 'offered' }],
    ['the router assigns', assign(ben), { ...nothing, waiting: 'assigned' }],
    ['the agent accepts', accepts(ana), { ...gone, offered: 'assigned', active: '' }],
    [
      'the agent accepts after they have gone',
      accepts(ana, 5, undefined, false),
      { ...gone, offered: 'not_available', active: '' },
    ],
    ['a stranger accepts', accepts(ben), { ...gone, offered: 'not_your_offer' }],
    ['the agent accepts another offer', accepts(ana, 5, other), { ...gone, active: '' }],
    ['the agent rejects', rejects(ana), { ...gone, offered: 'offer_rejected' }],
    ['a stranger rejects', rejects(ben), { ...gone, offered: 'not_your_offer' }],
    ['the offer lapses', lapse(), { ...nothing, offered: 'offer_lapsed' }],
    ['another offer lapses', lapse(30, other), nothing],
    ['the offer is withdrawn', withdraw(), { ...nothing, offered: 'offer_withdrawn' }],
    ['another offer is withdrawn', withdraw(other), nothing],
    [
      'the agent takes',
      take(ana),
      {
        waiting: 'assigned',
        offered: 'assigned',
        active: '',
        wrapping: 'interaction_taken',
        held: 'interaction_taken',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent takes after they have gone',
      take(ana, { isIn: false, available: false }),
      {
        waiting: 'not_available',
        offered: 'not_available',
        active: '',
        wrapping: 'interaction_taken',
        held: 'interaction_taken',
        closed: 'interaction_closed',
      },
    ],
    [
      'a stranger takes',
      take(ben),
      {
        waiting: 'assigned',
        offered: 'interaction_taken',
        active: 'interaction_taken',
        wrapping: 'interaction_taken',
        held: 'interaction_taken',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent ends',
      end(ana),
      { waiting: 'not_yours', offered: 'not_yours', active: 'wrap_up_started', wrapping: '', held: '', closed: '' },
    ],
    ['a stranger ends', end(ben), notYours],
    [
      'the agent finishes',
      finish(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: 'changed_by_someone_else',
        wrapping: 'closed',
        held: 'closed',
        closed: '',
      },
    ],
    ['a stranger finishes', finish(ben), notYours],
    [
      'the agent chooses',
      keep(ana, optional, solved),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'closing_kept',
        held: 'closing_kept',
        closed: '',
      },
    ],
    ['a stranger chooses', keep(ben, optional, solved), notYours],
    ['its line is too long', { type: 'turn_away', at: at(5) }, { ...nothing, waiting: 'closed' }],
    ['the wrap-up time is over', over(), { ...nothing, wrapping: 'closed' }],
    [
      'the agent asks for more time',
      lengthen(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'wrap_up_lengthened',
        held: '',
        closed: 'interaction_closed',
      },
    ],
    ['a stranger asks for more time', lengthen(ben), notYours],
    [
      'the agent resumes',
      resume(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'resumed',
        held: 'resumed',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent resumes after they have gone',
      resume(ana, false),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'not_available',
        held: 'not_available',
        closed: 'interaction_closed',
      },
    ],
    ['a stranger resumes', resume(ben), notYours],
    [
      'it is reopened',
      reopen,
      {
        waiting: 'interaction_not_closed',
        offered: 'interaction_not_closed',
        active: 'interaction_not_closed',
        wrapping: 'interaction_not_closed',
        held: 'interaction_not_closed',
        closed: 'reopened',
      },
    ],
    [
      'the contact writes',
      wrote(),
      {
        waiting: '',
        offered: '',
        active: '',
        wrapping: 'reply_awaited',
        held: 'reply_awaited wrap_up_due',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent replies',
      replied,
      { waiting: 'reply_given', offered: 'reply_given', active: 'reply_given', wrapping: '', held: '', closed: '' },
    ],
  ]
  for (const [what, command, then] of table) {
    test(what, () => {
      for (const state of Object.keys(states) as (keyof typeof states)[]) check(states[state], command, then[state])
    })
  }
})

test('the response clock runs from the oldest unanswered message and stops at the end', () => {
  expect(waiting.awaitingReplySince).toBe(at(0))
  expect(check(answered, wrote(20), 'reply_awaited').awaitingReplySince).toBe(at(20))
  check([...answered, wrote(20)], wrote(30), '')
  expect(check([...answered, wrote(20)], replied, 'reply_given').awaitingReplySince).toBeNull()
  expect(check([...answered, wrote(20)], end(ana), 'wrap_up_started').awaitingReplySince).toBeNull()
})

test('a reopened interaction is new in its queue, and the same interaction', () => {
  const again = check(closed, reopen, 'reopened')
  expect(again).toEqual({
    ...waiting,
    queueId: 'q2',
    priority: 5,
    waitingSince: at(500),
    awaitingReplySince: at(500),
    quietSince: at(500),
    reopened: 1,
  })
})

test('what an agent begins is theirs from the start and owes no reply', () => {
  const begunByAna = begunBy(ana, beginning)
  expect(begunByAna).toMatchObject({ state: 'active', origin: 'agent', agentId: ana, awaitingReplySince: null })
})

test('offered, active and wrapping up fill a place; waiting and closed do not', () => {
  const of = (commands: readonly InteractionCommand[]) => loads(commands.reduce<Interaction>(run, waiting))
  expect([[], offered, active, wrapping, held, closed].map(of)).toEqual([[], [ana], [ana], [ana], [ana], []])
})

test('a change that could not have happened throws', () => {
  const closedState = closed.reduce<Interaction>(run, waiting)
  expect(() => evolve(closedState, { type: 'interaction.resumed', agentId: ana })).toThrow('only a wrap-up is resumed')
  expect(() =>
    evolve(waiting, {
      type: 'interaction.closed',
      agentId: ana,
      at: at(1),
      disposition: null,
      fields: [],
      asksContact: false,
    }),
  ).toThrow()
})
