import type { InboundFact, TemplateStatus } from '../provider.ts'
import { describeErrors, severityOf } from './errors.ts'
import { addressesOf, senderOf } from './people.ts'
import { type Part, readPart, unreadable } from './unreadable.ts'
import {
  Notice,
  TemplateStatusUpdate,
  Timestamp,
  UserIdUpdate,
  UserPreference,
  type WireContact,
  WireError,
  type WireNotice,
  type WireTemplateStatus,
} from './wire.ts'

type AccountNotice = Extract<InboundFact, { type: 'account_notice' }>
type Severity = AccountNotice['severity']

/** Fields that tell an administrator something and change nothing by themselves. */
export const noticeFields: ReadonlySet<string> = new Set([
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'business_capability_update',
  'business_status_update',
  'business_username_updates',
  'message_template_components_update',
  'message_template_quality_update',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'template_category_update',
  'template_correct_category_detection',
])

/** Something an administrator should see about the account, one of its numbers or a template. */
export function noticeFacts(part: Part, account: string, field: string): InboundFact[] {
  return readPart(part, Notice, (wire) => [
    {
      type: 'account_notice',
      account,
      line: part.line ?? lineOf(wire),
      field,
      severity: noticeSeverity(field, wire),
      summary: summaryOf(field, wire),
    },
  ])
}

/** An error that concerns the account or the whole webhook rather than one message. */
export function errorFacts(part: Part, account: string, field: string): InboundFact[] {
  return readPart(part, WireError, (error) => {
    const summary = describeErrors([error]) ?? ''
    return [{ type: 'account_notice', account, line: part.line, field, severity: severityOf(error.code), summary }]
  })
}

/** A template was approved, refused, paused and so on. What does not change whether it can be sent is a notice. */
export function templateFacts(part: Part, account: string): InboundFact[] {
  return readPart(part, TemplateStatusUpdate, (wire) => {
    const name = wire.message_template_name
    const language = ourLanguage(wire.message_template_language)
    const reason = templateReason(wire)
    const status = templateStatus(wire.event)
    if (status !== null) return [{ type: 'template_changed', account, name, language, status, reason }]

    const field = 'message_template_status_update'
    const summary = sentence([`Template ${name} (${language}): ${words(wire.event)}`, reason])
    return [{ type: 'account_notice', account, line: null, field, severity: 'warning', summary }]
  })
}

/** The status a template has after this event or in a list; null when it says nothing about whether it can be sent. */
export function templateStatus(word: string): TemplateStatus | null {
  return templateStatuses.get(word.toUpperCase()) ?? null
}

/** Webhooks write en-US where the rest of the interface writes en_US. */
export function ourLanguage(code: string): string {
  return code.replaceAll('-', '_')
}

/** The contact's user id changed. */
export function userIdFacts(part: Part, line: string): InboundFact[] {
  return readPart(part, UserIdUpdate, (wire) => {
    const { wa_id: phone, user_id, parent_user_id, timestamp: at } = wire
    // The number is named with the new id: a new one is given when the number changes.
    const to = addressesOf({ phone, userId: user_id.current, parentUserId: parent_user_id?.current })
    const from = addressesOf({ userId: user_id.previous, parentUserId: parent_user_id?.previous })
    if (from.length === 0 || to.length === 0) return [unreadable(part, 'does not name both the old and the new id')]
    return [{ type: 'identity_changed', line, providerMessageId: null, at, from, to }]
  })
}

/** The contact told WhatsApp to stop or resume marketing from this business. */
export function preferenceFacts(part: Part, line: string, contacts: readonly WireContact[]): InboundFact[] {
  return readPart(part, UserPreference, (wire) => {
    const { wa_id: phone, user_id: userId, parent_user_id: parentUserId, value, timestamp: at } = wire
    const from = senderOf({ phone, userId, parentUserId }, contacts)
    if (from === null) return [unreadable(part, 'neither a phone number nor a user id says who this is about')]
    return [{ type: 'consent_changed', line, from, at, purpose: 'marketing', granted: value !== 'stop' }]
  })
}

/** FLAGGED, LOCKED and UNLOCKED are left out on purpose: such a template can be sent as before. */
const templateStatuses: ReadonlyMap<string, TemplateStatus> = new Map([
  ['APPROVED', 'approved'],
  ['REINSTATED', 'approved'],
  ['UNARCHIVED', 'approved'],
  ['PENDING', 'pending'],
  ['IN_APPEAL', 'pending'],
  ['REJECTED', 'rejected'],
  ['LIMIT_EXCEEDED', 'rejected'],
  ['PAUSED', 'paused'],
  ['DISABLED', 'disabled'],
  ['ARCHIVED', 'archived'],
  ['DELETED', 'deleted'],
  // Messages on their way still arrive, but nothing new can be sent.
  ['PENDING_DELETION', 'deleted'],
])

function templateReason({ reason, other_info, rejection_info, disable_info }: WireTemplateStatus): string | null {
  const given = [
    reason === undefined || reason === 'NONE' ? undefined : words(reason),
    other_info?.title === undefined ? undefined : words(other_info.title),
    other_info?.description,
    rejection_info?.reason,
    rejection_info?.recommendation,
    disable_info?.disable_date === undefined ? undefined : `On ${disable_info.disable_date}`,
  ]
  return sentence([...new Set(given)]) || null
}

