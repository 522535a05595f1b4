import { StrategyName } from '../../../contract/cards.ts'
import { type Change, type Day, type DayLine, minutesOfDay, type Span } from '../../../contract/day.ts'

/**
 * A change as one line of plain words, for the command line: `agents Sales +2 9-13`, `strategy Sales proficiency`,
 * `capacity 3`, `arrivals +20%`. Names of queues and channels as they are, in quotes when they have spaces.
 */
export type Phrase = { ok: true; change: Change } | { ok: false; why: string }

const wholeDay: Span = { from: 0, to: minutesOfDay }

/** What can be said, with an example each. */
export const phrases: readonly string[] = [
  'agents Sales +2 9-13          two agents more on Sales from 9 to 13; without hours: all day',
  'strategy Sales proficiency    another way of picking; without a queue: in all',
  'capacity WhatsApp 3           so many at once on a channel; without a channel: on all',
  'agent-capacity 4              so many at once in all, for everybody; none: what their channels add up to',
  'shifts Sales +60              everybody of Sales begins and ends 60 minutes later',
  'opening WhatsApp 9-17         a channel is open from 9 to 17; all-day: always',
  'arrivals Sales +20% 9-13      a fifth more people',
  'handling Sales -10%           conversations take a tenth less',
  'patience Sales 300            people give up after 300 seconds on average; none: never',
  'wrap-up Sales 0               seconds of wrap-up',
  'asks Sales off                interactions are assigned without asking',
  'misses 5%                     five offers of a hundred are missed',
  'priority Sales 10             with so much priority people begin there, 0 to 1000',
  'ageing Sales 60               a point of priority counts as 60 seconds of waiting; none: the more urgent first',
  'weight Sales 3                a minute of waiting there counts as three for who serves several queues',
  'most-waiting Sales 10 close   at most 10 wait, who is too many is turned away; none: as many as come',
  'longest-wait Sales 300 to Support  who waited 300 seconds goes on to Support; stay: they are told, and wait on',
  'share Support Sales 15        the members of Support also serve Sales, at level 15',
]

/** Reads one line. Whatever it does not understand it names. */
export function phraseToChange(day: Day, line: string): Phrase {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const [verb = '', ...rest] = words
  try {
    return { ok: true, change: read(new Words(day, rest), verb) }
  } catch (error) {
    if (error instanceof NotUnderstood) return { ok: false, why: error.message }
    throw error
  }
}

class NotUnderstood extends Error {}

function read(words: Words, verb: string): Change {
  switch (verb) {
    case 'agents':
      return { kind: 'agents', queueId: words.queue(), count: words.number(), hours: words.hours() }
    case 'strategy':
      return { kind: 'strategy', queueId: words.queueOrAll(), strategy: words.strategy() }
    case 'capacity':
      return { kind: 'channel_capacity', channelId: words.channelOrAll(), capacity: words.number() }
    case 'agent-capacity':
      return { kind: 'agent_capacity', capacity: words.numberOrNone() }
    case 'shifts':
      return { kind: 'shifts', queueId: words.queueOrAll(), minutes: words.number() }
    case 'opening': {
      const channelId = words.channelOrAll()
      return { kind: 'opening', channelId, hours: words.skip('all-day') ? null : words.hours() }
    }
    case 'arrivals':
      return { kind: 'arrivals', queueId: words.queueOrAll(), percent: words.number(), hours: words.hours() }
    case 'handling':
      return { kind: 'handling', queueId: words.queueOrAll(), percent: words.number() }
    case 'patience':
      return { kind: 'patience', queueId: words.queueOrAll(), seconds: words.numberOrNone() }
    case 'wrap-up':
      return { kind: 'wrap_up', queueId: words.queueOrAll(), seconds: words.number() }
    case 'asks':
      return { kind: 'asks', queueId: words.queueOrAll(), on: words.onOrOff() }
    case 'misses':
      return { kind: 'misses', percent: words.number() }
    case 'priority':
      return { kind: 'priority', queueId: words.queueOrAll(), priority: words.number() }
    case 'ageing':
      return { kind: 'ageing', queueId: words.queueOrAll(), pointSeconds: words.numberOrNone() }
    case 'weight':
      return { kind: 'weight', queueId: words.queueOrAll(), weight: words.number() }
    case 'most-waiting':
      return {
        kind: 'most_waiting',
        queueId: words.queueOrAll(),
        mostWaiting: words.numberOrNone(),
        ...words.afterwards(),
      }
    case 'longest-wait':
      return {
        kind: 'longest_wait',
        queueId: words.queueOrAll(),
        longestWaitSeconds: words.numberOrNone(),
        ...words.afterwards(),
      }
    case 'share':
      return { kind: 'share', queueId: words.queue(), alsoQueueId: words.queue(), level: words.number() }
    default:
      throw new NotUnderstood(`"${verb}" is none of ${phrases.map((phrase) => phrase.split(' ')[0]).join(', ')}`)
  }
}

