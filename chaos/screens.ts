import { deepStrictEqual } from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { ConversationId } from '../src/contract/ids.ts'
import { getThread } from '../src/contract/operations/conversations.ts'
import { getView } from '../src/contract/operations/routing.ts'
import type { View } from '../src/contract/view.ts'
import type { Client } from '../src/testing/client.ts'
import type { Store } from '../src/web/sync/store.ts'
import type { Told } from './ledger.ts'

/** Somebody, and the store of a browser that stays open. */
export type Screen = { person: Client; store: Store }

const CATCH_UP_LIMIT_MS = 120_000
const LOOK_EVERY_MS = 100
const SHOWN_CHARACTERS = 1_500

/** Every screen that stayed open through it all must hold what a fresh one would load. Answers how many do not. */
export async function compareScreens(screens: readonly Screen[], { log, trouble }: Told): Promise<number> {
  let wrong = 0
  for (const [index, { person, store }] of screens.entries()) {
    try {
      const held = await caughtUp(person, store)
      deepStrictEqual(comparable(held), comparable(await person.must(getView, {})))
      const threads = Object.keys(held.threads) as ConversationId[]
      for (const id of threads) await compareThread(person, held, id)
      log(
        `screen ${index + 1} is as a fresh one, with ${Object.keys(held.interactions).length} interactions and ${threads.length} open threads`,
      )
    } catch (error) {
      wrong++
      trouble(
        `screen ${index + 1} differs: ${error instanceof Error ? error.message.slice(0, SHOWN_CHARACTERS) : error}`,
      )
    }
  }
  return wrong
}

async function caughtUp(person: Client, store: Store): Promise<View> {
  const until = Date.now() + CATCH_UP_LIMIT_MS
  for (;;) {
    const fresh = await person.call(getView, {})
    const { view, signedOut, line } = store.read()
    if (signedOut) throw new Error('it was signed out')
    if (fresh.ok && view && line.state === 'live' && view.seq >= fresh.value.seq) return view
    if (Date.now() > until)
      throw new Error(
        `it did not catch up: ${view?.seq} of ${fresh.ok ? fresh.value.seq : fresh.refusal}, ${line.state}`,
      )
    await wait(LOOK_EVERY_MS)
  }
}

async function compareThread(person: Client, held: View, conversationId: ConversationId): Promise<void> {
  const page = await person.must(getThread, { conversationId })
  const shown = held.threads[conversationId]
  deepStrictEqual(shown?.messages.slice(-page.messages.length), page.messages)
}

const comparable = (view: View) => ({ ...view, catalogs: {}, threads: {} })
