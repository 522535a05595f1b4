import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { movableClock } from '../../kernel/clock.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import type { SimulatedClock } from './clock.ts'
import { type Courier, createCourier, LIFELIKE_PACE, type Pace } from './courier.ts'
import { createFaultBox, type FaultBox, NO_FAULTS } from './faults.ts'
import { createFeed, type Feed } from './feed.ts'
import { createIds } from './ids.ts'
import { createLimiter, type Limiter } from './limits.ts'
import { createMediaStore, type MediaStore, type StoredMedia } from './media.ts'
import { mediaAddress } from './media-address.ts'
import { createOutbox, type Outbox, RETRY_DELAYS_MS } from './outbox.ts'
import { createPoster, isLoopback } from './post.ts'
import { seedWorld } from './seed.ts'
import { createStateFile, loadState, type SavedState, type StateFile } from './snapshot.ts'
import { createTrafficLog, type TrafficLog } from './traffic.ts'
import { chatView, messageView, numberView, phoneView } from './views.ts'
import type { Update } from './webhooks.ts'
import { type Change, createWorld, findThread, putNumber, putPhone, type Settings, type World } from './world.ts'

export type SimulatorOptions = {
  /** The product's movable clock, so that both live by the same time. Its own otherwise. */
  clock?: SimulatedClock
  /** Where the world is kept between runs; its media lie in a folder beside it. In memory only otherwise. */
  stateFile?: string | null
  /** Where the simulator can be reached, prefix included. Otherwise taken from the first call with a token. */
  address?: string
  /** Which callback addresses are called: those on this machine, or any. */
  callbackHosts?: 'loopback' | 'any'
  /** Of those, only the ones that begin with this, if it is given. */
  callbacksUnder?: string
  /** How lifelike messages travel. */
  pace?: Partial<Pace>
  /** Waits between the tries of a webhook; after the last it is given up. */
  retryDelaysMs?: readonly number[]
  /** How long the app may take to answer a webhook. */
  webhookTimeoutMs?: number
  /** Whether numbers that no phone has can be reached: for tests with very many recipients. */
  strangers?: Settings['strangers']
  maxMediaBytes?: number
  log?(line: string): void
}

/** The simulated WhatsApp: a world of numbers and phones, and what moves in it. */
export type Simulator = {
  world: World
  clock: SimulatedClock
  faults: FaultBox
  traffic: TrafficLog
  feed: Feed
  media: MediaStore
  courier: Courier
  outbox: Outbox
  agenda: Agenda
  throughput: Limiter
  pairs: Limiter
  /** Key of the media addresses of this run: addresses of an earlier run have expired. */
  addressKey: Buffer
  /** Where the simulator can be reached, prefix included, once that is known: media addresses begin with it. */
  address: { url: string | null }
  /** Calls that were left without an answer on purpose. */
  held: Set<ServerResponse>
  tell(update: Update): Promise<void>
  mediaAddress(media: StoredMedia): string | null
  mayCall(url: string): boolean
  /** The clock was moved: do what is due and tell the screens. */
  clockMoved(): void
  /** Settles when every webhook was answered and nothing else is on its way. Retries that wait for days count. */
  idle(): Promise<void>
  close(): Promise<void>
}

const WEBHOOK_TIMEOUT_MS = 10_000
const MAX_MEDIA_BYTES = 512 * 1024 * 1024
const CLOCK_WATCH_MS = 500
/** Anything that moves soon is over after this; used to wait for quiet. */
const QUIET_CHECK_MS = 5

export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const clock = options.clock ?? movableClock()
  const log = options.log ?? (() => undefined)
  const statePath = options.stateFile ?? null
  const saved = statePath === null ? null : loadState(statePath, log)
  if (saved && clock.offset() < saved.clockOffset) clock.advance(saved.clockOffset - clock.offset())

  const feed = createFeed()
  let stateFile: StateFile | null = null
  const touch = (): void => stateFile?.touch()
  const world = createWorld(
    clock,
    createIds(),
    (change) => {
      touch()
      publishChange(world, feed, change)
    },
    saved?.settings ?? { strangers: options.strangers ?? 'undeliverable' },
  )
  if (options.strangers) world.settings.strangers = options.strangers

  const agenda = createAgenda(clock)
  const faults = createFaultBox(saved?.faults ?? NO_FAULTS, () => {
    touch()
    feed.publish(() => ({ type: 'faults', faults: faults.get(), running: faults.running() }))
  })
  const traffic = createTrafficLog((entry) => feed.publish(() => ({ type: 'traffic', entry })))
  const media = createMediaStore(clock, {
    directory: statePath === null ? null : `${statePath}.media`,
    maxBytes: options.maxMediaBytes ?? MAX_MEDIA_BYTES,
  })
  const poster = createPoster()
  const mayCall = (url: string): boolean =>
    URL.canParse(url) &&
    (options.callbackHosts === 'any' || isLoopback(url)) &&
    new URL(url).href.startsWith(options.callbacksUnder ?? '')
  const outbox = createOutbox({
    world,
    agenda,
    faults,
    traffic,
    poster,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    timeoutMs: options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS,
    mayCall,
    acknowledged: (ids) => acknowledge(world, ids),
    log,
  })
  const tell = (update: Update): Promise<void> => {
    touch()
    return outbox.add(update).finally(touch)
  }
  const courier = createCourier({ world, agenda, faults, pace: { ...LIFELIKE_PACE, ...options.pace }, tell })

  const addressKey = randomBytes(16)
  const address: Simulator['address'] = { url: options.address ?? null }
  let seenOffset = clock.offset()
  // The clock may be moved by the product, which does not tell us.
  const watch = setInterval(() => clock.offset() !== seenOffset && clockMoved(), CLOCK_WATCH_MS)
  watch.unref()

  if (saved) restore(world, media, saved)
  else seedWorld(world)
  if (statePath !== null) stateFile = createStateFile(statePath, () => stateOf(world, faults, media, outbox), log)
  if (saved) resume(world, courier, outbox, saved)

  function clockMoved(): void {
    seenOffset = clock.offset()
    agenda.check()
    touch()
    feed.publish(() => ({ type: 'clock', now: clock.now(), offset: clock.offset() }))
  }

  const held = new Set<ServerResponse>()
  return {
    world,
    clock,
    faults,
    traffic,
    feed,
    media,
    courier,
    outbox,
    agenda,
    throughput: createLimiter(),
    pairs: createLimiter(),
    addressKey,
    address,
    held,
    tell,
    mediaAddress: (file) => mediaAddress({ address: address.url, key: addressKey, now: clock.now() }, file),
    mayCall,
    clockMoved,
    async idle() {
      do await outbox.idle()
      while (await somethingMoves(agenda, outbox))
    },
    async close() {
      clearInterval(watch)
      agenda.close()
      feed.close()
      for (const response of held) response.destroy()
      await stateFile?.flush()
      poster.close()
    },
  }
}

