import { type JsonObject, withoutGaps } from './json.ts'

/** A refused request: Meta's HTTP status and `error` object, still without its trace id. */
export type GraphError = { status: number; code: number; error: JsonObject }

/** One `errors[]` item of a failed status or of a message that cannot be shown. */
export type StatusError = {
  code: number
  title: string
  message: string
  error_data: { details: string }
  href: string
}

const ERROR_PAGE = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

/** Code, HTTP status, Meta's title. Meta: error codes; where Meta names no status it is 400. */
const TABLE: readonly (readonly [code: number, status: number, title: string])[] = [
  [0, 401, 'AuthException'],
  [1, 400, 'API Unknown'],
  [2, 503, 'API Service'],
  [3, 500, 'API Method'],
  [4, 400, 'API Too Many Calls'],
  [10, 403, 'Permission Denied'],
  [33, 400, 'Parameter value is not valid'],
  [100, 400, 'Invalid parameter'],
  [190, 401, 'Invalid OAuth access token'],
  [200, 403, 'API Permission'],
  [299, 403, 'API Permission'],
  [368, 403, 'Temporarily blocked for policies violations'],
  [613, 400, 'Calls to this API have exceeded the rate limit'],
  [803, 400, 'Some of the aliases you requested do not exist'],
  [2200, 400, 'Callback verification failed'],
  [80007, 400, 'Rate limit issues'],
  [130403, 400, 'You blocked this user'],
  [130429, 400, 'Rate limit hit'],
  [130472, 400, "User's number is part of an experiment"],
  [130497, 403, 'Business account is restricted from messaging users in this country'],
  [131000, 500, 'Something went wrong'],
  [131005, 403, 'Access denied'],
  [131008, 400, 'Required parameter is missing'],
  [131009, 400, 'Parameter value is not valid'],
  [131016, 500, 'Service unavailable'],
  [131020, 400, 'Group has a single member'],
  [131021, 400, 'Recipient cannot be sender'],
  [131026, 400, 'Message undeliverable'],
  [131030, 400, 'Recipient phone number not in allowed list'],
  [131031, 403, 'Account has been locked'],
  [131035, 400, 'Message retention expired'],
  [131037, 400, 'Display name needs approval'],
  [131041, 400, 'Unknown group'],
  [131042, 400, 'Business eligibility payment issue'],
  [131044, 400, 'Payment method missing'],
  [131045, 500, 'Incorrect certificate'],
  [131047, 400, 'Re-engagement message'],
  [131048, 400, 'Spam rate limit hit'],
  [131049, 400, 'This message was not delivered to maintain healthy ecosystem engagement'],
  [131050, 400, 'User has stopped receiving marketing messages'],
  [131051, 400, 'Unsupported message type'],
  [131052, 400, 'Media download error'],
  [131053, 400, 'Media upload error'],
  [131055, 400, 'Only marketing templates'],
  [131056, 400, '(Business Account, Consumer Account) pair rate limit hit'],
  [131057, 500, 'Account in maintenance mode'],
  [131059, 400, 'Paging cursor is not valid or has expired'],
  [131060, 400, 'This message is unavailable'],
  [131062, 400, 'Recipient user id is not allowed for this template'],
  [131063, 400, 'Marketing is disabled on Cloud API'],
  [131064, 400, 'Messaging limit reached through template misclassification'],
  [131201, 400, 'Group: partial success'],
  [131202, 400, 'Group: duplicate'],
  [131203, 400, 'Group: over the limit'],
  [131204, 400, 'Group: suspended'],
  [131207, 400, 'Group: not active'],
  [131208, 400, 'Group: rate limit hit'],
  [131209, 400, 'Group: picture ratio'],
  [131210, 400, 'Group: picture size'],
  [131211, 400, 'Group: creation limit'],
  [131212, 400, 'Group: not a participant'],
  [131213, 400, 'Group: join request gone'],
  [131214, 400, 'Group: creation disabled'],
  [131215, 400, 'Group: not eligible'],
  [132000, 400, 'Number of parameters does not match the expected number of params'],
  [132001, 404, 'Template name does not exist in the translation'],
  [132005, 400, 'Translated text too long'],
  [132007, 400, 'Template format character policy violated'],
  [132008, 400, 'Template parameter value is not valid'],
  [132012, 400, 'Parameter format does not match format in the created template'],
  [132015, 400, 'Template is paused'],
  [132016, 400, 'Template is disabled'],
  [132018, 400, 'There was an issue with the parameters in the template'],
  [132068, 400, 'Flow is blocked'],
  [132069, 400, 'Flow is throttled'],
  [133000, 400, 'Incomplete deregistration'],
  [133004, 503, 'Server temporarily unavailable'],
  [133005, 400, 'Two step verification PIN mismatch'],
  [133006, 400, 'Phone number re-verification needed'],
  [133008, 400, 'Too many two step verification PIN guesses'],
  [133009, 400, 'Two step verification PIN guessed too fast'],
  [133010, 400, 'Phone number not registered'],
  [133015, 400, 'Please wait a few minutes before attempting to register this phone number'],
  [133016, 400, 'Account register deregister rate limit exceeded'],
  [134011, 400, 'Payments terms of service have not been accepted'],
  [134100, 400, 'Only marketing messages are supported'],
  [134101, 400, 'Template is still being synchronised'],
  [134102, 400, 'Marketing messages are not available'],
  [135000, 400, 'Generic user error'],
  [136024, 400, 'Number is already verified'],
  [137000, 400, 'Recipient identity key hash mismatch'],
  [138000, 400, 'Calling is not enabled'],
  [138001, 400, 'Receiver uncallable'],
  [138002, 400, 'Concurrent calls limit'],
  [138003, 400, 'Duplicate call'],
  [138004, 400, 'Connection error'],
  [138005, 400, 'Call rate limit exceeded'],
  [138006, 400, 'No approved call permission'],
  [138007, 400, 'Connection timeout'],
  [138009, 400, 'Call permission request limit hit'],
  [138012, 400, 'Daily business-initiated call limit hit'],
  [138013, 400, 'Call permission lookup rate limit hit'],
  [138018, 400, 'Calling prerequisites are not met'],
  [139000, 400, 'Flow cannot be created'],
  [139001, 400, 'Flow cannot be updated'],
  [139002, 400, 'Flow cannot be published'],
  [139003, 400, 'Flow cannot be deprecated'],
  [139004, 400, 'Flow cannot be deleted'],
  [139100, 400, 'Some users could not be blocked'],
  [139101, 400, 'Block list limit reached'],
  [139102, 400, 'Block list is being updated'],
  [139103, 400, 'Block list internal trouble'],
  [147001, 400, 'Username is not available'],
  [147002, 400, 'Account is not eligible for a username'],
  [147003, 400, 'Facebook account is not linked'],
  [147004, 400, 'Instagram account is not linked'],
  [147005, 400, 'Username transfer is required'],
  [2494100, 400, 'Account is in maintenance'],
  [2593107, 400, 'Synchronisation limit reached'],
  [2593108, 400, 'Synchronisation requested too late'],
  [2593109, 400, 'History sharing was declined'],
]

