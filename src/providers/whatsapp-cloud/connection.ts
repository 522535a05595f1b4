import type { z } from 'zod'
import type { Connection, ConnectionCheck, Fetcher } from '../provider.ts'
import { type Answer, call, problemOfSettings } from './call.ts'
import { knownCode } from './errors.ts'
import { failureOfAnswer, successOf } from './send.ts'
import { ErrorAnswer, NumberAnswer, NumberPage, SubscribedApps } from './wire.ts'

/** An account has 20 numbers at most unless Meta raised that. */
const numbersPerPage = 100
const maxNumberPages = 10

const numberFields = 'id,display_phone_number,verified_name,status,quality_rating,health_status'

type Asker = (path: readonly string[], query?: Readonly<Record<string, string>>) => Promise<Answer>

/**
 * Can this channel work, and if not, what is to be done? In the order in which things are set up; what a failed check
 * makes pointless is not asked. Reads only: nothing is sent to anybody, and the token appears in no address.
 */
export async function testConnection(
  connection: Connection,
  fetcher: Fetcher,
  timeoutMs: number,
): Promise<ConnectionCheck[]> {
  const ask: Asker = (path, query = {}) => call({ method: 'GET', path, query, timeoutMs }, connection, fetcher)

  const settings = problemOfSettings(connection)
  if (settings !== null) {
    return [bad(settings.code === 'access_token' ? 'token' : 'server', `${settings.title}. ${settings.detail}`)]
  }
  const number = await ask([connection.line], { fields: numberFields })
  const server = serverCheck(number, connection)
  if (!server.ok) return [server]
  const token = tokenCheck(number)
  if (!token.ok) return [server, token]

  const account = await askForNumbers(ask, connection)
  const apps = await ask([connection.account, 'subscribed_apps'])
  return [
    server,
    token,
    permissionCheck([number, account.answer, apps]),
    numberCheck(number, connection),
    accountCheck(account, connection),
    webhookCheck(apps, connection),
  ]
}

function serverCheck(answer: Answer, { baseUrl, version }: Connection): ConnectionCheck {
  const failed = answer.type !== 'answered' || !isFromGraph(answer)
  if (!failed) return good('server', `${baseUrl} answers.`)
  const { title, detail } = failureOfAnswer(answer)
  return bad(
    'server',
    `${sentences(title, detail)} Check the server address (${baseUrl}) and the version (${version}).`,
  )
}

/** Whoever answers in another form is not the Graph API. Passing trouble of the real one counts as not answering. */
function isFromGraph(answer: Extract<Answer, { type: 'answered' }>): boolean {
  return successOf(answer, NumberAnswer) !== null || errorCodeOf(answer) !== null
}

function tokenCheck(answer: Answer): ConnectionCheck {
  const code = errorCodeOf(answer)
  if (code !== '190' && code !== '0') return good('token', 'Meta accepts the access token.')
  const { detail } = failureOfAnswer(answer)
  return bad(
    'token',
    `${sentences('Meta does not accept the access token', detail)} Create a new one for the system user and enter it here.`,
  )
}

function permissionCheck(answers: readonly Answer[]): ConnectionCheck {
  const refused = answers.some((answer) => permissionCodes.test(errorCodeOf(answer) ?? ''))
  if (!refused) return good('permissions', 'The token may read the number and the account.')
  return bad(
    'permissions',
    'The token may not read everything. Give the system user the WhatsApp account with full control, and create the token with whatsapp_business_messaging and whatsapp_business_management.',
  )
}

const permissionCodes = /^(3|10|2\d\d|131005)$/

