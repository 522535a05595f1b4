import type { QueueCard, ReadyRule } from '../../../contract/cards.ts'
import { counted } from '../catalogue.ts'

const count = counted('en')

/** Being there: how people stay ready, and what becomes of their work when they are gone. */
export const en = {
  // On the desk.
  wereAway: (time: string, returned: number) =>
    returned === 0
      ? `You were away from ${time}. What you hold is still yours.`
      : `You were away from ${time}. ${count(returned, '# conversation went back to the queue.', '# conversations went back to the queue.')}`,
  draftsKept: 'What you had typed is kept.',
  asked: 'Asked for: it begins when the last one is done.',

  // Settings of the workspace.
  rules: 'Ready and away',
  rulesNote: 'For everybody in this workspace; a user may have a rule of their own for being ready.',
  rulesSaved: 'The rules have been saved.',
  readyRule: 'How people stay ready',
  readyRuleOf: (rule: ReadyRule) =>
    ({
      by_queue: 'As the queue says',
      force_ready: 'Always ready again (force ready)',
      one_by_one: 'One at a time',
    })[rule],
  readyRuleNote: (rule: ReadyRule) =>
    ({
      by_queue:
        'Ready while there is room; after wrap-up the queue decides. For example Ana has one of three, and is asked again',
      force_ready:
        'Ready until they are full, and again after each one. They leave for a break only by asking for it, and work off what they hold. For example Ana has two, asks for lunch, and goes when both are done',
      one_by_one:
        'Not ready from the first they receive, until they say so or it is done. For example Ana could have three, and is asked for the second when the first is done',
    })[rule],
  breakWait: 'A break asked for with nothing in hand waits',
  breakWaitNote: 'So that a supervisor can object. For example 30 seconds; 0: it begins at once',
  grace: 'Somebody without a line is away after',
  graceNote: 'A closed laptop or a dead network. For example 60 seconds; whoever is back before that lost nothing',
  secondsFrom: (min: number, max: number) => `Give a number from ${min} to ${max}.`,
  ownRule: 'As the workspace says',

  // Settings of a queue.
  onAgentGone: 'When an agent has gone, their conversations',
  onAgentGoneOf: (what: QueueCard['onAgentGone']) =>
    ({ keep: 'stay with them', return: 'go back to this queue' })[what],
  onAgentGoneNote:
    'After they signed out or lost their line, and the grace period is over. For example for a live chat: back',
}
