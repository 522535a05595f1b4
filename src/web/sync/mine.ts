import { useMemo, useSyncExternalStore } from 'react'
import type { ConversationId } from '../../contract/ids.ts'
import { listDrafts, saveDraft, sendMessage } from '../../contract/operations/conversations.ts'
import { afterPaint } from '../parts/useAfterPaint.ts'
import { call } from './call.ts'
import { serverNow } from './clock.ts'
import { createDrafts, type DraftMode, type Drafts } from './drafts.ts'
import { createOutbox, type Outbox, type Pending } from './outbox.ts'
import { store } from './session.ts'

/** What is on its way from this browser, and what is typed and not sent: of the person who is signed in. */
export type Mine = { outbox: Outbox; drafts: Drafts }

let made: (Mine & { owner: string }) | null = null

let thisTab = ''

/**
 * Hold a tab's name until this tab is gone, from when whoever holds it is gone. The browser lets go of what a tab holds when
 * it is closed, reloaded or crashes (Web Locks API).
 */
const holdTab = (tab: string, then: () => void): void =>
  void navigator.locks.request(`tab:${tab}`, () => {
    then()
    return new Promise(() => {})
  })

/** Made when the view first says who we are, and kept right by the line from then on. */
export function mine(): Mine {
  const owner = store.read().view?.me.agentId ?? ''
  if (made?.owner === owner) return made
  if (thisTab === '') {
    thisTab = crypto.randomUUID()
    holdTab(thisTab, () => {})
  }
  const shared = { storage: localStorage, owner, now: serverNow }
  const outbox = createOutbox({
    ...shared,
    send: async ({ conversationId, clientId, content, quote, undoSeconds }) => {
      const quotedMessageId = quote?.messageId ?? null
      const answer = await call(sendMessage, { conversationId, clientId, content, quotedMessageId, undoSeconds })
      return answer.ok ? { ok: true, value: answer.value.messages.map((message) => message.id) } : answer
    },
    computerNow: Date.now,
    newId: () => crypto.randomUUID(),
    after: (ms, run) => setTimeout(run, ms),
    tab: thisTab,
    whenGone: holdTab,
    onKept: (listener) =>
      window.addEventListener('storage', ({ key, newValue }) => {
        if (key !== null) listener(key, newValue)
      }),
  })
  const drafts = createDrafts({
    ...shared,
    save: (draft) => call(saveDraft, draft),
    list: () => call(listDrafts, {}),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    afterPaint: (run) => void afterPaint(run),
  })
  made = { owner, outbox, drafts }
  follow(made)
  return made
}

/** Send and save what waits when the line is back; bring drafts up to date when the person comes back to the tab. */
function follow({ outbox, drafts }: Mine): void {
  let live = false
  const onChange = () => {
    const { line, view } = store.read()
    if (view) outbox.settle(view.threads)
    if (line.state === 'live' && !live) {
      outbox.flush()
      void drafts.load()
    }
    live = line.state === 'live'
  }
  store.subscribe(onChange)
  // The stream may have been faster than the answer: then there is nothing more to wait for.
  outbox.subscribe(() => outbox.settle(store.read().view?.threads ?? {}))
  onChange()
  document.addEventListener('visibilitychange', () => (document.hidden ? drafts.flush() : void drafts.load()))
}

/** One draft: as it is now, and how to change it. */
export type OneDraft = {
  readonly of: ConversationId
  read: () => string
  subscribe: Drafts['subscribe']
  write: (text: string) => void
  type: (text: string) => void
}

/** A draft, and its text as it is shown: what has just been typed comes a paint later. */
export function useDraft(id: ConversationId, mode: DraftMode): [text: string, draft: OneDraft] {
  const { drafts } = mine()
  const draft = useMemo(
    (): OneDraft => ({
      of: id,
      read: () => drafts.read(id, mode),
      subscribe: drafts.subscribe,
      write: (text) => drafts.write(id, mode, text),
      type: (text) => drafts.type(id, mode, text),
    }),
    [drafts, id, mode],
  )
  return [useSyncExternalStore(drafts.subscribe, draft.read), draft]
}

/** What is on its way in all conversations. */
export function usePending(): readonly Pending[] {
  const { outbox } = mine()
  return useSyncExternalStore(outbox.subscribe, outbox.read)
}