function lineOf(wire: WireNotice): string | null {
  if (wire.entity_type === 'PHONE_NUMBER') return wire.entity_id ?? null
  return wire.phone_number_settings?.phone_number_id ?? null
}

function noticeSeverity(field: string, wire: WireNotice): Severity {
  if (field === 'account_alerts') return alertSeverities.get(wire.alert_info?.alert_severity ?? '') ?? 'warning'
  const word = (wire.event ?? wire.decision ?? wire.new_quality_score ?? wire.status ?? '').toUpperCase()
  return severities.get(word) ?? 'information'
}

const alertSeverities: ReadonlyMap<string, Severity> = new Map([
  ['CRITICAL', 'critical'],
  ['WARNING', 'warning'],
  ['INFORMATIONAL', 'information'],
])

/** Words that ask for somebody's attention, whichever field they come in. Everything else is information. */
const severities: ReadonlyMap<string, Severity> = new Map([
  ['ACCOUNT_DELETED', 'critical'],
  ['ACCOUNT_OFFBOARDED', 'critical'],
  ['ACCOUNT_RESTRICTION', 'critical'],
  ['ACCOUNT_VIOLATION', 'critical'],
  ['DISABLED_UPDATE', 'critical'],
  ['PARTNER_REMOVED', 'critical'],
  ['PARTNER_APP_UNINSTALLED', 'critical'],
  ['REJECTED', 'warning'],
  ['DEFERRED', 'warning'],
  ['DOWNGRADE', 'warning'],
  ['FLAGGED', 'warning'],
  ['RED', 'warning'],
  ['YELLOW', 'warning'],
  ['PIN_CHANGED', 'warning'],
  ['PIN_RESET_REQUEST', 'warning'],
])

/** One line for a person: what Meta said, in its own words where ours would guess. */
function summaryOf(field: string, wire: WireNotice): string {
  const subject = wire.display_phone_number ?? wire.phone_number ?? wire.configuration_name ?? wire.solution_id
  const template = wire.message_template_name && `${wire.message_template_name} (${languageOf(wire)})`
  const about = subject ?? template
  return sentence([
    // Its events name the account themselves.
    field === 'account_update' ? undefined : `${words(field.replace(/_updates?$/, ''))}${about ? ` of ${about}` : ''}`,
    ...[wire.event, wire.decision, wire.status, wire.solution_status].map((word) => word && words(word)),
    change('Limit', wire.old_limit, wire.current_limit ?? wire.max_daily_conversations_per_business),
    change('Limit per number', undefined, wire.max_daily_conversation_per_phone),
    change('Numbers allowed', undefined, wire.max_phone_numbers_per_business ?? wire.max_phone_numbers_per_waba),
    change('Quality', wire.previous_quality_score, wire.new_quality_score),
    change('Category', wire.previous_category, wire.new_category),
    change('Correct category', undefined, wire.correct_category),
    change('Name', undefined, wire.requested_verified_name),
    change('Username', undefined, wire.username),
    wire.rejection_reason === 'NONE' ? undefined : wire.rejection_reason && words(wire.rejection_reason),
    ...alertWords(wire),
    ...restrictionWords(wire),
  ])
}

function alertWords({ alert_info: alert }: WireNotice): (string | undefined)[] {
  return [alert?.alert_type && words(alert.alert_type), alert?.alert_description]
}

function restrictionWords({ ban_info, violation_info, restriction_info }: WireNotice): (string | undefined)[] {
  return [
    ...(ban_info?.waba_ban_state ?? []).map((state) => dated(words(state), 'on', ban_info?.waba_ban_date)),
    violation_info?.violation_type && words(violation_info.violation_type),
    ...(restriction_info ?? []).map(({ restriction_type, expiration }) =>
      dated(words(restriction_type ?? 'restricted'), 'until', day(expiration)),
    ),
  ]
}

/** Seconds as a day, or what was written if it is not a number. */
function day(text: string | undefined): string | undefined {
  const at = Timestamp.safeParse(text)
  return at.success ? new Date(at.data).toISOString().slice(0, 10) : text
}

const dated = (what: string, word: 'on' | 'until', date: string | undefined): string =>
  date === undefined ? what : `${what} ${word} ${date}`

function languageOf(wire: WireNotice): string {
  return ourLanguage(wire.message_template_language ?? '?')
}

function change(what: string, from: string | undefined, to: string | undefined): string | undefined {
  if (to === undefined) return undefined
  if (to === '-1') return `${what}: unlimited`
  return from === undefined ? `${what}: ${to}` : `${what}: ${from} to ${to}`
}

/** `ACCOUNT_RESTRICTION` as `Account restriction`. */
function words(constant: string): string {
  const lower = constant.toLowerCase().replaceAll('_', ' ')
  return lower.charAt(0).toUpperCase() + lower.slice(1)
}

/** Texts from outside go onto a screen: this much of them says enough. */
const maxSummaryLength = 1_000

/** What is there of `parts`, as sentences on one line. */
function sentence(parts: readonly (string | undefined | null)[]): string {
  const text = parts.flatMap((part) => (part ? [part.replace(/\.$/, '')] : [])).join('. ')
  return text.slice(0, maxSummaryLength)
}
