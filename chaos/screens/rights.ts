import type { DomainEvent } from '../../src/contract/events.ts'
import type { FromServer } from '../../src/contract/stream.ts'

/** What somebody may see: the words of the queues they answer. Everything, for who is no agent. */
export type Rights = { readonly all: boolean; readonly words: ReadonlySet<string> }

/**
 * Watches what reaches the sockets of one firm, by what stands in it: every letter to a queue and every note about it
 * carries the queue's own word, which whoever may not see the queue must not receive, unless it is in their own hands.
 * Knows nothing of how the product decides that.
 */
export type RightsWatch = {
  heard(agentId: string, message: FromServer): void
  /** What this person may see changes from now on, or did so between asking and the answer. */
  changes(agentId: string, rights: Rights): { answered(): void }
  /** Lines that reached somebody later than a second after they lost the right to them. */
  late(): number
  /** Lines written after the loss that reached them at all, by the lines about people that the journal holds. */
  leaked(saved: readonly Saved[]): number
  examples(): readonly string[]
  /** How many lines with such a word were looked at. */
  looked(): number
}

/** A line that says what somebody may see from then on. */
export type Saved = { readonly seq: number; readonly agentId: string; readonly rights: Rights }

type Waiting = { agentId: string; seq: number; event: DomainEvent; words: string[] }
type Version = { rights: Rights; from: number; until: number }

/** How long a right may outlive its end. */
const ALLOWED_MS = 1_000
const EXAMPLES_LIMIT = 10

export function watchRights(words: readonly string[]): RightsWatch {
  const versions = new Map<string, Version[]>()
  const wordsOf = new Map<number, string[]>()
  const examples: string[] = []
  /** To be judged when the lines about rights have been read. */
  let waiting: Waiting[] = []
  let late = 0
  let leaked = 0
  let looked = 0

  return {
    heard(agentId, message) {
      if (message.type !== 'lines') return
      for (const [place, event] of message.lines.entries()) {
        if (event !== null) look(agentId, message.from + place, event)
      }
    },
    changes(agentId, rights) {
      const known = versions.get(agentId) ?? []
      versions.set(agentId, known)
      const before = known.at(-1)
      known.push({ rights, from: performance.now(), until: Number.POSITIVE_INFINITY })
      return {
        answered() {
          if (before) before.until = performance.now()
        },
      }
    },
    late: () => late,
    leaked(saved) {
      for (const line of waiting) judge(line, saved)
      waiting = []
      return leaked
    },
    examples: () => examples,
    looked: () => looked,
  }

  function look(agentId: string, seq: number, event: DomainEvent): void {
    const found = wordsIn(seq, event)
    if (found.length === 0) return
    looked++
    if (isTheirs(agentId, event)) return
    waiting.push({ agentId, seq, event, words: found })
    const now = performance.now()
    const counting = (versions.get(agentId) ?? []).filter(({ until }) => until + ALLOWED_MS >= now)
    if (counting.some(({ rights }) => allows(rights, found))) return
    late++
    note(`more than a second late: ${agentId} was sent ${event.type} of ${found}`)
  }

  /** A line is the same for everybody who gets it: read once. */
  function wordsIn(seq: number, event: DomainEvent): string[] {
    const known = wordsOf.get(seq)
    if (known) return known
    const text = JSON.stringify(event)
    const found = words.filter((word) => text.includes(word))
    wordsOf.set(seq, found)
    return found
  }

  /** A line may be sent by the rights of its own moment, or by later ones. */
  function judge({ agentId, seq, event, words: found }: Waiting, saved: readonly Saved[]): void {
    const theirs = saved.filter((line) => line.agentId === agentId)
    const since = theirs.findLastIndex((line) => line.seq < seq)
    if (since < 0 || theirs.slice(since).some(({ rights }) => allows(rights, found))) return
    leaked++
    note(`after the loss: ${agentId} was sent line ${seq}, ${event.type} of ${found}`)
  }

  function note(words: string): void {
    if (examples.length < EXAMPLES_LIMIT) examples.push(words)
  }
}

const allows = ({ all, words }: Rights, found: readonly string[]): boolean =>
  all || found.every((word) => words.has(word))

/** In their own hands: held by them, offered to them, or just gone from them. */
function isTheirs(agentId: string, event: DomainEvent): boolean {
  const card = 'card' in event ? event.card : null
  const named = [...('agentIds' in event ? event.agentIds : []), ...('others' in event ? event.others : [])]
  const about = [card?.agentId, ...(card?.offer?.agentIds ?? []), 'agentId' in event ? event.agentId : null, ...named]
  return about.some((id) => id === agentId)
}
