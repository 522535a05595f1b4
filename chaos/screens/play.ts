import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { InteractionCard, Thread } from '../../src/contract/cards.ts'
import type { ConversationId } from '../../src/contract/ids.ts'
import { addNote, getThread, openConversation } from '../../src/contract/operations/conversations.ts'
import { setPresence } from '../../src/contract/operations/presence.ts'
import {
  acceptOffer,
  endConversation,
  finishWrapUp,
  getView,
  rejectOffer,
  resumeInteraction,
  takeInteraction,
} from '../../src/contract/operations/routing.ts'
import { applyEntries, type View } from '../../src/contract/view.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { type Random, randomFrom } from '../../src/sim/random.ts'
import { type Client, clientWith, signIn } from '../../src/testing/client.ts'
import type { Told } from '../ledger.ts'
import { type Browser, openBrowser } from './browser.ts'
import {
  APP_SECRET,
  type Firm,
  type FirmPerson,
  PASSWORD,
  rightsOf,
  type Standing,
  setStanding,
  WORDS,
  type Word,
} from './firm.ts'
import type { Nodes } from './nodes.ts'
import type { RightsWatch } from './rights.ts'

/** Browsers that are open in a firm at once: several tabs of each person. */
export const BROWSERS = 20
/** After so many runs they are all opened anew. */
const RUNS_OF_A_BROWSER = 10
const STEPS = 24
const STEP_MS = 12
const CONTACTS = 10
const SETTLE_LIMIT_MS = 30_000
const LOOK_EVERY_MS = 50
/** Lines that are on their way when a fresh browser asks get there within this. */
const CATCH_UP_MS = 1_000
const REASONS_SHOWN = 6
const FIRST_VIEW_LIMIT_MS = 60_000
const CHANGE_LIMIT_MS = 60_000
const HOUR_MS = 3_600_000

/** What was found at the end of runs. */
export type Found = {
  runs: number
  faults: number
  /** Screens that did not become what a fresh one would be. */
  differ: number
  doubled: number
  misordered: number
  /** Conversations still shown to somebody who may not see them any more. */
  stillShown: number
}

/** `story`: what its line and its computer went through in this run, for when it ends wrong. */
type Tab = { browser: Browser; person: FirmPerson; asleep: boolean; story: string[] }

