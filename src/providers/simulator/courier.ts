import type { Agenda } from './agenda.ts'
import { statusError } from './errors.ts'
import type { FaultBox } from './faults.ts'
import { isObject } from './json.ts'
import { chargeOf, countDelivered } from './pricing.ts'
import { MAGIC_NUMBERS } from './seed.ts'
import { templateKey } from './templates.ts'
import { type StatusWord, statusUpdate, type Update } from './webhooks.ts'
import { type BusinessMessage, findThread, type Phone, type World } from './world.ts'

/** How long after being accepted a message is sent, then delivered, then read in an open chat; how long a held one is held. */
export type Pace = { sentMs: number; deliveredMs: number; readMs: number; heldMs: number }
export const LIFELIKE_PACE: Pace = { sentMs: 30, deliveredMs: 150, readMs: 400, heldMs: 60_000 }
export const INSTANT_PACE: Pace = { sentMs: 0, deliveredMs: 0, readMs: 0, heldMs: 60_000 }

/** An answer waits no longer than this for its statuses to overtake it: the app may be down. */
const OVERTAKING_MS = 3000

export type CourierOptions = {
  world: World
  agenda: Agenda
  faults: FaultBox
  pace: Pace
  tell(update: Update): Promise<void>
}

/** Carries accepted messages to the phones and reports how far they got. */
export type Courier = {
  /** Begin with a message that was accepted. */
  start(message: BusinessMessage): void
  /** The same without any wait; settles when the app has heard of it. For statuses that overtake the send's answer. */
  hurry(message: BusinessMessage): Promise<void>
  /** Deliver what waited for a phone that is on again. */
  deliverWaiting(phone: Phone): void
  /** Everything in this chat has been seen. */
  readAll(phone: Phone, phoneNumberId: string): void
  /** A voice message was listened to. False when it is no voice message of the business. */
  play(message: BusinessMessage): boolean
}

const RANK: Readonly<Record<BusinessMessage['state'], number>> = {
  accepted: 0,
  held: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
  failed: 5,
}

export function createCourier({ world, agenda, faults, pace, tell }: CourierOptions): Courier {
  /** Move a message forward and say what the app must hear; null when it is already further. */
  function move(message: BusinessMessage, status: StatusWord): Update | null {
    const number = world.numbers.get(message.phoneNumberId)
    if (!number || RANK[message.state] >= RANK[status]) return null
    if (status === 'delivered' || (status === 'read' && message.state === 'sent'))
      countDelivered(number, message, world.clock.now())
    message.state = status
    const phone = phoneOf(message)
    if (phone) world.changed({ type: 'message', message, phoneId: phone.id })
    return statusUpdate(number, phone, message, status, world.clock.now(), chargeOf(message, status))
  }

  const report = (message: BusinessMessage, status: StatusWord): void => {
    const update = move(message, status)
    if (update) void tell(update)
  }

  const phoneOf = (message: BusinessMessage): Phone | null =>
    message.phoneId === null ? null : (world.phones.get(message.phoneId) ?? null)

  /** The statuses a message can have at once, given where its phone is. */
  function stepsNow(message: BusinessMessage): StatusWord[] {
    const phone = phoneOf(message)
    if (message.type === 'reaction') return ['sent']
    if (!phone) return ['sent', 'delivered']
    if (!phone.online) return ['sent']
    if (!isReading(phone, message.phoneNumberId)) return ['sent', 'delivered']
    return faults.strikes('skipDelivered') ? ['sent', 'read'] : ['sent', 'delivered', 'read']
  }

  function start(message: BusinessMessage): void {
    if (message.state === 'held') agenda.after(pace.heldMs, () => release(message))
    else agenda.after(pace.sentMs, () => begin(message))
  }

  function begin(message: BusinessMessage): void {
    if (fail(message)) return
    if (faults.strikes('outOfOrder')) {
      for (const update of updatesNow(message).reverse()) void tell(update)
      return
    }
    report(message, 'sent')
    if (message.type !== 'reaction') agenda.after(pace.deliveredMs, () => deliver(message))
  }

  const updatesNow = (message: BusinessMessage): Update[] =>
    stepsNow(message)
      .map((status) => move(message, status))
      .filter((update) => update !== null)

  /** Fail what cannot arrive. True when it did. */
  function fail(message: BusinessMessage): boolean {
    message.failure ??= fateOf(world, message, phoneOf(message))
    if (message.failure) report(message, 'failed')
    return message.failure !== null
  }

  function deliver(message: BusinessMessage): void {
    const [, next] = stepsNow(message)
    if (!next) return
    report(message, next)
    const phone = phoneOf(message)
    if (next === 'delivered' && phone)
      agenda.after(pace.readMs, () => isReading(phone, message.phoneNumberId) && report(message, 'read'))
  }

  /** A held template goes out after all, or fails if it was paused meanwhile. */
  function release(message: BusinessMessage): void {
    const { name, language } = message.wire
    const code = isObject(language) ? String(language.code) : ''
    const number = world.numbers.get(message.phoneNumberId)
    const template =
      number && world.accounts.get(number.wabaId)?.templates.get(templateKey({ name: String(name), language: code }))
    if (template?.status !== 'APPROVED')
      message.failure = statusError(132015, `template (${String(name)}) did not pass the quality check`)
    message.state = 'accepted'
    begin(message)
  }

  return {
    start,
    async hurry(message) {
      if (message.state === 'held') return start(message)
      const updates = fail(message) ? [] : updatesNow(message)
      const inOrder = faults.strikes('outOfOrder') ? updates.reverse() : updates
      await atMost(OVERTAKING_MS, Promise.all(inOrder.map(tell)))
    },
    deliverWaiting(phone) {
      for (const message of businessMessages(world, phone)) {
        if (message.state === 'sent' && message.type !== 'reaction' && world.clock.now() < message.expiresAt)
          deliver(message)
      }
    },
    readAll(phone, phoneNumberId) {
      if (!isReading(phone, phoneNumberId)) return
      for (const message of findThread(world, phoneNumberId, phone.id)?.messages ?? []) {
        if (message.from === 'business' && message.state === 'delivered') report(message, 'read')
      }
    },
    play(message) {
      if (message.type !== 'audio' || message.wire.voice !== true) return false
      report(message, 'played')
      return true
    },
  }
}

/** Whether what arrives in this chat is seen, and may be told. */
const isReading = (phone: Phone, phoneNumberId: string): boolean =>
  phone.online && phone.readReceipts && phone.openChat === phoneNumberId

function businessMessages(world: World, phone: Phone): BusinessMessage[] {
  return [...world.numbers.keys()]
    .flatMap((phoneNumberId) => findThread(world, phoneNumberId, phone.id)?.messages ?? [])
    .filter((message) => message.from === 'business')
}

/** Why a message will never arrive, or null. Meta accepts such sends and fails them by status. */
function fateOf(world: World, message: BusinessMessage, phone: Phone | null): BusinessMessage['failure'] {
  const magic = message.recipient.kind === 'phone' ? MAGIC_NUMBERS[message.recipient.waId] : undefined
  if (!phone && magic !== undefined) return statusError(magic, `This number always answers with ${magic}.`)
  if (!phone)
    return world.settings.strangers === 'reachable'
      ? null
      : statusError(131026, 'Message undeliverable: the recipient is not on WhatsApp.')
  if (phone.blocked.includes(message.phoneNumberId)) return statusError(131026, 'Message undeliverable.')
  if (phone.marketingStopped && message.pricing?.category === 'marketing')
    return statusError(131050, 'The user has stopped marketing messages of this business.')
  return null
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
