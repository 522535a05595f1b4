import { type DomainEvent, type EventOf, maySee, type Viewer } from '../contract/events.ts'
import type { Instant } from '../contract/ids.ts'
import { type Lines, lastOf } from './journal.ts'

/** Lines on their way to any number of people: each fact is turned into text once, each different frame made once. */
export type Frames = {
  readonly last: number
  /** Facts about people among them: they may change what somebody is allowed to see. */
  readonly peopleSaved: readonly EventOf<'agent.saved'>[]
  /**
   * What to send to a viewer who has had the lines up to number `had`, the last `owed` of them as empty lines that were
   * not sent yet. Empty lines at the end stay owed: a person who may see nothing of a commit costs no frame.
   */
  frameFor(viewer: Viewer, had: number, owed: number): { frame: Buffer | null; owed: number }
}

/** Prepare lines for sending. */
export function framesOf(lines: Lines): Frames {
  const texts: string[] = []
  const made = new Map<string, Buffer>()
  const textOf = (index: number): string => {
    texts[index] ??= JSON.stringify(lines.events[index])
    return texts[index]
  }

  return {
    last: lastOf(lines),
    peopleSaved: lines.events.filter(isAgentSaved),
    frameFor(viewer, had, owed) {
      const start = had + 1 - lines.from
      const seen = lines.events.map((event, index) => index >= start && maySee(viewer, event))
      const end = seen.lastIndexOf(true) + 1
      if (end === 0) return { frame: null, owed: owed + lines.events.length - start }
      const key = `${owed} ${start} ${seen.map(Number).join('')}`
      let frame = made.get(key)
      if (!frame) {
        const news = seen.slice(start, end).map((visible, index) => (visible ? textOf(start + index) : 'null'))
        frame = frameOf(had + 1 - owed, lines.at, [...empty(owed), ...news])
        made.set(key, frame)
      }
      return { frame, owed: lines.events.length - end }
    },
  }
}

/** `count` lines that this person may not see, the last of them number `last`. */
export const emptyFrame = (last: number, count: number, at: Instant): Buffer =>
  frameOf(last + 1 - count, at, empty(count))

const empty = (count: number): string[] => new Array<string>(count).fill('null')

const frameOf = (from: number, at: Instant, texts: readonly string[]): Buffer =>
  Buffer.from(`{"type":"lines","from":${from},"at":${at},"lines":[${texts.join(',')}]}`)

const isAgentSaved = (event: DomainEvent): event is EventOf<'agent.saved'> => event.type === 'agent.saved'
