import type { ConversationId } from '../../contract/ids.ts'
import type { Draft } from '../../contract/operations/conversations.ts'
import type { Answer } from './call.ts'

export type DraftMode = Draft['mode']
type Kept = { text: string; updatedAt: number; saved: boolean }

/** What a person has typed and not sent: kept here at once, at the server within a second. */
export type Drafts = {
  read: (id: ConversationId, mode: DraftMode) => string
  subscribe: (listener: () => void) => () => void
  write: (id: ConversationId, mode: DraftMode, text: string) => void
  /** The same for a key in the field, which shows it already: the rest of the page hears of it after the paint. */
  type: (id: ConversationId, mode: DraftMode, text: string) => void
  /** Take over what the server has, where it is newer than ours. */
  load: () => Promise<void>
  /** The line is back, or the page is leaving: save what is not saved. */
  flush: () => void
}

export type DraftsWire = {
  save: (draft: { conversationId: ConversationId; mode: DraftMode; text: string }) => Promise<Answer<null>>
  list: () => Promise<Answer<{ drafts: Draft[] }>>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  /** Whose they are: the next person at this machine must neither see nor send them. */
  owner: string
  now: () => number
  after: (ms: number, run: () => void) => () => void
  /** When what has changed by now is on the screen. */
  afterPaint: (run: () => void) => void
}

const saveAfterMs = 800

/** Drafts per conversation and mode, on every device of the person. */
export function createDrafts(wire: DraftsWire): Drafts {
  const prefix = prefixOf(wire)
  const listeners = new Set<() => void>()
  const drafts = restored(wire)
  /** On their way to the server, and whether to save again after that: the older could arrive last. */
  const saving = new Map<string, { again: boolean }>()
  let callOff = () => {}
  let telling = false

  return {
    read: (id, mode) => drafts.get(keyOf(id, mode))?.text ?? '',
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    write(id, mode, text) {
      wrote(id, mode, text)
      tell()
    },
    type(id, mode, text) {
      wrote(id, mode, text)
      if (telling) return
      telling = true
      wire.afterPaint(tell)
    },
    async load() {
      const asked = new Map(drafts)
      const answer = await wire.list()
      if (!answer.ok) return
      // What was typed or saved since the question is newer than the answer.
      const isAsAsked = (key: string) => drafts.get(key) === asked.get(key)
      const theirs = new Map(answer.value.drafts.map((draft) => [keyOf(draft.conversationId, draft.mode), draft]))
      for (const [key, { text, updatedAt }] of theirs) {
        const ours = drafts.get(key)
        if (isAsAsked(key) && (!ours || ours.saved || ours.updatedAt < updatedAt))
          keep(key, { text, updatedAt, saved: true })
      }
      // Saved here and gone there: it was sent or emptied on another device.
      for (const [key, ours] of drafts)
        if (ours.saved && isAsAsked(key) && !theirs.has(key)) keep(key, { ...ours, text: '' })
      flush()
    },
    flush,
  }

  function wrote(id: ConversationId, mode: DraftMode, text: string): void {
    store(keyOf(id, mode), { text, updatedAt: wire.now(), saved: false })
    callOff()
    callOff = wire.after(saveAfterMs, flush)
  }

  function flush(): void {
    callOff()
    if (telling) tell()
    for (const [key, draft] of drafts) {
      const under = saving.get(key)
      if (under) under.again = true
      else if (!draft.saved) void save(key, draft)
    }
  }

  async function save(key: string, draft: Kept): Promise<void> {
    const [conversationId, mode] = key.split(':') as [ConversationId, DraftMode]
    const turn = { again: false }
    saving.set(key, turn)
    const answer = await wire.save({ conversationId, mode, text: draft.text })
    saving.delete(key)
    // What was typed meanwhile has its own turn.
    const isOvertaken = drafts.get(key) !== draft
    if (answer.ok && !isOvertaken) keep(key, { ...draft, saved: true })
    if (isOvertaken && turn.again) flush()
  }

  function keep(key: string, draft: Kept): void {
    store(key, draft)
    tell()
  }

  function tell(): void {
    telling = false
    for (const listener of listeners) listener()
  }

  function store(key: string, draft: Kept): void {
    if (draft.text === '' && draft.saved) {
      drafts.delete(key)
      wire.storage.removeItem(prefix + key)
    } else {
      drafts.set(key, draft)
      wire.storage.setItem(prefix + key, JSON.stringify(draft))
    }
  }
}

const prefixOf = ({ owner }: DraftsWire): string => `draft:${owner}:`

const keyOf = (id: ConversationId, mode: DraftMode): string => `${id}:${mode}`

function restored(wire: DraftsWire): Map<string, Kept> {
  const { storage } = wire
  const prefix = prefixOf(wire)
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return new Map(
    keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key.slice(prefix.length), JSON.parse(storage.getItem(key) ?? 'null') as Kept]),
  )
}
