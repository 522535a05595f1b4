import type { NewPhone, PhoneChanges } from './actions.ts'
import { countryOf, whatsAppId } from './addresses.ts'
import type { Courier } from './courier.ts'
import { type JsonObject, withoutGaps } from './json.ts'
import { type Outcome, ok, refuse } from './refusals.ts'
import { newPhone } from './seed.ts'
import { chatLane, contactEntry, numberUpdate, sharedWaId, systemUpdate, type Update } from './webhooks.ts'
import { type BusinessNumber, findThread, MAX_PHONES, type Phone, putPhone, type World, waIdOf } from './world.ts'

export type PeopleParts = { world: World; courier: Courier; tell(update: Update): Promise<void> }

/** A new phone, with a user id of its own. Refuses a number or user id that another has. */
export function addPhone({ world }: PeopleParts, wanted: NewPhone): Outcome<Phone> {
  if (world.phones.size >= MAX_PHONES) return refuse('too_many_phones')
  if (wanted.number !== null && world.phoneByWaId.has(whatsAppId(wanted.number.slice(1)))) return refuse('number_taken')
  if (wanted.userId !== undefined && world.phoneByUserId.has(wanted.userId)) return refuse('number_taken')
  const phone = newPhone(world.ids, {
    name: wanted.name,
    number: wanted.number,
    username: wanted.username,
    ...(wanted.userId === undefined ? {} : { userId: wanted.userId }),
  })
  putPhone(world, phone)
  return ok(phone)
}

/** Turn a phone's switches. What that sets in motion (delivery, reading, a changed number) follows at once. */
export function changePhone(parts: PeopleParts, phone: Phone, changes: PhoneChanges): Outcome<Phone> {
  const { world, courier } = parts
  const { number, block, openChat, marketingStopped, ...plain } = changes
  const taken = number ? world.phoneByWaId.get(whatsAppId(number.slice(1))) : undefined
  if (taken && taken !== phone) return refuse('number_taken')
  if ((block && !world.numbers.has(block.phoneNumberId)) || (openChat && !world.numbers.has(openChat)))
    return refuse('not_found')

  const wasOnline = phone.online
  for (const [key, value] of Object.entries(plain)) if (value !== undefined) Object.assign(phone, { [key]: value })
  if (block) setBlocked(phone, block.phoneNumberId, block.blocked)
  if (openChat !== undefined) phone.openChat = openChat
  if (number !== undefined && number !== phone.number) setNumber(parts, phone, number)
  putPhone(world, phone)
  if (phone.online && !wasOnline) courier.deliverWaiting(phone)
  if (phone.openChat !== null) courier.readAll(phone, phone.openChat)
  if (marketingStopped !== undefined && marketingStopped !== phone.marketingStopped)
    setMarketing(parts, phone, marketingStopped)
  return ok(phone)
}

function setBlocked(phone: Phone, phoneNumberId: string, blocked: boolean): void {
  phone.blocked = phone.blocked.filter((id) => id !== phoneNumberId)
  if (blocked) phone.blocked.push(phoneNumberId)
}

/** Meta: a changed number brings a new user id; the first number, or the loss of one, brings neither line nor id. */
function setNumber(parts: PeopleParts, phone: Phone, number: string | null): void {
  const before = { waId: sharedWaId(phone), userId: phone.userId, number: phone.number }
  phone.number = number
  if (before.number === null || number === null) return
  phone.userId = parts.world.ids.userId(countryOf(number).country)
  putPhone(parts.world, phone)
  tellSystem(parts, phone, before.waId, {
    type: 'user_changed_number',
    body: `User ${phone.name} changed from ${before.number} to ${number}`,
    ...newAddresses(phone, before.userId),
  })
}

/** The person gets another user id, and every business they wrote with hears both. */
export function rotateUserId(parts: Pick<PeopleParts, 'world' | 'tell'>, phone: Phone): void {
  const before = phone.userId
  phone.userId = parts.world.ids.userId(before.slice(0, 2))
  putPhone(parts.world, phone)
  tellSystem(parts, phone, sharedWaId(phone), {
    type: 'user_changed_user_id',
    body: `User ${phone.name} changed their user id`,
    ...newAddresses(phone, before),
  })
}

const newAddresses = (phone: Phone, previousUserId: string): JsonObject =>
  withoutGaps({
    wa_id: phone.numberShared ? (waIdOf(phone) ?? undefined) : undefined,
    user_id: phone.userId,
    previous_user_id: previousUserId,
    parent_user_id: phone.parentUserId ?? undefined,
  })

function tellSystem(
  { world, tell }: Pick<PeopleParts, 'world' | 'tell'>,
  phone: Phone,
  from: string | undefined,
  system: JsonObject,
): void {
  const at = world.clock.now()
  for (const number of acquainted(world, phone))
    void tell(systemUpdate(number, phone, { id: world.ids.message(), at, from, system }))
}

const acquainted = (world: World, phone: Phone): BusinessNumber[] =>
  [...world.numbers.values()].filter(({ phoneNumberId }) => findThread(world, phoneNumberId, phone.id))

function setMarketing({ world, tell }: PeopleParts, phone: Phone, stopped: boolean): void {
  phone.marketingStopped = stopped
  world.changed({ type: 'phone', phoneId: phone.id })
  const timestamp = Math.floor(world.clock.now() / 1000)
  for (const number of acquainted(world, phone)) {
    const preference = withoutGaps({
      wa_id: sharedWaId(phone),
      user_id: phone.userId,
      detail: stopped ? 'User requested to stop marketing messages' : 'User requested to resume marketing messages',
      category: 'marketing_messages',
      value: stopped ? 'stop' : 'resume',
      timestamp,
    })
    void tell(
      numberUpdate(
        number,
        'user_preferences',
        { contacts: [contactEntry(phone)], user_preferences: [preference] },
        chatLane(number, phone.id),
      ),
    )
  }
}