/** Quiet is when nothing is due and nothing waits, also a moment later: an answer may just be leaving. */
async function somethingMoves(agenda: Agenda, outbox: Outbox): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, QUIET_CHECK_MS))
  return agenda.size() > 0 || outbox.waiting().length > 0
}

/** The app has these messages: two ticks on the phone. */
function acknowledge(world: World, messageIds: readonly string[]): void {
  for (const id of messageIds) {
    const message = world.messages.get(id)
    if (message?.from !== 'contact' || message.state !== 'sent') continue
    message.state = 'delivered'
    world.changed({ type: 'message', message, phoneId: message.phoneId })
  }
}

function publishChange(world: World, feed: Feed, change: Change): void {
  feed.publish(() => {
    switch (change.type) {
      case 'phone': {
        const phone = world.phones.get(change.phoneId)
        return { type: 'phone', phoneId: change.phoneId, phone: phone ? phoneView(phone) : null }
      }
      case 'phone_removed':
        return { type: 'phone', phoneId: change.phoneId, phone: null }
      case 'message': {
        const thread = findThread(world, change.message.phoneNumberId, change.phoneId)
        return {
          type: 'phone',
          phoneId: change.phoneId,
          chat: thread ? chatView(world, thread) : null,
          message: messageView(change.message),
        }
      }
      case 'typing': {
        const thread = findThread(world, change.phoneNumberId, change.phoneId)
        return { type: 'phone', phoneId: change.phoneId, chat: thread ? chatView(world, thread) : null }
      }
      case 'number': {
        const number = world.numbers.get(change.phoneNumberId)
        return {
          type: 'number',
          phoneNumberId: change.phoneNumberId,
          number: number ? numberView(world, number) : null,
        }
      }
      case 'templates':
        return { type: 'templates', wabaId: change.wabaId }
      case 'settings':
        return { type: 'settings', settings: world.settings }
      case 'everything':
        return { type: 'reset' }
    }
  })
}

function stateOf(world: World, faults: FaultBox, media: MediaStore, outbox: Outbox): SavedState {
  return {
    version: 1,
    clockOffset: world.clock.offset(),
    settings: world.settings,
    numbers: [...world.numbers.values()],
    accounts: [...world.accounts.values()].map((account) => ({
      ...account,
      templates: [...account.templates.values()],
    })),
    phones: [...world.phones.values()],
    threads: [...world.threads.values()],
    faults: faults.get(),
    media: media.list(),
    webhooks: outbox.waiting(),
  }
}

function restore(world: World, media: MediaStore, saved: SavedState): void {
  for (const account of saved.accounts) {
    world.accounts.set(account.wabaId, {
      ...account,
      templates: new Map(account.templates.map((template) => [`${template.name}/${template.language}`, template])),
    })
  }
  for (const number of saved.numbers) putNumber(world, number)
  for (const phone of saved.phones) putPhone(world, phone)
  for (const thread of saved.threads) world.threads.set(`${thread.phoneNumberId}/${thread.phoneId}`, thread)
  const messages = saved.threads.flatMap((thread) => thread.messages).sort((a, b) => a.at - b.at)
  for (const message of messages) world.messages.set(message.id, message)
  media.restore(saved.media)
}

/** Go on with what was under way: messages not yet sent, webhooks not yet accepted. */
function resume(world: World, courier: Courier, outbox: Outbox, saved: SavedState): void {
  for (const message of world.messages.values()) {
    if (message.from === 'business' && (message.state === 'accepted' || message.state === 'held'))
      courier.start(message)
  }
  outbox.restore(saved.webhooks)
}