/** The words of one line, read from the left. */
class Words {
  private readonly day: Day
  private readonly words: readonly string[]
  private next = 0

  constructor(day: Day, words: readonly string[]) {
    this.day = day
    this.words = words
  }

  queue(): string {
    return this.named(this.day.queues, 'queue') ?? this.unknown('queue', this.day.queues)
  }
  queueOrAll(): string | null {
    return this.named(this.day.queues, 'queue')
  }
  channelOrAll(): string | null {
    return this.named(this.day.channels, 'channel')
  }
  strategy(): StrategyName {
    const word = this.take('a strategy')
    const found = StrategyName.safeParse(word)
    if (!found.success) throw new NotUnderstood(`"${word}" is none of ${StrategyName.options.join(', ')}`)
    return found.data
  }
  number(): number {
    const word = this.take('a number')
    const value = Number(word.replace(/%$/, ''))
    if (word === '' || !Number.isFinite(value)) throw new NotUnderstood(`"${word}" is not a number`)
    return value
  }
  numberOrNone(): number | null {
    return this.skip('none') ? null : this.number()
  }
  onOrOff(): boolean {
    const word = this.take('on or off')
    if (word !== 'on' && word !== 'off') throw new NotUnderstood(`"${word}" is neither on nor off`)
    return word === 'on'
  }
  hours(): Span {
    const word = this.words[this.next]
    if (word === undefined) return { ...wholeDay }
    const found = /^(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?$/.exec(this.take('hours'))
    if (!found) throw new NotUnderstood(`"${word}" is no time such as 9-13 or 9:30-13`)
    const [, from, fromMinutes, to, toMinutes] = found
    return { from: Number(from) * 60 + Number(fromMinutes ?? 0), to: Number(to) * 60 + Number(toMinutes ?? 0) }
  }
  /** What becomes of who is too many; nothing said: they stay. */
  afterwards(): { does: DayLine['overflow']['does']; toQueueId: string | null } {
    if (this.skip('to')) return { does: 'move', toQueueId: this.queue() }
    if (this.skip('close')) return { does: 'close', toQueueId: null }
    const word = this.words[this.next]
    if (word !== undefined && !this.skip('stay'))
      throw new NotUnderstood(`"${word}" is none of stay, close and to with the name of a queue`)
    return { does: 'stay', toQueueId: null }
  }
  skip(word: string): boolean {
    if (this.words[this.next] !== word) return false
    this.next++
    return true
  }

  private take(what: string): string {
    const word = this.words[this.next++]
    if (word === undefined) throw new NotUnderstood(`${what} is missing`)
    return word
  }
  /** By its name, in any case, or by its id; null: the next word is no name, or says all. */
  private named(things: readonly { id: string; name: string }[], what: string): string | null {
    const word = this.words[this.next]
    if (word === undefined) return null
    const found = things.find(({ id, name }) => id === word || name.toLowerCase() === word.toLowerCase())
    if (found === undefined && !/^(all|none|on|off|all-day|[+-]?[\d.]+%?|\d[\d:]*-\d[\d:]*)$/.test(word)) {
      if (StrategyName.safeParse(word).success) return null
      return this.unknown(what, things)
    }
    if (found !== undefined || word === 'all') this.next++
    return found?.id ?? null
  }
  private unknown(what: string, things: readonly { name: string }[]): never {
    const names = things.map(({ name }) => name).join(', ')
    throw new NotUnderstood(`there is no ${what} called "${this.words[this.next] ?? ''}": there are ${names}`)
  }
}
