import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type Random, randomFrom } from '../../src/sim/random.ts'

/** One message as its writer knows it. Its text says whose and the how manyth it is, in too few digits for a card number. */
export type Letter = { id: string; from: string; text: string }

/** One webhook: one body, one or more messages of one or several people. */
export type Envelope = { body: string; letters: readonly Letter[] }

/** Envelopes of which each is only posted after the one before was acknowledged, and where among all they stand. */
export type Errand = { at: number; envelopes: readonly Envelope[] }

export type Post = {
  errands: readonly Errand[]
  /** Every webhook once. */
  envelopes: readonly Envelope[]
  /** Everybody's messages in the order in which they must be read. */
  threads: ReadonlyMap<string, readonly Letter[]>
  repeated: number
  reordered: number
  delayed: number
}

/** Everything was written in these days before the run, so that no clock says it comes from the future. */
const DAYS = 20
const DAY_S = 86_400
const REPEATED = 0.1
const REORDERED = 0.1
/** How far a webhook out of order is from its place, in webhooks. */
const NEARBY = 200
const DELAYED = 0.05
/** A delayed one comes this much of the whole run later: days of the writers' time. */
const LEAST_DELAY = 0.1
const LONGEST_DELAY = 0.35
const TWINS = 0.05
const TOGETHER = 0.08
const LETTERS_TOGETHER = 5
/** A stranger's first messages, all at once. */
export const BURST = 50
const LETTERS_PER_PERSON = 8

/**
 * All that will be sent, from the seed: many people, some messages together in a webhook, some written in the same
 * second, strangers who begin with a burst; then a tenth of the webhooks twice, a tenth out of order, and some days late.
 */
export function writePost(count: number, seed: number): Post {
  const random = randomFrom(seed)
  const began = Math.floor(Date.now() / 1000) - (DAYS + 1) * DAY_S
  const people = Math.ceil(count / LETTERS_PER_PERSON)
  const second = (place: number) => began + Math.floor((place / count) * DAYS * DAY_S)
  const threads = new Map<string, Letter[]>()
  const latest = new Map<string, number>()
  let written = 0

  /** Nobody writes twice in one second, unless they are meant to. */
  function letter(from: string, at: number, sameSecond = false): Letter & { at: number } {
    const mine = threads.get(from) ?? []
    const last = latest.get(from) ?? 0
    const own = Math.max(at, sameSecond ? last : last + 1)
    latest.set(from, own)
    const letter = { id: `wamid.CHAOS${seed}.${written++}`, from, text: `c${from.slice(-6)} ${mine.length + 1}` }
    threads.set(from, [...mine, letter])
    return { ...letter, at: own }
  }

  const errands: Errand[] = []
  let bursts = 0
  for (let place = 0; place < count; ) {
    const at = second(place)
    const left = count - place
    const envelopes: Envelope[][] = []
    if (left >= BURST && random.chance(1 / (4 * BURST))) {
      const stranger = `4477007${String(bursts++).padStart(5, '0')}`
      for (let i = 0; i < BURST; i++) envelopes.push([envelope([letter(stranger, at)])])
    } else if (left >= 2 && random.chance(TWINS)) {
      const from = person(random.below(people))
      envelopes.push([envelope([letter(from, at)]), envelope([letter(from, at, true)])])
    } else if (random.chance(TOGETHER)) {
      const several = Array.from({ length: 2 + random.below(LETTERS_TOGETHER - 1) }, () =>
        letter(person(random.below(people)), at, random.chance(0.3)),
      )
      envelopes.push([envelope(several)])
    } else envelopes.push([envelope([letter(person(random.below(people)), at)])])
    for (const one of envelopes) errands.push({ at: place, envelopes: one })
    place += envelopes.flat().length
  }
  return { ...disturbed(errands, count, random), envelopes: errands.flatMap((errand) => errand.envelopes), threads }
}

const person = (number: number): string => `4477008${String(number).padStart(5, '0')}`

/** Twins keep together; everything may be moved. */
function disturbed(errands: readonly Errand[], count: number, random: Random) {
  let [repeated, reordered, delayed] = [0, 0, 0]
  const moved = errands.map(({ at, envelopes }): Errand => {
    if (random.chance(DELAYED)) {
      delayed++
      return { at: at + count * (LEAST_DELAY + (LONGEST_DELAY - LEAST_DELAY) * (random.below(1000) / 1000)), envelopes }
    }
    if (!random.chance(REORDERED)) return { at, envelopes }
    reordered++
    return { at: at + random.below(2 * NEARBY) - NEARBY, envelopes }
  })
  const all = moved.flatMap((errand): Errand[] => {
    const again = errand.envelopes.filter(() => random.chance(REPEATED))
    repeated += again.length
    // The second of two twins must not overtake the first, also not as its own repetition.
    if (errand.envelopes.length > 1) return [{ ...errand, envelopes: [...errand.envelopes, ...again] }]
    return [errand, ...again.map((one) => ({ at: errand.at + random.below(count), envelopes: [one] }))]
  })
  return { errands: all.sort((a, b) => a.at - b.at), repeated, reordered, delayed }
}

function envelope(letters: readonly (Letter & { at: number })[]): Envelope {
  const metadata = { display_phone_number: '447700900999', phone_number_id: SEED_NUMBER.phoneNumberId }
  const contacts = [...new Set(letters.map(({ from }) => from))].map((from) => ({
    profile: { name: `Contact ${from}` },
    wa_id: from,
  }))
  const messages = letters.map(({ from, id, at, text }) => ({
    from,
    id,
    timestamp: String(at),
    type: 'text',
    text: { body: text },
  }))
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages }
  const entry = [{ id: SEED_NUMBER.wabaId, changes: [{ field: 'messages', value }] }]
  return { body: JSON.stringify({ object: 'whatsapp_business_account', entry }), letters }
}