function numberCheck(answer: Answer, { line }: Connection): ConnectionCheck {
  const number = successOf(answer, NumberAnswer)
  if (number === null) {
    const problem = sentences(`Meta does not show the number ${line}`, failureOfAnswer(answer).detail)
    return bad('number', `${problem} Check the phone number id: it is not the phone number itself.`)
  }
  const name = `${number.display_phone_number ?? line}${number.verified_name ? ` (${number.verified_name})` : ''}`
  const trouble = healthTrouble(number)
  if (trouble !== null) return bad('number', `${name} cannot send: ${trouble}`)
  if (number.status !== undefined && number.status !== 'CONNECTED') {
    return bad('number', `${name} is ${number.status.toLowerCase()}. Finish its registration in WhatsApp Manager.`)
  }
  const quality = number.quality_rating ? ` Its quality is ${number.quality_rating.toLowerCase()}.` : ''
  return good('number', `${name} is connected.${quality}`)
}

/** Why Meta lets the number not send, in Meta's words, or null when it may. */
function healthTrouble({ health_status: health }: z.infer<typeof NumberAnswer>): string | null {
  if (health?.can_send_message !== 'BLOCKED') return null
  const reasons = health.entities
    .flatMap(({ errors }) => errors)
    .map(({ error_description, possible_solution }) => sentences(error_description ?? '', possible_solution ?? ''))
  return reasons.join(' ') || 'Meta blocks it. WhatsApp Manager shows why.'
}

async function askForNumbers(ask: Asker, { account, line }: Connection): Promise<{ found: boolean; answer: Answer }> {
  let query: Record<string, string> = { fields: 'id', limit: String(numbersPerPage) }
  for (let pages = 1; ; pages++) {
    const answer = await ask([account, 'phone_numbers'], query)
    const page = successOf(answer, NumberPage)
    const found = page?.data.some(({ id }) => id === line) ?? false
    const after = page?.paging?.next === undefined ? undefined : page.paging.cursors?.after
    if (found || after === undefined || pages === maxNumberPages) return { found, answer }
    query = { ...query, after }
  }
}

function accountCheck({ found, answer }: { found: boolean; answer: Answer }, connection: Connection): ConnectionCheck {
  const { account, line } = connection
  if (found) return good('account', `The number belongs to the account ${account}.`)
  if (successOf(answer, NumberPage) !== null) {
    return bad(
      'account',
      `The account ${account} has no number with the id ${line}. Take both ids from the same account.`,
    )
  }
  const problem = sentences(`Meta does not show the account ${account}`, failureOfAnswer(answer).detail)
  return bad('account', `${problem} Check the WhatsApp Business account id and that the system user has this account.`)
}

function webhookCheck(answer: Answer, { account, appId }: Connection): ConnectionCheck {
  const apps = successOf(answer, SubscribedApps)
  if (apps === null) {
    return bad('webhook', `${sentences('Meta does not show the subscribed apps', failureOfAnswer(answer).detail)}`)
  }
  const ids = apps.data.flatMap(({ whatsapp_business_api_data: app }) => app?.id ?? [])
  if (appId === null ? ids.length > 0 : ids.includes(appId)) {
    return good('webhook', `${appId === null ? 'An app' : 'The app'} is subscribed to the account.`)
  }
  return bad(
    'webhook',
    `${appId === null ? 'No app' : `The app ${appId}`} is subscribed to the account ${account}, so messages do not arrive. Set the webhook in the app, or send a POST to /${account}/subscribed_apps with the token.`,
  )
}

function errorCodeOf(answer: Answer): string | null {
  const error = answer.type === 'answered' && answer.status >= 400 ? ErrorAnswer.safeParse(answer.json) : null
  const code = error?.data?.error.code ?? null
  // "Temporary failure" and the like say nothing about the settings.
  return code !== null && knownCode(code)?.class === 'reconcile' ? null : code
}

/** Both texts as sentences, each with one full stop. */
function sentences(...texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => `${text.replace(/[.\s]+$/, '')}.`)
    .join(' ')
}

const good = (check: ConnectionCheck['check'], detail: string): ConnectionCheck => ({ check, ok: true, detail })
const bad = (check: ConnectionCheck['check'], detail: string): ConnectionCheck => ({ check, ok: false, detail })
