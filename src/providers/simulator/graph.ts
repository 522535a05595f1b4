import { badParameter, needWebAddress } from './checks.ts'
import { type GraphError, graphError, unknownObject } from './errors.ts'
import { accountNode, debugToken, type Fields, listNumbers, numberNode } from './graph-nodes.ts'
import { isObject, type Json, type JsonObject, readJson } from './json.ts'
import { type StoredMedia, uploadTrouble } from './media.ts'
import { mediaAddress } from './media-address.ts'
import { type GraphAnswer, refused, send } from './send.ts'
import type { Simulator } from './simulator.ts'
import { checkUpload } from './strict.ts'
import { listTemplates, type Template, templateView } from './templates.ts'
import { accountOf, type BusinessNumber } from './world.ts'

/** A call of the Graph API, taken off HTTP. */
export type GraphCall = {
  method: 'GET' | 'POST' | 'DELETE'
  version: string
  /** The path behind the version: a node, and perhaps an edge of it. */
  segments: readonly string[]
  query: Readonly<Record<string, string>>
  token: string | null
  body: GraphBody
  /** Where the caller reached us, prefix included: media addresses and page links begin with it. */
  address: string
}

export type GraphBody =
  | { type: 'none' }
  | { type: 'text'; text: string }
  | { type: 'form'; fields: Record<string, string>; file: { fileName: string; mimeType: string; bytes: Buffer } | null }

/** A caller who proved who they are: their token, and one of the numbers it opens. */
type Caller = { token: string; number: BusinessNumber }

const MAX_OVERRIDE_URL = 200

/** Answer one call as Meta would. Never throws for anything a caller can do. */
export async function answerGraph(simulator: Simulator, call: GraphCall): Promise<GraphAnswer> {
  if (!/^v\d{1,2}\.\d{1,2}$/.test(call.version))
    return refused(badParameter(`Unknown path components: /${call.version}`))
  if ('date_format' in call.query) return refused(badParameter('Param date_format is no longer supported.'))
  const caller = authenticate(simulator, call.token)
  if ('error' in caller) return refused(caller)
  // Only from a caller with a token: an address out of a stranger's Host header would end up in webhooks.
  simulator.address.url ??= call.address
  if (call.segments[0] === 'debug_token') return ok(debugToken(simulator.world, call.query.input_token ?? ''), 'token')
  const answer = await answerNode(simulator, call, caller)
  return answer ?? refused(unknownObject(call.segments.join('/'), call.method))
}

/** Meta: 190 for a token that is unknown, with subcode 463 when expired and 467 when withdrawn. */
function authenticate({ world }: Simulator, token: string | null): Caller | GraphError {
  if (token === null || token === '') return graphError(190, 'An access token is required to request this resource.')
  const [first] = world.numbersByToken.get(token) ?? []
  const number = first === undefined ? undefined : world.numbers.get(first)
  if (!number) return graphError(190, 'Invalid OAuth access token - Cannot parse access token')
  if (number.tokenState === 'expired')
    return graphError(190, 'Error validating access token: Session has expired.', 463)
  if (number.tokenState === 'invalid')
    return graphError(190, 'Error validating access token: The session is invalid.', 467)
  return { token, number }
}

/** The node a path names, if the caller's token opens it; null when there is no such thing to them. */
async function answerNode(simulator: Simulator, call: GraphCall, caller: Caller): Promise<GraphAnswer | null> {
  const { world, media } = simulator
  const [id = '', edge, ...more] = call.segments
  if (more.length > 0) return null
  const number = world.numbers.get(id)
  if (number) return number.accessToken === caller.token ? answerNumber(simulator, call, number, edge) : null
  const opened = openedNumbers(simulator, caller)
  if (opened.some(({ wabaId }) => wabaId === id)) return answerAccount(simulator, call, id, edge)
  const file = media.find(id)
  if (file && edge === undefined)
    return opened.some(({ wabaId }) => wabaId === file.owner) ? answerFile(simulator, call, file) : null
  return edge === undefined && call.method === 'GET' ? answerTemplate(simulator, call, opened) : null
}

