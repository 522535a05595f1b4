import { whatsAppId } from './addresses.ts'
import type { NumberInput, TemplateChanges, TemplateInput } from './control-inputs.ts'
import type { JsonObject } from './json.ts'
import { type NoticeKind, needsPhone, noticeUpdates } from './notices.ts'
import { type Outcome, ok, refuse } from './refusals.ts'
import { newNumber, SEED_NUMBER, seedPhones, seedTemplates } from './seed.ts'
import type { Simulator } from './simulator.ts'
import { MAX_TEMPLATES, type Template, templateKey } from './templates.ts'
import type { TrafficEntry } from './traffic.ts'
import {
  accountOf,
  type BusinessNumber,
  forgetThread,
  MAX_NUMBERS,
  type Phone,
  putNumber,
  removePhone,
} from './world.ts'

/*
 * What the screen, a test or the product can set about the world, apart from what phones do.
 */

/** How a handshake with a callback address ended; null when none was asked for. */
export type Handshake = { ok: boolean; detail: string } | null

/**
 * Register a number or change a known one. A callback address is used only once it has answered the handshake; the rest
 * is kept either way, so that a later call with the address alone suffices.
 */
export async function registerNumber(
  simulator: Simulator,
  input: NumberInput,
): Promise<Outcome<{ number: BusinessNumber; handshake: Handshake }>> {
  const { world } = simulator
  const known = world.numbers.get(input.phoneNumberId)
  if (!known && world.numbers.size >= MAX_NUMBERS) return refuse('too_many_numbers')
  if (input.callbackUrl && !simulator.mayCall(input.callbackUrl)) return refuse('not_this_machine')
  const { callbackUrl, allowedRecipients, ...rest } = input
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const number: BusinessNumber = {
    ...(known ?? newNumber({ ...SEED_NUMBER, ...given, phoneNumberId: input.phoneNumberId })),
    ...given,
    ...(input.displayNumber === undefined ? {} : addressParts(input.displayNumber)),
    ...(allowedRecipients === undefined ? {} : { allowedRecipients: allowedRecipients?.map(whatsAppId) ?? null }),
    ...(known && input.appSecret !== undefined && input.appSecret !== known.appSecret
      ? { previousAppSecret: known.appSecret }
      : {}),
  }
  if (callbackUrl === null) number.callbackUrl = null
  putNumber(world, number)
  seedTemplates(world, number.wabaId)
  return ok({ number, handshake: callbackUrl ? await verifyCallback(simulator, number, callbackUrl) : null })
}

function addressParts(displayNumber: string): Pick<BusinessNumber, 'waId' | 'callingCode'> {
  const { waId, callingCode } = newNumber({ ...SEED_NUMBER, displayNumber })
  return { waId, callingCode }
}

async function verifyCallback(
  { world, outbox }: Simulator,
  number: BusinessNumber,
  callbackUrl: string,
): Promise<Handshake> {
  const trouble = await outbox.handshake(callbackUrl, number.verifyToken, number.phoneNumberId)
  if (trouble !== null) return { ok: false, detail: trouble }
  number.callbackUrl = callbackUrl
  world.changed({ type: 'number', phoneNumberId: number.phoneNumberId })
  return { ok: true, detail: 'The address answered with the challenge.' }
}

/** Add a template, or replace the one of the same name and language. */
export function putTemplate({ world }: Simulator, { wabaId, components, ...input }: TemplateInput): Outcome<Template> {
  const { templates } = accountOf(world, wabaId)
  const known = templates.get(templateKey(input))
  if (!known && templates.size >= MAX_TEMPLATES) return refuse('too_many_templates')
  const { message_send_ttl_seconds: ttl, ...rest } = input
  const template: Template = {
    ...rest,
    ...(ttl === undefined ? {} : { message_send_ttl_seconds: ttl }),
    id: known?.id ?? world.ids.numeric(),
    components: components as JsonObject[],
    quality_score: { score: 'UNKNOWN', date: Math.floor(world.clock.now() / 1000) },
    rejected_reason: 'NONE',
  }
  templates.set(templateKey(template), template)
  world.changed({ type: 'templates', wabaId })
  return ok(template)
}

