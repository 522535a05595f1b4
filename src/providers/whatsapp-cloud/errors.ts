import type { Failure, SendOutcome } from '../provider.ts'
import type { GraphError, WireError } from './wire.ts'

/**
 * What a refusal means for us (Meta: error codes). `retry`: refused before anything was sent. `reconcile`: passing
 * trouble, but it may have gone out. `wait`: a limit of days or a policy. `never`: not as it is. `configuration`:
 * credentials or the account.
 */
export type ErrorClass = 'retry' | 'reconcile' | 'wait' | 'never' | 'configuration'

/** An invalid or expired paging cursor: begin the list again. */
export const cursorCode = '131059'

/** What we know about a code; nothing for one that is not in Meta's list. */
export function knownCode(code: string): { class: ErrorClass; title: string } | undefined {
  const known = codes.get(code) ?? (isPermissionCode(code) ? permission : undefined)
  return known === undefined ? undefined : { class: known[0], title: known[1] }
}

/** Trouble reported inside a webhook, in our words. The list may be empty. */
export function failureOf(errors: readonly WireError[]): Failure {
  const [first] = errors
  const code = first?.code ?? 'unknown'
  return {
    code,
    title: knownCode(code)?.title ?? first?.title ?? 'Failed without a reason',
    detail: shorten(first?.error_data?.details ?? first?.message ?? first?.title ?? ''),
  }
}

/** Errors beside a message as one line for a person, or null when there are none. */
export function describeErrors(errors: readonly WireError[]): string | null {
  const lines = errors.map((error) => {
    const { code, title, detail } = failureOf([error])
    return `${title}${detail === '' || detail === title ? '' : `: ${detail}`} (${code})`
  })
  return lines.length === 0 ? null : shorten(lines.join('; '))
}

/** How grave a refusal of this kind is for the administrator of a channel. */
export function severityOf(code: string | undefined): 'warning' | 'critical' {
  return code !== undefined && knownCode(code)?.class === 'configuration' ? 'critical' : 'warning'
}

/** Is it the configuration or the account that is in the way, and not the message (A11, class C)? */
export const stopsChannel = ({ code }: Failure): boolean => knownCode(code)?.class === 'configuration'

/** The outcome that an error answer of the Graph API stands for. */
export function outcomeOfError(status: number, error: GraphError): Exclude<SendOutcome, { type: 'accepted' }> {
  const code = error.code ?? `http_${status}`
  const known = knownCode(code)
  const failure = {
    code,
    title: known?.title ?? 'Refused by Meta with a code that is not documented',
    detail: shorten(error.error_data?.details ?? error.error_user_msg ?? error.message ?? ''),
  }
  const kind = known?.class ?? (status >= 500 ? 'reconcile' : 'never')
  // What is documented as refused before sending stays so; of anything else, "transient" means it may have gone out.
  if (error.is_transient === true && kind !== 'retry') return { type: 'unknown', failure }
  return outcomeOfClass(kind, failure)
}

/** The outcome of an answer that is not Meta's JSON: a proxy's page, a broken body, a redirect. */
export function outcomeOfStatus(status: number): Exclude<SendOutcome, { type: 'accepted' }> {
  const code = `http_${status}`
  if (status >= 300 && status < 400) {
    const detail = 'The server points to another address. We do not follow it, because the access token would go along.'
    return { type: 'misconfigured', failure: { code, title: 'Redirected', detail } }
  }
  const failure = { code, title: `HTTP ${status} without a readable answer`, detail: '' }
  if (status === 429) return { type: 'retry', failure, scope: 'channel' }
  if (wrongAddressStatuses.has(status)) return { type: 'misconfigured', failure }
  return status >= 400 && status < 500 && status !== 408 ? { type: 'rejected', failure } : { type: 'unknown', failure }
}

/** Meta explains these with a code. Without one, somebody else answers under the server address that was set. */
const wrongAddressStatuses: ReadonlySet<number> = new Set([401, 403, 404, 407])

function outcomeOfClass(kind: ErrorClass, failure: Failure): Exclude<SendOutcome, { type: 'accepted' }> {
  switch (kind) {
    case 'retry':
      return { type: 'retry', failure, scope: retryScopes.get(failure.code) ?? 'message' }
    case 'reconcile':
      return { type: 'unknown', failure }
    case 'wait':
    case 'never':
      return { type: 'rejected', failure }
    case 'configuration':
      return { type: 'misconfigured', failure }
  }
}