const openedNumbers = ({ world }: Simulator, { token }: Caller): BusinessNumber[] =>
  [...(world.numbersByToken.get(token) ?? [])]
    .map((id) => world.numbers.get(id))
    .filter((number) => number !== undefined)

async function answerNumber(
  simulator: Simulator,
  call: GraphCall,
  number: BusinessNumber,
  edge: string | undefined,
): Promise<GraphAnswer | null> {
  switch (`${call.method} ${edge ?? ''}`) {
    case 'POST messages': {
      const body = bodyJson(call.body)
      return body === undefined
        ? refused(badParameter('The request body is not valid JSON.'))
        : send(simulator, number, body)
    }
    case 'POST media':
      return upload(simulator, number, call.body)
    case 'GET ':
      return fields(numberNode(simulator.world, number, call.query.fields))
    case 'POST ':
      return configureNumber(simulator, number, bodyJson(call.body))
    default:
      return null
  }
}

async function answerAccount(
  simulator: Simulator,
  call: GraphCall,
  wabaId: string,
  edge: string | undefined,
): Promise<GraphAnswer | null> {
  const { world } = simulator
  switch (`${call.method} ${edge ?? ''}`) {
    case 'GET ':
      return fields(accountNode(world, wabaId, call.query.fields))
    case 'GET phone_numbers':
      return fields(listNumbers(world, wabaId, call.query.fields))
    case 'GET message_templates':
      return templates(simulator, call, wabaId)
    case 'GET subscribed_apps':
      return ok(subscribedApps(simulator, wabaId), 'subscribed apps')
    case 'POST subscribed_apps':
      return subscribe(simulator, wabaId, bodyJson(call.body))
    case 'DELETE subscribed_apps':
      accountOf(world, wabaId).subscribed = false
      return ok({ success: true }, 'unsubscribed')
    default:
      return null
  }
}

const ok = (body: JsonObject, result: string): GraphAnswer => ({ status: 200, body, result })

const fields = (answer: Fields): GraphAnswer => ('error' in answer ? refused(answer) : ok(answer.node, 'fields'))

/** The JSON of a body: an empty one is `{}`, and a form is an object of texts. Undefined when it is no JSON. */
function bodyJson(body: GraphBody): Json | undefined {
  if (body.type === 'none') return {}
  if (body.type === 'form') return { ...body.fields }
  return body.text.trim() === '' ? {} : readJson(body.text)
}

async function upload({ world, media }: Simulator, number: BusinessNumber, body: GraphBody): Promise<GraphAnswer> {
  const { fields, file } = body.type === 'form' ? body : { fields: {}, file: null }
  const checked = checkUpload(fields, file)
  if ('error' in checked) return refused(checked)
  const trouble = uploadTrouble(checked.mimeType, file!.bytes)
  if (trouble) return refused(graphError(131053, trouble))
  const stored = await media.put({
    id: world.ids.numeric(),
    owner: number.wabaId,
    mimeType: checked.mimeType,
    fileName: file!.fileName,
    bytes: file!.bytes,
    origin: 'upload',
  })
  return ok({ id: stored.id }, `stored as ${stored.id}`)
}

async function answerFile(simulator: Simulator, call: GraphCall, file: StoredMedia): Promise<GraphAnswer | null> {
  if (call.method === 'DELETE') {
    await simulator.media.remove(file.id)
    return ok({ success: true }, 'deleted')
  }
  const forNumber = call.query.phone_number_id
  if (
    call.method !== 'GET' ||
    (forNumber !== undefined && simulator.world.numbers.get(forNumber)?.wabaId !== file.owner)
  )
    return null
  const url = mediaAddress({ address: call.address, key: simulator.addressKey, now: simulator.clock.now() }, file)
  return ok(
    {
      messaging_product: 'whatsapp',
      url,
      mime_type: file.mimeType,
      sha256: file.sha256,
      file_size: file.size,
      id: file.id,
    },
    'address for 5 minutes',
  )
}