/** One firm, run after run. */
export function openStage(options: {
  firm: Firm
  place: number
  nodes: Nodes
  watch: RightsWatch
  trouble: Told['trouble']
}) {
  const { firm, place, nodes, watch, trouble } = options
  const found: Found = { runs: 0, faults: 0, differ: 0, doubled: 0, misordered: 0, stillShown: 0 }
  let tabs: Tab[] = []
  for (const person of firm.people) watch.changes(person.id, rightsOf(person.now))

  return { found, run, close }

  /** One run: things happen and break; then everything is whole again, and every screen must be right by itself. */
  async function run(seed: number): Promise<void> {
    const random = randomFrom(seed)
    if (found.runs % RUNS_OF_A_BROWSER === 0) close()
    while (tabs.length < BROWSERS)
      tabs.push(openTab(random, firm.people[tabs.length % firm.people.length] as FirmPerson))
    await everyView()
    for (let step = 0; step < STEPS; step++) {
      await happens(random)
      await wait(random.below(STEP_MS))
    }
    for (const tab of tabs) heal(tab)
    await settle()
    for (const tab of tabs) tab.story.length = 0
    found.runs++
  }

  function close(): void {
    for (const { browser } of tabs) browser.close()
    tabs = []
  }

  function openTab(random: Random, person: FirmPerson): Tab {
    const origin = random.pick(nodes.origins)
    const client = clientWith(origin, person.client.cookie)
    const heard: Parameters<typeof openBrowser>[0]['heard'] = (message) => watch.heard(person.id, message)
    return { browser: openBrowser({ client, origin, random, heard }), person, asleep: false, story: ['opened'] }
  }

  function heal(tab: Tab): void {
    if (tab.asleep) tab.browser.wake()
    tab.asleep = false
    tab.browser.slow(false)
  }

  async function everyView(): Promise<void> {
    const until = Date.now() + FIRST_VIEW_LIMIT_MS
    const isThere = ({ browser }: Tab) => browser.store.read().view !== null || browser.store.read().signedOut
    while (!tabs.every(isThere)) {
      if (Date.now() > until) throw new Error('a browser never got its first view')
      await wait(LOOK_EVERY_MS)
    }
  }

  // What happens.

  async function happens(random: Random): Promise<void> {
    const what = random.below(100)
    if (what < 30) return letters(random)
    if (what < 68) return personActs(random)
    if (what < 92) return breaks(random)
    if (what < 93) return nodes.leap(random.below(6 * HOUR_MS))
    return rightsChange(random)
  }

  async function letters(random: Random): Promise<void> {
    const count = 1 + random.below(3)
    await Promise.all(Array.from({ length: count }, () => letter(random, random.pick(WORDS))))
  }

  async function letter(random: Random, word: Word): Promise<void> {
    const { path, line } = firm.doors[word]
    const contact = random.below(CONTACTS)
    const from = `44770090${place}${WORDS.indexOf(word)}${String(contact).padStart(2, '0')}`
    const timestamp = String(Math.floor((Date.now() + nodes.ahead()) / 1_000))
    const message = {
      from,
      id: `wamid.${newId()}`,
      timestamp,
      type: 'text',
      text: { body: `${word} ${random.below(1e6)}` },
    }
    const metadata = { display_phone_number: '447700900100', phone_number_id: line }
    const contacts = [{ profile: { name: `${word} ${contact}` }, wa_id: from }]
    const value = { messaging_product: 'whatsapp', metadata, contacts, messages: [message] }
    const entry = [{ id: `9${line}`, changes: [{ field: 'messages', value }] }]
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
    const signature = createHmac('sha256', APP_SECRET).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
    const answer = await fetch(`${random.pick(nodes.origins)}${path}`, { method: 'POST', headers, body }).catch(
      () => null,
    )
    await answer?.arrayBuffer()
    if (answer && answer.status !== 200 && answer.status < 500)
      throw new Error(`a letter was answered ${answer.status}`)
  }

  async function personActs(random: Random): Promise<void> {
    const tab = random.some(tabs.filter(({ person, asleep }) => person.now.active && !asleep))
    const view = tab?.browser.store.read().view
    if (!tab || !view) return
    const client = clientWith(random.pick(nodes.origins), tab.person.client.cookie)
    const cards = Object.values(view.interactions)
    const card = random.some(
      cards.filter((one) => one.agentId === view.me.agentId || one.offer?.agentIds.includes(view.me.agentId)),
    )
    if (card && random.chance(0.8)) await actsOn(random, client, card)
    else if (cards.length > 0 && random.chance(0.5)) await looksAt(random, tab.browser, client, random.pick(cards))
    else await client.call(setPresence, { state: random.chance(0.8) ? 'available' : 'on_break', reasonId: null })
  }

  async function actsOn(random: Random, client: Client, { id, state, offer }: InteractionCard): Promise<void> {
    const input = { interactionId: id, dispositionId: null }
    if (offer) {
      const operation = random.chance(0.7) ? acceptOffer : rejectOffer
      await client.call(operation, { interactionId: id, offerId: offer.id })
    } else if (state === 'active') await client.call(endConversation, input)
    else if (random.chance(0.2)) await client.call(resumeInteraction, { interactionId: id })
    else await client.call(finishWrapUp, input)
  }

  async function looksAt(random: Random, browser: Browser, client: Client, card: InteractionCard): Promise<void> {
    const { id: conversationId, channelId } = card.conversation
    browser.store.openThread(conversationId)
    if (random.chance(0.3)) browser.store.doing(conversationId, 'reading')
    const channelQueue = browser.store.read().view?.channels[channelId]?.queueId
    const word = WORDS.find((one) => firm.queues[one] === channelQueue)
    if (random.chance(0.4)) await client.call(addNote, { conversationId, text: `${word} note ${random.below(1e6)}` })
    else if (card.state === 'waiting') await client.call(takeInteraction, { interactionId: card.id })
  }

  async function breaks(random: Random): Promise<void> {
    found.faults++
    const tab = random.pick(tabs)
    const { browser } = tab
    const what = random.below(100)
    tab.story.push(`${tab.asleep ? 'awake' : what}`)
    if (tab.asleep) heal(tab)
    else if (what < 35) browser.cut()
    else if (what < 50) {
      tab.asleep = true
      browser.sleep(random.chance(0.5))
    } else if (what < 65) browser.slow(true)
    else if (what < 75) browser.stall()
    else if (what < 85) browser.store.lose()
    else if (what < 92) browser.store.retry()
    else {
      browser.close()
      tabs[tabs.indexOf(tab)] = openTab(random, tab.person)
    }
  }

  // Rights.

  async function rightsChange(random: Random): Promise<void> {
    found.faults++
    const person = random.pick(firm.people)
    const isUsual = person.now === person.usual
    const next: Standing = isUsual ? otherStanding(random, person) : person.usual
    const change = watch.changes(person.id, rightsOf(next))
    const until = Date.now() + CHANGE_LIMIT_MS
    while (!(await setStanding(firm, person, next))) {
      if (Date.now() > until) throw new Error('a right could not be changed')
      await wait(LOOK_EVERY_MS)
    }
    change.answered()
    const wasActive = person.now.active
    person.now = next
    if (next.active && !wasActive) await comesBack(random, person)
  }

  function otherStanding(random: Random, { usual }: FirmPerson): Standing {
    if (random.chance(0.1)) return { ...usual, active: false }
    const role = usual.role === 'supervisor' || random.chance(0.8) ? 'agent' : 'supervisor'
    return { role, words: WORDS.filter((word) => !usual.words.includes(word) && random.chance(0.5)), active: true }
  }

  /** Their sessions have ended: they sign in again, in new tabs. */
  async function comesBack(random: Random, person: FirmPerson): Promise<void> {
    const until = Date.now() + CHANGE_LIMIT_MS
    for (;;) {
      const origin = nodes.origins[0] as string
      const client = await signIn(origin, person.email, PASSWORD).catch((error: unknown) => {
        if (Date.now() > until) throw error
        return null
      })
      if (client) {
        person.client = client
        break
      }
      await wait(LOOK_EVERY_MS)
    }
    tabs = tabs.map((tab) => {
      if (tab.person !== person) return tab
      tab.browser.close()
      return openTab(random, person)
    })
  }

  // At the end.

  async function settle(): Promise<void> {
    let until = Date.now() + SETTLE_LIMIT_MS
    const reasons = new Map<Tab, Set<string>>()
    let open: { tab: Tab; why: string }[] = tabs.map((tab) => ({ tab, why: '' }))
    while (open.length > 0) {
      const fresh = freshOnes()
      const judged = await Promise.all(open.map(async ({ tab }) => ({ tab, why: await whyWrong(tab, fresh) })))
      open = judged.flatMap(({ tab, why }) => (why === null ? [] : [{ tab, why }]))
      for (const { tab, why } of open) reasons.set(tab, (reasons.get(tab) ?? new Set()).add(why))
      // Nobody can be right before the servers are there again, however long this computer takes to start one.
      if (nodes.isRestarting()) until = Date.now() + SETTLE_LIMIT_MS
      if (Date.now() > until) break
      if (open.length > 0) await wait(LOOK_EVERY_MS)
    }
    for (const { tab, why } of open) {
      if (why.startsWith('still shown')) found.stillShown++
      else if (why.startsWith('doubled')) found.doubled++
      else if (why.startsWith('out of order')) found.misordered++
      else found.differ++
      trouble(
        `run ${found.runs}: a screen of ${tab.person.name} (${tab.story.join(', ')}): ${[...(reasons.get(tab) ?? [])].slice(-REASONS_SHOWN).join(' | ')}; ${tab.browser.traffic()}`,
      )
    }
  }

  /** What fresh browsers would show, asked for once in a look. */
  function freshOnes() {
    const views = new Map<FirmPerson, ReturnType<typeof viewOf>>()
    const threads = new Map<string, ReturnType<typeof threadOf>>()
    const viewOf = (person: FirmPerson) => person.client.call(getView, {})
    const threadOf = (person: FirmPerson, conversationId: ConversationId) =>
      person.client.call(getThread, { conversationId })
    return {
      view(person: FirmPerson) {
        const known = views.get(person) ?? viewOf(person)
        views.set(person, known)
        return known
      },
      thread(person: FirmPerson, id: ConversationId) {
        const key = `${person.id} ${id}`
        const known = threads.get(key) ?? threadOf(person, id)
        threads.set(key, known)
        return known
      },
    }
  }

  async function whyWrong({ browser, person }: Tab, fresh: ReturnType<typeof freshOnes>): Promise<string | null> {
    if (!person.now.active) return browser.store.read().signedOut ? null : 'it should be signed out'
    const answer = await fresh.view(person)
    if (!answer.ok) return `the server refuses: ${answer.refusal}`
    const { view, signedOut, line } = await whenAt(browser, answer.value.seq)
    if (signedOut) return 'it is signed out'
    if (!view) return 'it shows nothing'
    if (line.state !== 'live') return `it is ${line.state}`
    // Others go on: a fresh browser would by now have been told the same lines.
    const { view: wanted } = applyEntries(answer.value, browser.linesAfter(answer.value.seq, view.seq))
    const isElsewhere = view.seq !== wanted.seq
    if (isElsewhere || !isDeepStrictEqual(comparable(view), comparable(wanted))) return difference(view, wanted)
    for (const thread of Object.values(view.threads)) {
      const why = await whyThreadWrong(thread, person, fresh)
      if (why !== null) return why
    }
    return null
  }

  /**
   * Whoever held a conversation may go on reading what they read then, when the contact writes again and it goes to
   * others: nobody tells them, because that too is for others to know. Nothing of what came since may be there.
   */
  async function whyStillShown({ conversationId, messages, notes }: Thread): Promise<string | null> {
    const answer = await firm.administrator.call(openConversation, { conversationId })
    if (!answer.ok) return answer.refusal
    const { waitingSince, number } = answer.value.card
    const since = [...messages, ...notes].filter(({ at }) => at > waitingSince).length
    return since > 0 ? `still shown: ${since} lines of #${number}, which may not be seen` : null
  }

  async function whyThreadWrong(shown: Thread, person: FirmPerson, fresh: ReturnType<typeof freshOnes>) {
    const answer = await fresh.thread(person, shown.conversationId)
    if (!answer.ok) return answer.refusal === 'not_found' ? whyStillShown(shown) : answer.refusal
    const ids = shown.messages.map(({ id }) => id)
    if (new Set(ids).size < ids.length) return 'doubled: a message is shown twice'
    if (shown.messages.some(({ at }, index) => at < (shown.messages[index - 1]?.at ?? 0))) return 'out of order'
    const { messages, notes, lines } = answer.value
    const same =
      isDeepStrictEqual(shown.messages.slice(-messages.length || Infinity), messages) &&
      isDeepStrictEqual(shown.notes.slice(-notes.length || Infinity), notes) &&
      isDeepStrictEqual(shown.lines.slice(-lines.length || Infinity), lines)
    return same
      ? null
      : `a thread differs: ${ids.length} of ${messages.length} messages, ${shown.notes.length} of ${notes.length} notes, ${shown.lines.length} of ${lines.length} lines`
  }
}

/** What the browser shows as soon as it is at that line, or has not come there in time: others go on meanwhile. */
function whenAt({ store }: Browser, seq: number): Promise<ReturnType<Browser['store']['read']>> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(late)
      stop()
      resolve(store.read())
    }
    const late = setTimeout(done, CATCH_UP_MS)
    const look = (): void => {
      const { view, signedOut } = store.read()
      if (signedOut || (view && view.seq >= seq)) done()
    }
    const stop = store.subscribe(look)
    look()
  })
}

const comparable = (view: View) => ({ ...view, catalogs: {}, threads: {} })

/** The first part of a view that is not as it should be. */
function difference(held: View, fresh: View): string {
  if (held.seq !== fresh.seq) return `it is at line ${held.seq} of ${fresh.seq}`
  for (const part of ['me', 'channels', 'queues', 'agents', 'interactions'] as const) {
    const [ours, theirs] = [held[part], fresh[part]] as [Record<string, unknown>, Record<string, unknown>]
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (isDeepStrictEqual(ours[key], theirs[key])) continue
      return `${part} ${key} is ${JSON.stringify(ours[key])} and should be ${JSON.stringify(theirs[key])}`
    }
  }
  return 'it differs'
}