/** Who has to slow down: only what is written to this contact, or all that leaves this number. */
const retryScopes: ReadonlyMap<string, 'pair' | 'channel'> = new Map([
  ['131056', 'pair'],
  ['130429', 'channel'],
  ['4', 'channel'],
  ['80007', 'channel'],
])

/** Texts from outside go into a database and onto a screen: this much of them says enough. */
const maxDetailLength = 1_000

const shorten = (text: string): string => (text.length > maxDetailLength ? `${text.slice(0, maxDetailLength)}…` : text)

const isPermissionCode = (code: string): boolean => /^2\d\d$/.test(code)
const permission = ['configuration', 'Permission missing'] as const

const codes: ReadonlyMap<string, readonly [ErrorClass, string]> = new Map<string, readonly [ErrorClass, string]>([
  // The Graph API itself.
  ['0', ['configuration', 'Access token invalid or expired']],
  ['190', ['configuration', 'Access token invalid or expired']],
  ['1', ['reconcile', 'Unknown failure at Meta']],
  ['2', ['reconcile', 'Temporary failure at Meta']],
  ['3', ['configuration', 'Permission or capability missing']],
  ['4', ['retry', 'App rate limit reached']],
  ['10', permission],
  ['33', ['configuration', 'Business number deleted or missing']],
  ['100', ['never', 'Invalid parameter']],
  ['368', ['configuration', 'Blocked for a policy violation']],
  ['613', ['wait', 'Call permission lookups limited']],
  ['803', ['never', 'Object not found']],
  ['80007', ['retry', 'Business account rate limit reached']],
  ['2494100', ['reconcile', 'Under maintenance']],

  // Messages.
  ['130403', ['never', 'You blocked this contact']],
  ['130429', ['retry', 'Throughput of the number exceeded']],
  ['130472', ['never', 'Contact is part of an experiment, marketing message not sent']],
  ['130497', ['never', 'Restricted from messaging this country']],
  ['131000', ['reconcile', 'Something went wrong at Meta']],
  ['131005', ['configuration', 'Access denied, permission missing']],
  ['131008', ['never', 'Required parameter missing']],
  ['131009', ['never', 'Parameter value not valid']],
  ['131016', ['reconcile', 'Service unavailable']],
  ['131020', ['never', 'Group has a single member']],
  ['131021', ['never', 'Recipient is the sender']],
  ['131026', ['never', 'Message undeliverable']],
  ['131030', ['never', 'Recipient not in the allowed list of a test number']],
  ['131031', ['configuration', 'Account locked']],
  ['131035', ['never', 'Not kept any longer']],
  ['131037', ['configuration', 'Display name not approved']],
  ['131041', ['never', 'Group unknown']],
  ['131042', ['configuration', 'Payment problem']],
  ['131044', ['configuration', 'Payment problem']],
  ['131045', ['configuration', 'Number not registered correctly']],
  ['131047', ['never', 'More than 24 hours since the contact wrote']],
  ['131048', ['wait', 'Restricted for spam']],
  ['131049', ['wait', 'Not delivered to keep the contact from too much marketing']],
  ['131050', ['never', 'Contact stopped marketing messages']],
  ['131051', ['never', 'Message type not supported']],
  ['131052', ['never', 'File from the contact could not be downloaded']],
  ['131053', ['never', 'File could not be uploaded, or its type is not allowed']],
  ['131055', ['never', 'Only marketing templates here']],
  ['131056', ['retry', 'Too many messages to this contact']],
  ['131057', ['reconcile', 'Number under maintenance']],
  [cursorCode, ['never', 'Paging cursor invalid or expired']],
  ['131060', ['never', 'Message not available']],
  ['131062', ['never', 'Template needs a phone number']],
  ['131063', ['never', 'Marketing messages switched off on this interface']],
  ['131064', ['wait', 'Messaging limit reached through template misclassification']],
  ['135000', ['never', 'Parameter not valid']],
  ['137000', ['never', 'Identity of the contact changed']],

  // Groups.
  ['131201', ['never', 'Group message sent to some members only']],
  ['131202', ['never', 'Group request repeated']],
  ['131203', ['never', 'Too many groups']],
  ['131204', ['never', 'Group suspended']],
  ['131207', ['never', 'Group picture not valid']],
  ['131208', ['wait', 'Group rate limit reached']],
  ['131209', ['never', 'Group picture not valid']],
  ['131210', ['never', 'Group creation limited']],
  ['131211', ['never', 'Not a member of the group']],
  ['131212', ['never', 'Join request gone']],
  ['131213', ['never', 'Group creation switched off']],
  ['131214', ['never', 'Not eligible for groups']],
  ['131215', ['never', 'Not eligible for groups']],

  // Templates.
  ['132000', ['never', 'Number of template values does not fit']],
  ['132001', ['never', 'Template missing in this language']],
  ['132005', ['never', 'Template text too long when filled in']],
  ['132007', ['never', 'Template breaks a policy']],
  ['132008', ['never', 'Template value not allowed']],
  ['132012', ['never', 'Template value has the wrong format']],
  ['132015', ['never', 'Template paused']],
  ['132016', ['never', 'Template disabled']],
  ['132018', ['never', 'Template value not valid']],
  ['132068', ['never', 'Flow blocked']],
  ['132069', ['wait', 'Flow throttled']],
  ['134011', ['configuration', 'Payment terms not accepted']],
  ['134100', ['never', 'Only marketing templates here']],
  ['134101', ['retry', 'Template still being prepared']],
  ['134102', ['never', 'Template not available here']],
  ['200005', ['never', 'Template insights not available']],
  ['200006', ['never', 'Template insights not available']],
  ['200007', ['never', 'Template insights not available']],
  ['2388019', ['never', 'Too many templates']],
  ['2388040', ['never', 'Template field too long']],
  ['2388047', ['never', 'Template header not valid']],
  ['2388072', ['never', 'Template body not valid']],
  ['2388073', ['never', 'Template footer not valid']],
  ['2388293', ['never', 'Too many fill points for the length of the template']],
  ['2388299', ['never', 'Template begins or ends with a fill point']],

  // Numbers: registration, PIN, migration, usernames, the phone app.
  ['133000', ['configuration', 'Earlier deregistration did not finish']],
  ['133004', ['reconcile', 'Server unavailable']],
  ['133005', ['configuration', 'Two-step PIN wrong']],
  ['133006', ['configuration', 'Number must be verified again']],
  ['133008', ['configuration', 'Too many PIN attempts']],
  ['133009', ['configuration', 'PIN attempts too fast']],
  ['133010', ['configuration', 'Number not registered']],
  ['133015', ['configuration', 'Number was deregistered a moment ago']],
  ['133016', ['wait', 'Registered too often, locked for 72 hours']],
  ['136024', ['never', 'Number already verified']],
  ['147001', ['never', 'Username not available']],
  ['147002', ['never', 'Account not eligible for a username']],
  ['147003', ['never', 'Facebook account not linked']],
  ['147004', ['never', 'Instagram account not linked']],
  ['147005', ['never', 'Username must be transferred']],
  ['2388001', ['configuration', 'Number migration failed']],
  ['2388012', ['configuration', 'Number migration failed']],
  ['2388091', ['configuration', 'Number migration failed']],
  ['2388093', ['configuration', 'Number migration failed']],
  ['2388103', ['configuration', 'Number migration failed']],
  ['2593107', ['never', 'Synchronised too often']],
  ['2593108', ['never', 'Synchronisation asked for too late']],
  ['2593109', ['never', 'Sharing of the history declined']],

  // Calls, flows, block list: we make none of these calls; nothing here is ever repeated.
  ['138000', ['never', 'Calls not switched on']],
  ['138001', ['never', 'Contact cannot be called']],
  ['138002', ['never', 'Too many calls at once']],
  ['138003', ['never', 'Already in a call']],
  ['138004', ['never', 'Call could not be connected']],
  ['138005', ['wait', 'Call rate limit reached']],
  ['138006', ['never', 'No permission to call']],
  ['138007', ['never', 'Call not answered in time']],
  ['138009', ['wait', 'Too many requests for permission to call']],
  ['138012', ['wait', 'Calls of the day used up']],
  ['138013', ['wait', 'Call permission lookups limited']],
  ['138018', ['never', 'Calls not possible yet']],
  ['139000', ['never', 'Flow blocked']],
  ['139001', ['never', 'Flow could not be changed']],
  ['139002', ['never', 'Flow could not be published']],
  ['139003', ['never', 'Flow could not be deprecated']],
  ['139004', ['never', 'Flow could not be deleted']],
  ['139100', ['never', 'Some contacts could not be blocked']],
  ['139101', ['never', 'Block list full']],
  ['139102', ['never', 'Block list changed at the same time']],
  ['139103', ['never', 'Block list failed at Meta']],
])