const byCode = new Map(TABLE.map(([code, status, title]) => [code, { status, title }]))

/** Every code the simulator can answer with, for the list "fail the next send with". */
export const KNOWN_CODES: readonly { code: number; status: number; title: string }[] = TABLE.map(
  ([code, status, title]) => ({ code, status, title }),
)

export const isKnownCode = (code: number): boolean => byCode.has(code)

/** Meta's refusal of a request. Throws on a code that is not in the table: that would be a mistake of ours. */
export function graphError(code: number, details: string, subcode?: number): GraphError {
  const { status, title } = known(code)
  const error = withoutGaps({
    message: `(#${code}) ${title}`,
    type: 'OAuthException',
    code,
    error_subcode: subcode,
    is_transient: code === 2 ? true : undefined,
    error_data: { messaging_product: 'whatsapp', details },
  })
  return { status, code, error }
}

/** Code 100, subcode 33: a node that is not there, or not visible with this token. Meta words both the same. */
export function unknownObject(id: string, method: string): GraphError {
  const message = `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`
  const error = {
    message,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
    error_data: { messaging_product: 'whatsapp', details: message },
  }
  return { status: 400, code: 100, error }
}

/** The same trouble as an item of `errors[]` in a webhook. */
export function statusError(code: number, details: string): StatusError {
  const { title } = known(code)
  return { code, title, message: title, error_data: { details }, href: ERROR_PAGE }
}

/** A sentence for the code when nothing more is known about the case. */
export const titleOf = (code: number): string => known(code).title

function known(code: number): { status: number; title: string } {
  const entry = byCode.get(code)
  if (!entry) throw new Error(`Code ${code} is not in the table`)
  return entry
}
