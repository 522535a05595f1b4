import type { InboundFact } from '../provider.ts'
import { errorFacts, noticeFacts, noticeFields, preferenceFacts, templateFacts, userIdFacts } from './account.ts'
import { isObject, readJson } from './json.ts'
import { messageFacts } from './messages.ts'
import { readContacts } from './people.ts'
import { statusFacts } from './statuses.ts'
import { eachPart, onItsOwn, type Part, readPart, unreadable } from './unreadable.ts'
import { Body, Change, Entry, Errors, Metadata } from './wire.ts'

/**
 * A webhook in our words. Pure, and never throws: entries, changes, messages and statuses are each read on their own,
 * and what cannot be read is kept as `unreadable` with its place (a JSON path) and the part as it came.
 */
export function parse(body: Buffer): InboundFact[] {
  const json = readJson(body)
  const whole = { path: '$', raw: json.ok ? json.value : json.text, line: null }
  if (!json.ok) return [unreadable(whole, 'the body is not JSON')]

  return onItsOwn(whole, () =>
    readPart(whole, Body, ({ object, entry }) => {
      if (object !== undefined && object !== 'whatsapp_business_account') {
        return [unreadable(whole, `object ${object} is not supported`)]
      }
      return eachPart(whole, 'entry', entry, entryFacts)
    }),
  )
}

function entryFacts(part: Part): InboundFact[] {
  return readPart(part, Entry, ({ id, changes }) =>
    eachPart(part, 'changes', changes, (change) => changeFacts(change, id ?? null)),
  )
}

/** One change of one account. `account` is missing only in a broken entry. */
function changeFacts(part: Part, account: string | null): InboundFact[] {
  return readPart(part, Change, ({ field, value }) => {
    const metadata = Metadata.safeParse(value)
    const line = metadata.success ? metadata.data.metadata.phone_number_id : null
    const inside = { path: `${part.path}.value`, raw: value, line }
    if (!isObject(value)) return [unreadable(inside, 'value is not an object')]

    const reader = lineReaders.get(field)
    if (reader !== undefined) return ofLine(inside, value, account, field, reader)
    if (field === 'message_template_status_update') return ofAccount(inside, account, templateFacts)
    if (noticeFields.has(field)) return ofAccount(inside, account, (own, id) => noticeFacts(own, id, field))
    return [unreadable(inside, `field ${field} is not supported yet`)]
  })
}

type Value = Readonly<Record<string, unknown>>
type LineReader = { lists: readonly string[]; read: (part: Part, value: Value, line: string) => InboundFact[] }

/** Fields about one of our numbers, the lists we read of each, and how. */
const lineReaders: ReadonlyMap<string, LineReader> = new Map([
  ['messages', { lists: ['messages', 'statuses', 'user_actions'], read: messagesFacts }],
  ['smb_message_echoes', { lists: ['message_echoes'], read: echoFacts }],
  ['user_id_update', { lists: ['user_id_update'], read: userIdUpdateFacts }],
  ['user_preferences', { lists: ['user_preferences'], read: userPreferenceFacts }],
])

/** Errors of the account may come in place of the lists, and then even without naming a number. */
function ofLine(part: Part, value: Value, account: string | null, field: string, reader: LineReader): InboundFact[] {
  const isPresent = (key: string) => value[key] !== undefined && value[key] !== null
  const errors = eachPart(part, 'errors', value.errors, (error) =>
    ofAccount(error, account, (own, id) => errorFacts(own, id, field)),
  )
  if (!reader.lists.some(isPresent)) {
    return errors.length > 0 ? errors : [unreadable(part, `nothing we know in a change of ${field}`)]
  }
  if (part.line === null) return [unreadable(part, 'metadata.phone_number_id is missing'), ...errors]
  return [...reader.read(part, value, part.line), ...errors]
}

function ofAccount(
  part: Part,
  account: string | null,
  read: (part: Part, account: string) => InboundFact[],
): InboundFact[] {
  return account === null ? [unreadable(part, 'the entry does not name its account')] : read(part, account)
}

function messagesFacts(part: Part, value: Value, line: string): InboundFact[] {
  const contacts = readContacts(value.contacts)
  const errors = Errors.parse(value.errors)
  return [
    ...eachPart(part, 'messages', value.messages, (message) =>
      messageFacts(message, { line, contacts, errors, echo: false }),
    ),
    ...eachPart(part, 'statuses', value.statuses, (status) => statusFacts(status, line, contacts)),
    ...eachPart(part, 'user_actions', value.user_actions, (action) => [
      unreadable(action, 'user actions are not supported yet'),
    ]),
  ]
}

function echoFacts(part: Part, value: Value, line: string): InboundFact[] {
  const contacts = readContacts(value.contacts)
  return eachPart(part, 'message_echoes', value.message_echoes, (message) =>
    messageFacts(message, { line, contacts, errors: [], echo: true }),
  )
}

function userIdUpdateFacts(part: Part, value: Value, line: string): InboundFact[] {
  return eachPart(part, 'user_id_update', value.user_id_update, (update) => userIdFacts(update, line))
}

function userPreferenceFacts(part: Part, value: Value, line: string): InboundFact[] {
  const contacts = readContacts(value.contacts)
  return eachPart(part, 'user_preferences', value.user_preferences, (preference) =>
    preferenceFacts(preference, line, contacts),
  )
}
