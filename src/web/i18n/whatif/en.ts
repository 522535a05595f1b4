import type { Assumption, Change } from '../../../contract/day.ts'
import type { Misfit } from '../../../modules/whatif/core/change.ts'
import type { ProblemKind } from '../../../modules/whatif/core/check.ts'
import type { Difference } from '../../../modules/whatif/core/estimate.ts'
import type { Preset, Shape } from '../../../modules/whatif/core/made-up.ts'
import { counted } from '../catalogue.ts'

const count = counted('en')

type Then = Pick<Extract<Change, { kind: 'most_waiting' | 'longest_wait' }>, 'does' | 'toQueueId'>

/** What becomes of who is too many, or waited too long. */
function then({ does, toQueueId }: Then, name: (id: string) => string): string {
  if (does === 'close') return 'then they are turned away'
  return does === 'move' && toQueueId !== null
    ? `then they go on to ${name(toQueueId)}`
    : 'then they are told, and stay'
}

export const en = {
  title: 'What if',
  intro:
    'Play a day as it is and as it would be, with the router that serves your customers. Nothing here changes a setting.',

  // The day.
  theDay: 'The day',
  source: 'Where the day comes from',
  madeUp: 'Made up',
  lived: 'A day that was',
  fromFile: 'From a file',
  preset: 'Begin with',
  presetName: (preset: Preset) =>
    ({
      quiet_monday: 'A quiet Monday',
      usual_day: 'A usual day',
      campaign_day: 'A campaign day',
      large_house: 'A large house, 300 agents',
    })[preset],
  queueNames: [
    'Sales',
    'Support',
    'Billing',
    'Orders',
    'Returns',
    'Technics',
    'Contracts',
    'Deliveries',
    'Complaints',
    'Partners',
    'Renewals',
    'Press',
  ].join(','),
  agentsCount: 'Agents',
  agentsNote: 'In three shifts of eight hours. Example: 24',
  peopleADay: 'People who write in a day',
  peopleNote: 'Example: 1900, most of them before noon',
  shape: 'When they write',
  shapeName: (shape: Shape) =>
    ({ even: 'Evenly from 8 to 20', office: 'As on an office day', campaign: 'A rush at noon, as after a mailing' })[
      shape
    ],
  handlingMinutes: 'Minutes for a conversation',
  handlingNote: 'On average, with nothing else to do. Example: 9',
  patienceMinutes: 'Minutes until people give up',
  patienceNote: 'On average; empty: they never do. Example: 8',
  atOnce: 'Conversations at once',
  atOnceNote: 'How many an agent may hold on a channel. Example: 2',
  inTimeWithin: 'In time means within, seconds',
  inTimeNote: 'Example: 60',
  date: 'Day',
  zone: (zone: string) => `As clocks show it in ${zone}`,
  load: 'Load the day',
  loadedDay: (date: string) => `The day of ${date}`,
  nobodyWrote: 'Nobody wrote that day. Choose another one.',
  dayFacts: (agents: number, queues: number, people: number) =>
    `${count(agents, '# agent', '# agents')}, ${count(queues, '# queue', '# queues')}, ${count(people, '# person writes', '# people write')}`,
  assumed: 'What is assumed, because nothing tells it',
  assumption: (assumption: Assumption) =>
    ({
      answer_and_wrap_up: 'Offers are accepted after 6 seconds on average, and half of the wrap-up time is used.',
      shifts_from_work:
        'So much happened that presences were not read: agents count as there from what they first took to what they last closed.',
      nobody_gave_up: 'Nobody gave up that day, so nobody does here. Add a change to see what impatience does.',
      few_handled: 'Some queues closed too few to tell how long they take: there the whole house tells it.',
      no_shifts_known: 'Nobody is known to have been there. Add agents as a change.',
      sent_on_counts_there:
        'Some queues send people on: whoever was counts as having written to the queue where they ended.',
    })[assumption],
  openFile: 'Open a file',
  saveFile: 'Save as a file',
  fileName: 'what-if.json',
  fileWrong: (name: string) => `${name} cannot be played:`,
  problem: (problem: ProblemKind, at: string) => {
    const what = {
      not_json: 'It is no JSON file.',
      not_a_scenario: 'It is not a file of this room.',
      value_not_allowed: 'A value is missing or not allowed',
      same_id_twice: 'The same id stands twice',
      queue_not_there: 'A queue is named that is not in the day',
      channel_not_there: 'A channel is named that is not in the day',
      ends_before_it_begins: 'Something ends before it begins',
      shifts_overlap: 'Two shifts of the same agent overlap',
      sent_on_to_nowhere: 'A line sends people on to no other queue',
      too_many_interactions: 'More people write than can be played: at most 500,000',
      change_does_not_fit: 'A change does not fit the day',
    }[problem]
    return at === '' ? what : `${what}: ${at}`
  },

  // Changes.
  changes: 'What is different',
  noChanges: 'Nothing yet. Add what you would like to try.',
  addChange: 'Add a change',
  kind: 'Change',
  kindName: (kind: Change['kind']) =>
    ({
      agents: 'More or fewer agents',
      strategy: 'How an agent is picked',
      channel_capacity: 'Conversations at once, by channel',
      agent_capacity: 'Conversations at once, in all',
      shifts: 'Shifts begin earlier or later',
      opening: 'Opening hours of a channel',
      arrivals: 'More or fewer people write',
      handling: 'Conversations take longer or shorter',
      patience: 'How patient people are',
      wrap_up: 'Wrap-up time',
      asks: 'Agents are asked to accept',
      misses: 'Offers that are missed',
      priority: 'With which priority people begin',
      ageing: 'How waiting makes up for priority',
      weight: 'How much a queue weighs beside others',
      most_waiting: 'How many may wait',
      longest_wait: 'How long somebody may wait',
      share: 'Members of one queue also serve another',
    })[kind],
  example: (kind: Change['kind']) =>
    ({
      agents: 'Example: 2 more on Sales from 9 to 13, or -1 for one fewer',
      strategy: 'Example: best first instead of longest idle',
      channel_capacity: 'Example: 3 at once instead of 2',
      agent_capacity: 'Example: 4; empty: what their channels add up to',
      shifts: 'Example: 60 begins an hour later, -30 half an hour earlier',
      opening: 'Example: from 9 to 17; who writes outside is told so',
      arrivals: 'Example: 20 for a fifth more',
      handling: 'Example: -10 for a tenth shorter',
      patience: 'Example: 300 seconds; empty: nobody gives up',
      wrap_up: 'Example: 0 seconds for none',
      asks: 'Example: off, and they are assigned at once',
      misses: 'Example: 10 of a hundred',
      priority: 'Example: 10 on Sales, and they come before those without',
      ageing:
        'Example: 60, and a point of priority counts as a minute of waiting; empty: the more urgent are always first',
      weight: 'Example: 3, and a minute of waiting there counts as three, for agents of several queues',
      most_waiting: 'Example: 10, and the eleventh is turned away; empty: as many as come',
      longest_wait: 'Example: 300 seconds, then they go to another queue; empty: for ever',
      share: 'Example: those of Support also serve Sales, at level 15',
    })[kind],
  queue: 'Queue',
  allQueues: 'All queues',
  alsoQueue: 'Also serve',
  channel: 'Channel',
  allChannels: 'All channels',
  howMany: 'How many',
  percent: 'Percent',
  minutes: 'Minutes',
  seconds: 'Seconds',
  points: 'Points, 0 to 1000',
  level: 'Level, 1 is best',
  from: 'From',
  to: 'To',
  on: 'On',
  off: 'Off',
  remove: (sentence: string) => `Remove: ${sentence}`,
  misfit: (misfit: Misfit) =>
    ({
      no_such_queue: 'This queue is not in the day.',
      no_such_channel: 'This channel is not in the day.',
      not_so_many_agents: 'There are not so many agents to take away.',
      too_many_agents: 'So many agents cannot be played: at most 5,000.',
      hours_end_before_they_begin: 'These hours end before they begin.',
      too_many_interactions: 'So many people cannot be played: at most 500,000.',
      sent_on_to_nowhere: 'Choose another queue to send them on to.',
    })[misfit],
  said: (
    change: Change,
    name: (id: string) => string,
    strategy: string,
    hours: (span: { from: number; to: number }) => string,
  ) => {
    const of = (id: string | null) => (id === null ? 'everywhere' : `on ${name(id)}`)
    switch (change.kind) {
      case 'agents':
        return `${count(Math.abs(change.count), '# agent', '# agents')} ${change.count < 0 ? 'fewer' : 'more'} on ${name(change.queueId)}, ${hours(change.hours)}`
      case 'strategy':
        return `“${strategy}” ${of(change.queueId)}`
      case 'channel_capacity':
        return `${change.capacity} at once ${of(change.channelId)}`
      case 'agent_capacity':
        return change.capacity === null
          ? 'In all as many at once as the channels add up to'
          : `${change.capacity} at once in all for everybody`
      case 'shifts':
        return `Shifts ${of(change.queueId)} ${Math.abs(change.minutes)} minutes ${change.minutes < 0 ? 'earlier' : 'later'}`
      case 'opening':
        return change.hours === null
          ? `Open all day ${of(change.channelId)}`
          : `Open ${hours(change.hours)} ${of(change.channelId)}`
      case 'arrivals':
        return `${Math.abs(change.percent)} % ${change.percent < 0 ? 'fewer' : 'more'} people ${of(change.queueId)}, ${hours(change.hours)}`
      case 'handling':
        return `Conversations ${of(change.queueId)} take ${Math.abs(change.percent)} % ${change.percent < 0 ? 'shorter' : 'longer'}`
      case 'patience':
        return change.seconds === null
          ? `Nobody gives up ${of(change.queueId)}`
          : `People ${of(change.queueId)} give up after ${change.seconds} seconds on average`
      case 'wrap_up':
        return `${change.seconds} seconds of wrap-up ${of(change.queueId)}`
      case 'asks':
        return change.on
          ? `Agents are asked to accept ${of(change.queueId)}`
          : `Assigned without asking ${of(change.queueId)}`
      case 'misses':
        return `${change.percent} of a hundred offers are missed`
      case 'priority':
        return `People begin with priority ${change.priority} ${of(change.queueId)}`
      case 'ageing':
        return change.pointSeconds === null
          ? `The more urgent are always first ${of(change.queueId)}`
          : `A point of priority counts as ${count(change.pointSeconds, '# second', '# seconds')} of waiting ${of(change.queueId)}`
      case 'weight':
        return `A minute of waiting counts as ${change.weight} ${of(change.queueId)}`
      case 'most_waiting':
        return change.mostWaiting === null
          ? `Any number may wait ${of(change.queueId)}`
          : `At most ${change.mostWaiting} wait ${of(change.queueId)}; ${then(change, name)}`
      case 'longest_wait':
        return change.longestWaitSeconds === null
          ? `People may wait for ever ${of(change.queueId)}`
          : `After ${change.longestWaitSeconds} seconds of waiting ${of(change.queueId)}: ${then(change, name)}`
      case 'share':
        return `Members of ${name(change.queueId)} also serve ${name(change.alsoQueueId)}, at level ${change.level}`
    }
  },
  allDay: 'all day',
  fromTo: (from: string, to: string) => `from ${from} to ${to}`,

  // Playing.
  plays: 'Plays of the day',
  playsNote: 'Each draws its own luck; the spread between them is shown',
  playing: (percent: number) => `Playing: ${percent} %`,
  cancel: 'Cancel',
  again: 'Play',
  cancelled: 'Cancelled. What is shown below belongs to the last play that came to its end.',
  failed: 'The day could not be played to its end. Take the last change away, or open the room anew.',
  finished: 'Played. The figures are up to date.',

  // What came of it.
  result: 'What comes of it',
  now: 'Now',
  changed: 'Changed',
  difference: 'Difference',
  better: 'better',
  worse: 'worse',
  same: 'the same',
  between: (least: string, most: string) => `${least} to ${most} in single plays`,
  inTime: 'Answered in time',
  inTimeHint: 'Of all who were answered, gave up, were turned away, or still waited longer than that at midnight',
  waitMean: 'Wait, on average',
  waitMost: 'Nine of ten waited less than',
  waitMedian: 'Half waited less than',
  waitNearlyAll: '99 of a hundred waited less than',
  gaveUp: 'Gave up',
  turnedAway: 'Turned away',
  sentOn: 'Sent on to another queue',
  sentOnHint: 'They count where they wrote first',
  toldAndStayed: 'Told that it takes long, and stayed',
  longest: 'Longest line',
  occupied: 'Agents occupied',
  answered: 'Answered',
  wrote: 'Wrote',
  stillWaiting: 'Still waiting at midnight',
  toldClosed: 'Told that it is closed',
  waitingOver: 'How many wait, over the day',
  waitOver: 'How long people wait, by when they write',
  staffOver: 'Agents on duty, over the day',
  loadOver: 'Load of each agent',
  loadNote: 'How much of their time on duty they held something, from the busiest to the least busy',
  loadSpread: (least: string, middle: string, most: string) => `from ${least} to ${most}, half of them above ${middle}`,
  asTable: 'As a table',
  time: 'Time',
  agent: 'Agent',
  byQueue: 'Queue by queue',
  erlang: 'Erlang-A',
  erlangTitle: 'What Erlang-A says',
  erlangText: (estimate: string, played: string) =>
    `Erlang-A, the usual formula for call centres, says ${estimate} in time; the day as played says ${played}.`,
  erlangNothing: 'Erlang-A says nothing here: more comes than can be served, and nobody gives up.',
  erlangWhy: 'It knows one queue and one conversation at a time. Here they differ because:',
  erlangSame: 'Nothing in this day is beyond it, so the two should be close.',
  differs: (difference: Difference) =>
    ({
      several_at_once: 'Agents hold several conversations at once.',
      several_queues: 'Agents serve several queues; the formula gets a share of each.',
      rushes: 'People who come in a rush wait into the next quarter of an hour; the formula begins anew with each.',
      lines: 'Lines are limited, or some people come before others; the formula knows one line, by age.',
      offers: 'Offers take time, and some are missed.',
      not_exponential: 'How long things take does not follow the distribution that the formula assumes.',
    })[difference],
}
