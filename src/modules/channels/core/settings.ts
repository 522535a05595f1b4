import type { z } from 'zod'
import type { PhoneNumber, ReasonId } from '../../../contract/ids.ts'
import type { ConnectionCheck, saveChannel } from '../../../contract/operations/channels.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { problemOfFields } from '../../dispositions/core/fields.ts'
import { toE164 } from './phone.ts'

export type ChannelInput = z.output<(typeof saveChannel)['input']>

/** Secrets a provider may still sign with while it is switched over; more than a few are a mistake. */
export const maxAppSecrets = 5

/** Which secrets there are: never what they are. `server` is the base URL the stored access token was given for. */
export type Secrets = { accessToken: boolean; appSecrets: number; server: string | null }

/**
 * May a channel be kept like this? `stored` is what is kept so far (null: a new channel), `after` the number of app
 * secrets there will be. Answers with the display number in its one canonical form, or empty.
 *
 * Refuses `number_not_valid`, `queue_required`, `connection_incomplete` (naming what is missing)
 * and `invalid_input`. A stored access token goes only to the server it was entered for: whoever types another
 * address must type the token again, so that nobody can have it sent to a server of their own.
 */
export function checkSettings(
  input: ChannelInput,
  stored: Secrets | null,
  after: { appSecrets: number },
): Result<{ displayNumber: PhoneNumber | '' }> {
  const ending = checkEnding(input)
  if (!ending.ok) return ending
  const number = input.displayNumber === '' ? ok('' as const) : toE164(input.displayNumber, input.country)
  if (!number.ok) return number
  if (!isServer(input.connection.baseUrl)) return refuse('invalid_input', 'connection.baseUrl')
  if (after.appSecrets > maxAppSecrets) return refuse('invalid_input', `appSecrets: at most ${maxAppSecrets}`)
  if (stored?.accessToken && stored.server !== input.connection.baseUrl && input.accessToken === null) {
    return refuse('connection_incomplete', 'accessToken')
  }
  if (!input.active) return ok({ displayNumber: number.value })
  if (input.queueId === null) return refuse('queue_required')
  const missing = missingWhenActive(input, { accessToken: stored?.accessToken === true, ...after })
  return missing.length > 0 ? refuse('connection_incomplete', missing.join(', ')) : ok({ displayNumber: number.value })
}

/** What is filled in and asked at the end must be answerable: names and answers that differ, choices to choose from. */
function checkEnding({ closingFields, satisfaction }: ChannelInput): Result<null> {
  const wrong = problemOfFields(closingFields)
  if (wrong) return refuse('invalid_input', `closingFields.${wrong.place}.${wrong.what}`)
  const answers = satisfaction?.answers.map((answer) => answer.toLowerCase()) ?? []
  return new Set(answers).size < answers.length ? refuse('invalid_input', 'satisfaction.answers') : ok(null)
}

/** The break to show while agents dispose: only where there is something they must choose or fill in. */
export const pauseWhileDisposing = ({
  dispositionRequired,
  closingFields,
  dispositionReasonId,
}: Pick<ChannelInput, 'dispositionRequired' | 'closingFields' | 'dispositionReasonId'>): ReasonId | null =>
  dispositionRequired || closingFields.some(({ required }) => required) ? dispositionReasonId : null

function missingWhenActive(input: ChannelInput, kept: { accessToken: boolean; appSecrets: number }): string[] {
  const { phoneNumberId, businessAccountId } = input.connection
  return [
    ...(input.displayNumber === '' ? ['displayNumber'] : []),
    ...(phoneNumberId === '' ? ['connection.phoneNumberId'] : []),
    ...(businessAccountId === '' ? ['connection.businessAccountId'] : []),
    ...(!kept.accessToken && input.accessToken === null ? ['accessToken'] : []),
    ...(kept.appSecrets === 0 ? ['appSecret'] : []),
  ]
}

/** http or https, a host, perhaps a port and a path; no user name, query or fragment to smuggle anything in. */
const isServer = (url: string): boolean =>
  /^https?:\/\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?(\/[\w.~/-]*)?$/i.test(url)

type Check = z.infer<typeof ConnectionCheck>
type Stored = { hasAccessToken: boolean; appSecrets: number; phoneNumberId: string; businessAccountId: string }

/** What a test of the connection can say without asking the provider: what is not there at all. */
export function missingConnection(stored: Stored): Check[] {
  const lines: [missing: boolean, Check['check'], string][] = [
    [!stored.hasAccessToken, 'token', 'No access token is stored.'],
    [stored.phoneNumberId === '', 'number', 'No phone number ID is set.'],
    [stored.businessAccountId === '', 'account', 'No WhatsApp Business account ID is set.'],
    [stored.appSecrets === 0, 'webhook', 'No app secret is stored: every webhook would be refused.'],
  ]
  return lines.filter(([missing]) => missing).map(([, check, detail]) => ({ check, ok: false, detail }))
}