function templates({ world }: Simulator, call: GraphCall, wabaId: string): GraphAnswer {
  const page = listTemplates([...accountOf(world, wabaId).templates.values()], call.query)
  if ('error' in page) return refused(page)
  if (!page.cursors) return ok({ data: [] }, 'no templates')
  const next = new URLSearchParams({ ...call.query, after: page.cursors.after })
  for (const key of ['before', 'access_token']) next.delete(key)
  const link = page.more ? { next: `${call.address}/graph/${call.version}/${wabaId}/message_templates?${next}` } : {}
  return ok(
    { data: page.data, paging: { cursors: page.cursors, ...link } },
    `${page.data.length} templates${page.more ? ', more follow' : ''}`,
  )
}

function answerTemplate({ world }: Simulator, call: GraphCall, opened: readonly BusinessNumber[]): GraphAnswer | null {
  const accounts = new Set(opened.map(({ wabaId }) => wabaId))
  for (const wabaId of accounts) {
    const template = findById(accountOf(world, wabaId).templates, call.segments[0]!)
    if (template) return ok(templateView(template, call.query.fields?.split(',')), 'template')
  }
  return null
}

function findById(templates: ReadonlyMap<string, Template>, id: string): Template | undefined {
  for (const template of templates.values()) if (template.id === id) return template
  return undefined
}

function subscribedApps({ world }: Simulator, wabaId: string): JsonObject {
  const account = accountOf(world, wabaId)
  const appIds = [
    ...new Set([...world.numbers.values()].filter((number) => number.wabaId === wabaId).map(({ appId }) => appId)),
  ]
  const override = account.overrideCallbackUrl === null ? {} : { override_callback_uri: account.overrideCallbackUrl }
  const data = appIds.map((id) => ({
    whatsapp_business_api_data: { id, link: `https://www.facebook.com/games/?app_id=${id}`, name: 'Switchboard' },
    ...override,
  }))
  return { data: account.subscribed ? data : [] }
}

/** Meta: an empty call subscribes and clears the override; an override is verified with the handshake at once. */
async function subscribe(simulator: Simulator, wabaId: string, body: Json | undefined): Promise<GraphAnswer> {
  if (!isObject(body)) return refused(badParameter('The request body is not valid JSON.'))
  const account = accountOf(simulator.world, wabaId)
  const wrong = await overrideTrouble(simulator, body)
  if (wrong) return refused(wrong)
  account.subscribed = true
  account.overrideCallbackUrl = body.override_callback_uri ? String(body.override_callback_uri) : null
  for (const { phoneNumberId, wabaId: owner } of simulator.world.numbers.values())
    if (owner === wabaId) simulator.world.changed({ type: 'number', phoneNumberId })
  return ok({ success: true }, account.overrideCallbackUrl ? 'subscribed with an address of its own' : 'subscribed')
}

/** `POST /{phone number id}` with `webhook_configuration`: an empty address clears the override. */
async function configureNumber(
  simulator: Simulator,
  number: BusinessNumber,
  body: Json | undefined,
): Promise<GraphAnswer> {
  const configuration = isObject(body) ? body.webhook_configuration : undefined
  if (!isObject(configuration)) return refused(badParameter('The parameter webhook_configuration is required.'))
  const wrong = await overrideTrouble(simulator, configuration)
  if (wrong) return refused(wrong)
  number.overrideCallbackUrl = configuration.override_callback_uri ? String(configuration.override_callback_uri) : null
  simulator.world.changed({ type: 'number', phoneNumberId: number.phoneNumberId })
  return ok({ success: true }, 'configured')
}

async function overrideTrouble({ outbox }: Simulator, body: JsonObject): Promise<GraphError | null> {
  if (body.override_callback_uri === undefined || body.override_callback_uri === '') return null
  const wrong = needWebAddress(body, 'body', 'override_callback_uri', MAX_OVERRIDE_URL)
  if (wrong) return wrong
  const trouble = await outbox.handshake(String(body.override_callback_uri), String(body.verify_token ?? ''), null)
  return trouble === null ? null : graphError(2200, `Callback verification failed: ${trouble}`)
}