/** Change a template's status, category or quality, and tell the app of each. */
export function changeTemplate(simulator: Simulator, templateId: string, changes: TemplateChanges): Outcome<Template> {
  const { world } = simulator
  const found = findTemplateById(simulator, templateId)
  if (!found) return refuse('not_found')
  const { template, wabaId } = found
  const before = { status: template.status, category: template.category, score: template.quality_score.score }
  if (changes.rejected_reason !== undefined) template.rejected_reason = changes.rejected_reason
  if (changes.status !== undefined) template.status = changes.status
  if (changes.category !== undefined) template.category = changes.category
  if (changes.quality !== undefined)
    template.quality_score = { score: changes.quality, date: Math.floor(world.clock.now() / 1000) }
  world.changed({ type: 'templates', wabaId })
  const number = [...world.numbers.values()].find((candidate) => candidate.wabaId === wabaId)
  const tell = (kind: NoticeKind, values: JsonObject = {}): void => {
    if (number)
      for (const update of noticeUpdates(kind, { world, number, phone: null, template }, values))
        void simulator.tell(update)
  }
  if (template.status !== before.status) tell('message_template_status_update')
  if (template.quality_score.score !== before.score)
    tell('message_template_quality_update', { previous_quality_score: before.score })
  if (template.category !== before.category) tell('template_category_update', { previous_category: before.category })
  if (template.status === 'DELETED') accountOf(world, wabaId).templates.delete(templateKey(template))
  return ok(template)
}

function findTemplateById({ world }: Simulator, id: string): { template: Template; wabaId: string } | null {
  for (const { wabaId, templates } of world.accounts.values())
    for (const template of templates.values()) if (template.id === id) return { template, wabaId }
  return null
}

/** Send a notice of this kind. */
export function sendNotice(
  simulator: Simulator,
  input: { kind: NoticeKind; number: BusinessNumber; phone: Phone | null; changes: JsonObject },
): Outcome<null> {
  const { kind, number, phone, changes } = input
  if (needsPhone(kind) && !phone) return refuse('needs_a_phone')
  const [template = null] = accountOf(simulator.world, number.wabaId).templates.values()
  for (const update of noticeUpdates(kind, { world: simulator.world, number, phone, template }, changes))
    void simulator.tell(update)
  return ok(null)
}

/** Forget what happened. `everything` leaves the registered numbers and begins anew with the rest. */
export async function clear(simulator: Simulator, what: 'chats' | 'traffic' | 'faults' | 'everything'): Promise<void> {
  const all = what === 'everything'
  if (all || what === 'faults') simulator.faults.clear()
  if (all || what === 'traffic') simulator.traffic.clear()
  if (all || what === 'chats') clearChats(simulator)
  if (all) await beginAnew(simulator)
  simulator.world.changed({ type: 'everything' })
}

function clearChats({ world, pairs, throughput }: Simulator): void {
  for (const { phoneNumberId, phoneId } of [...world.threads.values()]) forgetThread(world, phoneNumberId, phoneId)
  pairs.clear()
  throughput.clear()
}

async function beginAnew({ world, media }: Simulator): Promise<void> {
  for (const phone of [...world.phones.values()]) removePhone(world, phone)
  seedPhones(world)
  for (const { wabaId, templates } of world.accounts.values()) {
    templates.clear()
    seedTemplates(world, wabaId)
  }
  await media.clear()
}

/** Send the last webhooks once more, oldest first. Answers with the new entries. */
export async function resend(
  { traffic, outbox }: Simulator,
  { last, phoneNumberId }: { last: number; phoneNumberId?: string | undefined },
): Promise<TrafficEntry[]> {
  const webhooks = traffic
    .list({ direction: 'to_us', limit: Number.MAX_SAFE_INTEGER })
    .filter(
      (entry) => entry.webhook && !entry.cut && (phoneNumberId === undefined || entry.phoneNumberId === phoneNumberId),
    )
  const sent: TrafficEntry[] = []
  for (const entry of webhooks.slice(0, last).reverse()) {
    const again = await outbox.replay(entry)
    if (again) sent.push(again)
  }
  return sent
}
