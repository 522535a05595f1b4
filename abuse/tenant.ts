import { createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { AgentId, ChannelId, QueueId } from '../src/contract/ids.ts'
import * as calendars from '../src/contract/operations/calendars.ts'
import * as channels from '../src/contract/operations/channels.ts'
import * as dispositions from '../src/contract/operations/dispositions.ts'
import * as identity from '../src/contract/operations/identity.ts'
import * as presence from '../src/contract/operations/presence.ts'
import * as queuesContract from '../src/contract/operations/queues.ts'
import * as replies from '../src/contract/operations/replies.ts'
import * as rules from '../src/contract/operations/rules.ts'
import * as skills from '../src/contract/operations/skills.ts'
import * as tags from '../src/contract/operations/tags.ts'
import * as telephone from '../src/contract/operations/telephone.ts'
import type { Role } from '../src/contract/permissions.ts'
import { noTagging } from '../src/contract/sight.ts'
import { present } from '../src/kernel/assert.ts'
import { newId } from '../src/kernel/new-id.ts'
import { createStorage } from '../src/kernel/storage.ts'
import { createWorkspace } from '../src/modules/identity/create-workspace.ts'
import { type Client, signIn } from '../src/testing/client.ts'
import type { TestServer } from '../src/testing/server.ts'

/** A workspace that has something of everything, and people of every role: the attacker's, or the victim's. */
export type Tenant = {
  readonly workspaceId: string
  /** Begins every canary of this workspace, and appears nowhere else. */
  readonly mark: string
  /** How many different canaries were put into it. */
  readonly canaries: number
  /** One of each kind of thing, by the name of its type: `ConversationId`. */
  readonly ids: Readonly<Record<string, string>>
  /** What has a number instead of an id: a part in quarantine, a webhook. */
  readonly numbers: { readonly part: number; readonly webhook: number }
  readonly people: Readonly<Record<PersonName, Somebody>>
  readonly keys: Readonly<Record<Role | 'revoked', string>>
  readonly channel: { readonly webhookKey: string; readonly verifyToken: string; readonly appSecret: string }
  /** A telephone system, and under which extension it knows `agent`. */
  readonly telephone: { readonly webhookKey: string; readonly secret: string; readonly extension: string }
  readonly line: string
}

/** `agent` answers the queue in which everything waits; `outsider` answers another one. */
export type PersonName = 'administrator' | 'supervisor' | 'agent' | 'outsider' | 'disabled' | 'left'
export type Somebody = { readonly email: string; readonly agentId: string; readonly cookie: string }

export const password = 'correct-Harbour-41-lantern'
export const json = 'application/json'

/** The owner of the database: past all rules. Close it when the test is over. */
export async function openOwner(server: TestServer): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: server.testDatabase.url })
  await owner.connect()
  return owner
}

/** How much there is of everything. */
export type Amounts = { contacts: number; messagesEach: number; others: number }
const few: Amounts = { contacts: 6, messagesEach: 2, others: 3 }

type Making = { server: TestServer; owner: pg.Client; mark: string; line: string; amounts?: Amounts }
type Counter = () => string

/** Make it: settings and people through the calls a browser makes, messages through the webhook, the rest as rows. */
export async function makeTenant({ server, owner, mark, line, amounts = few }: Making): Promise<Tenant> {
  let canaries = 0
  const canary: Counter = () => `${mark}${(canaries++).toString(36).padStart(4, '0')}`
  const email = (name: string) => `${mark}${name}@switchboard.example`
  const made = await createWorkspace(owner, {
    name: `House ${canary()}`,
    at: server.kernel.clock.now(),
    administrator: { name: `Ana ${canary()}`, email: email('administrator'), password },
  })
  if (!made.ok) throw new Error(made.refusal)
  const { workspaceId } = made.value
  const administrator = await signIn(server.url, email('administrator'), password)
  const settings = await furnish(administrator, canary, { line, amounts })
  const people = await invite(server, administrator, settings.queues, { email, canary })
  const extension = canary()
  await administrator.must(telephone.saveExtension, { agentId: people.agent.agentId as AgentId, number: extension })
  const keys = await makeKeys(administrator, canary)
  const arrived = { server, owner, workspaceId, line, amounts, canary, ...settings }
  await receive(arrived)
  const rows = await fill({ ...arrived, agentId: people.agent.agentId })
  // Whoever left: their cookie names a session that has been ended.
  await fetch(`${server.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { origin: server.url, cookie: people.left.cookie },
  })
  return {
    workspaceId,
    mark,
    canaries,
    ids: { ...settings.ids, ...rows.ids, WorkspaceId: workspaceId, AgentId: people.agent.agentId, ApiKeyId: keys.id },
    numbers: rows.numbers,
    people: {
      ...people,
      administrator: {
        email: email('administrator'),
        agentId: made.value.agentId,
        cookie: administrator.cookie,
      },
    },
    keys: keys.keys,
    channel: settings.channel,
    telephone: { ...settings.telephone, extension },
    line,
  }
}

type Settings = Awaited<ReturnType<typeof furnish>>

async function furnish(by: Client, canary: Counter, { line, amounts }: { line: string; amounts: Amounts }) {
  const queue = (name: string) =>
    by.must(queuesContract.saveQueue, {
      id: null,
      version: 0,
      name,
      description: `For ${canary()}`,
      strategy: 'longest_idle',
      acceptSeconds: 20,
      onReject: 'none',
      onTimeout: 'none',
      returnSeconds: null,
      asksToAccept: true,
      wrapUpSeconds: 60,
      afterWrapUp: 'available',
      members: [],
    })
  const support = await queue(`Sup ${canary()}`)
  const sales = await queue(`Sal ${canary()}`)
  const skill = await by.must(skills.saveSkill, {
    id: null,
    version: 0,
    name: `Skill-${canary()}`,
    description: `What is ${canary()}`,
    people: [],
  })
  const appSecret = randomBytes(16).toString('hex')
  const channel = await by.must(channels.saveChannel, channelInput(line, { queueId: support.id, appSecret, canary }))
  const { channels: known } = await by.must(channels.listChannels, {})
  const { webhookUrl, verifyToken } = present(known[0], 'the channel')
  const top = await by.must(dispositions.saveDisposition, dispositionInput(`Top ${canary()}`, null))
  for (let made = 0; made < amounts.others; made++)
    await by.must(dispositions.saveDisposition, dispositionInput(`Leaf ${canary()}`, top.id))
  const tag = await by.must(tags.saveTag, { id: null, version: 0, title: canary(), colour: 'blue', active: true })
  await by.must(tags.saveTagging, { ...noTagging, version: 0 })
  const plan = await by.must(dispositions.savePlan, { id: null, name: `Plan ${canary()}`, dispositionIds: [top.id] })
  const called = { id: null, version: 0, name: `Calls ${canary()}`, active: true, renewSecret: false }
  const switchboard = await by.must(telephone.saveTelephone, called)
  const { telephones } = await by.must(telephone.listTelephones, {})
  const reason = await by.must(presence.saveReason, { id: null, kind: 'break', name: `Rest ${canary()}`, active: true })
  const calendar = await by.must(calendars.saveCalendar, {
    id: null,
    version: 0,
    name: `Hours ${canary()}`,
    zone: 'Europe/London',
    blocks: [],
    specialDays: [{ name: `Day ${canary()}`, on: { every: 'year', date: '12-25' }, blocks: [] }],
  })
  // Switched off: nothing shall happen by itself while others are looked at.
  const rule = await by.must(rules.saveRule, {
    id: null,
    version: 0,
    name: `Rule ${canary()}`,
    active: false,
    when: { on: 'event', event: 'contact_wrote' },
    onlyWithin: calendar.id,
    delaySeconds: 0,
    conditions: [[{ of: 'said', is: true, text: canary() }]],
    jobs: [{ do: 'write', text: `Word ${canary()}` }],
  })
  const answers = []
  for (let made = 0; made < amounts.others; made++) {
    const answer = {
      id: null,
      channelId: null,
      shortcut: canary(),
      title: `Title ${canary()}`,
      text: `Text ${canary()}`,
    }
    answers.push(await by.must(replies.saveCannedAnswer, answer))
  }
  return {
    queues: { support: support.id, sales: sales.id },
    channelId: channel.id,
    channel: { webhookKey: keyOf(webhookUrl), verifyToken, appSecret },
    ids: {
      QueueId: support.id,
      ChannelId: channel.id,
      DispositionId: top.id,
      ResultCodePlanId: plan.id,
      ReasonId: reason.id,
      RuleId: rule.id,
      CalendarId: calendar.id,
      CannedAnswerId: present(answers[0], 'an answer').id,
      SkillId: skill.id,
      TagId: tag.id,
      TelephoneId: switchboard.id,
    },
    telephone: {
      webhookKey: keyOf(present(telephones[0], 'the telephone system').webhookUrl),
      secret: present(switchboard.secret, 'the secret of a new connection'),
    },
  }
}

const keyOf = (webhookUrl: string): string => present(webhookUrl.split('/').at(-1), 'the key of an address')

const dispositionInput = (name: string, parentId: string | null) =>
  ({ id: null, parentId, name, kinds: ['whatsapp'], doNotContact: false, active: true, position: 0 }) as never

function channelInput(line: string, given: { queueId: QueueId; appSecret: string; canary: Counter }) {
  return {
    id: null,
    version: 0,
    key: 'WA',
    name: `Line ${given.canary()}`,
    description: `About ${given.canary()}`,
    kind: 'whatsapp' as const,
    active: true,
    displayNumber: '+447700900000',
    country: 'GB',
    queueId: given.queueId,
    capacity: 3,
    reopenDays: null,
    calendarId: null,
    holdsWhileClosed: false,
    outOfHoursText: `Closed ${given.canary()}`,
    optIn: null,
    recontact: null,
    resultCodePlanId: null,
    dispositionRequired: false,
    dispositionReasonId: null,
    throughputPerSecond: 80,
    connection: {
      provider: 'whatsapp_cloud' as const,
      // Nobody answers there: what is tried in these tests never leaves the computer.
      baseUrl: 'http://127.0.0.1:9/graph',
      version: 'v23.0',
      phoneNumberId: line,
      businessAccountId: `2${line.slice(1)}`,
      appId: '',
    },
    accessToken: `token-${given.canary()}`,
    addAppSecret: given.appSecret,
    dropAppSecrets: [],
  }
}

async function invite(
  server: TestServer,
  by: Client,
  queues: Settings['queues'],
  { email, canary }: { email: (name: string) => string; canary: Counter },
): Promise<Record<Exclude<PersonName, 'administrator'>, Somebody>> {
  async function add(name: string, role: Role, queueId: QueueId): Promise<Somebody> {
    const user = {
      id: null,
      version: 0,
      name: `${name} ${canary()}`,
      email: email(name),
      role,
      active: true,
      capacity: 3,
      denied: [],
      queueIds: [queueId],
      password,
    }
    const { id, version } = await by.must(identity.saveUser, user)
    const { cookie } = await signIn(server.url, email(name), password)
    if (name === 'disabled') await by.must(identity.saveUser, { ...user, id, version, active: false, password: null })
    return { email: email(name), agentId: id, cookie }
  }
  return {
    supervisor: await add('supervisor', 'supervisor', queues.sales),
    agent: await add('agent', 'agent', queues.support),
    outsider: await add('outsider', 'agent', queues.sales),
    disabled: await add('disabled', 'agent', queues.support),
    left: await add('left', 'agent', queues.support),
  }
}

async function makeKeys(by: Client, canary: Counter) {
  const make = (role: Role) => by.must(identity.createApiKey, { name: `Key ${canary()}`, role })
  const [administrator, supervisor, agent, revoked] = [
    await make('administrator'),
    await make('supervisor'),
    await make('agent'),
    await make('agent'),
  ]
  await by.must(identity.revokeApiKey, { id: revoked.id })
  const keys = {
    administrator: administrator.key,
    supervisor: supervisor.key,
    agent: agent.key,
    revoked: revoked.key,
  }
  return { id: agent.id, keys }
}

type Filling = {
  server: TestServer
  owner: pg.Client
  workspaceId: string
  line: string
  amounts: Amounts
  canary: Counter
} & Settings

/** What contacts wrote, through the real webhook: contacts, conversations, interactions, messages and journal lines. */
async function receive({ server, owner, workspaceId, line, amounts, canary, channel }: Filling): Promise<void> {
  const messages = Array.from({ length: amounts.contacts }, (_, contact) => contact).flatMap((contact) =>
    Array.from({ length: amounts.messagesEach }, (_, at) => ({
      from: `4477009${line.slice(-2)}${String(100 + contact)}`,
      id: `wamid.${canary()}`,
      timestamp: String(Math.floor(server.kernel.clock.now() / 1000) - 600 + at),
      type: 'text',
      text: { body: `Hello ${canary()}` },
    })),
  )
  const contacts = [...new Set(messages.map(({ from }) => from))].map((wa_id) => ({
    profile: { name: `Contact ${canary()}` },
    wa_id,
  }))
  const told = await postHook(server.url, channel, webhookBody(line, { contacts, messages }))
  const stray = { contacts: [], messages: [{ ...messages[0], id: `wamid.${canary()}`, text: { body: canary() } }] }
  const lost = await postHook(server.url, channel, webhookBody('999999999999999', stray))
  if (told.status !== 200 || lost.status !== 200) throw new Error(`the webhook was refused: ${told.status}`)
  for (;;) {
    const { rows } = await owner.query(
      `select from webhook where workspace_id = $1 and state <> 'applied' union all
       select where (select count(*) from message where workspace_id = $1) < $2`,
      [workspaceId, messages.length],
    )
    if (rows.length === 0) return
    await wait(20)
  }
}

/** A body as the provider writes it. */
export const webhookBody = (line: string, value: object): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: `2${line.slice(1)}`,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '447700900000', phone_number_id: line },
              ...value,
            },
          },
        ],
      },
    ],
  })

export const signatureOf = (secret: string, body: string | Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

export async function postHook(
  origin: string,
  channel: Pick<Tenant['channel'], 'webhookKey' | 'appSecret'>,
  body: string,
): Promise<Response> {
  return fetch(`${origin}/hooks/whatsapp/${channel.webhookKey}`, {
    method: 'POST',
    headers: { 'content-type': json, 'x-hub-signature-256': signatureOf(channel.appSecret, body) },
    body,
  })
}

/** What no call of a test can bring about quickly: an offer, an active interaction, files, templates, drafts, notes. */
async function fill({
  server,
  owner,
  workspaceId,
  amounts,
  canary,
  channelId,
  agentId,
  ids: { TagId: tagId },
}: Filling & { agentId: string }) {
  const one = async (query: string, ...values: unknown[]) =>
    present((await owner.query<Record<string, string>>(query, [workspaceId, ...values])).rows[0], query)
  const of = `from interaction i join message m on m.workspace_id = i.workspace_id and m.conversation_id = i.conversation_id
    where i.workspace_id = $1`
  const mine = await one(
    `select i.id as interaction, i.conversation_id as conversation, i.contact_id as contact, m.id as message ${of} order by i.number, m.at limit 1`,
  )
  await one(
    `update interaction set state = 'active', agent_id = $3, accepted_at = now() where workspace_id = $1 and id = $2 returning id`,
    mine.interaction,
    agentId,
  )
  const offer = newId()
  // Full with what they hold and what they are offered: the router leaves both as they are.
  await one('update agent set capacity = 2 where workspace_id = $1 and id = $2 returning id', agentId)
  await one(
    `insert into presence (workspace_id, agent_id, state, since, idle_since) values ($1, $2, 'available', now(), now())
     on conflict (workspace_id, agent_id) do update set state = 'available' returning agent_id`,
    agentId,
  )
  const offered = await one(
    `update interaction set state = 'offered', offer_id = $2, offered_to = array[$3::uuid], offer_expires_at = now() + interval '1 day'
     where workspace_id = $1 and id = (select id from interaction where workspace_id = $1 and state = 'waiting' order by number limit 1)
     returning id`,
    offer,
    agentId,
  )
  await owner.query(
    `with tagged as (update interaction set tag_ids = array[$3::uuid] where workspace_id = $1 and id = $2 returning *)
     insert into interaction_tag (workspace_id, tag_id, interaction_id, created_at)
     select workspace_id, $3, id, created_at from tagged`,
    [workspaceId, mine.interaction, tagId],
  )
  const storage = createStorage(join(server.folder, 'attachments'))
  const attachment = newId()
  const notes: string[] = []
  for (let made = 0; made < amounts.others; made++) {
    const id = made === 0 ? attachment : newId()
    await storage.put(workspaceId, id, Buffer.from(`File of ${canary()}`))
    await owner.query(
      `insert into attachment (workspace_id, id, conversation_id, mime_type, size_bytes, sha256, file_name, created_at)
       values ($1, $2, $3, 'image/png', $4, $5, $6, now())`,
      [workspaceId, id, mine.conversation, `File of ${canary()}`.length, 'aa'.repeat(32), `${canary()}.png`],
    )
    const note = newId()
    notes.push(note)
    await owner.query(
      'insert into note (workspace_id, id, conversation_id, interaction_id, agent_id, at, text) values ($1, $2, $3, $4, $5, now(), $6)',
      [workspaceId, note, mine.conversation, mine.interaction, agentId, `Note ${canary()}`],
    )
    await owner.query(
      `insert into template (workspace_id, id, account, provider_template_id, name, language, category, status, parameter_format, components, synced_at)
       values ($1, $2, (select business_account_id from channel where workspace_id = $1 limit 1), $3, $4, 'en', 'UTILITY', 'approved', 'positional', $5, now())`,
      [workspaceId, newId(), canary(), canary(), JSON.stringify(components(canary()))],
    )
  }
  const conversations = await owner.query<{ id: string }>('select id from conversation where workspace_id = $1', [
    workspaceId,
  ])
  for (const { id } of conversations.rows)
    await owner.query(
      `insert into draft (workspace_id, agent_id, conversation_id, mode, text, updated_at) values ($1, $2, $3, 'reply', $4, now())`,
      [workspaceId, agentId, id, `Draft ${canary()}`],
    )
  const planned: string[] = []
  for (const id of [present(mine.conversation, 'a conversation'), ...conversations.rows.map(({ id }) => id)]) {
    planned.push(newId())
    await owner.query(
      `insert into planned_message (workspace_id, id, conversation_id, client_id, agent_id, contents, planned_at, goes_at)
       values ($1, $2, $3, $2, $4, $5, now(), now() + interval '30 days')`,
      [workspaceId, planned.at(-1), id, agentId, JSON.stringify([{ kind: 'text', text: `Planned ${canary()}` }])],
    )
  }
  await owner.query(`update conversation set planned = 'waits' where workspace_id = $1`, [workspaceId])
  await owner.query('update contact set note = $2 || id, email = $3 where workspace_id = $1', [
    workspaceId,
    `Remark ${canary()}`,
    `${canary()}@switchboard.example`,
  ])
  const { part, webhook } = await one(
    `select id as part, webhook_id as webhook from webhook_part where workspace_id = $1 limit 1`,
  )
  const template = await one('select id from template where workspace_id = $1 limit 1')
  const identityRow = await one('select id from identity where workspace_id = $1 and contact_id = $2', mine.contact)
  return {
    ids: {
      InteractionId: present(mine.interaction, 'an interaction'),
      ConversationId: present(mine.conversation, 'a conversation'),
      ContactId: present(mine.contact, 'a contact'),
      MessageId: present(mine.message, 'a message'),
      NoteId: present(notes[0], 'a note'),
      PlannedMessageId: present(planned[0], 'a planned message'),
      AttachmentId: attachment,
      OfferId: offer,
      OfferedInteractionId: present(offered.id, 'an offered interaction'),
      TemplateId: present(template.id, 'a template'),
      IdentityId: present(identityRow.id, 'an identity'),
      ChannelId: channelId satisfies ChannelId,
    },
    numbers: { part: Number(part), webhook: Number(webhook) },
  }
}

const components = (text: string) => ({ header: null, body: { text, examples: [] }, footer: null, buttons: [] })

/** Everything a workspace keeps, as one text: nothing in it changes while somebody else is attacked. */
export async function stateOf(owner: pg.Client, workspaceId: string, except: readonly string[] = []): Promise<string> {
  const tables = (await workspaceTables(owner)).filter(({ name }) => !except.includes(name))
  const parts = tables.map(
    ({ name, column }) =>
      `select '${name}' as name, count(*) as rows, md5(coalesce(string_agg(t::text, '' order by t::text), '')) as sum from "${name}" t where ${column} = $1`,
  )
  // Named, so that Postgres plans it once: it is asked before and after each of thousands of attacks.
  const statement = { name: `state but ${except.join(', ')}`.slice(0, 60), text: parts.join(' union all ') }
  const { rows } = await owner.query({ ...statement, values: [workspaceId] })
  return JSON.stringify(rows, null, 1)
}

export type WorkspaceTable = { name: string; column: 'id' | 'workspace_id' }
const tablesOf = new WeakMap<pg.Client, Promise<WorkspaceTable[]>>()
/** Every table that keeps workspaces apart; looked up once for each connection. */
export function workspaceTables(owner: pg.Client): Promise<WorkspaceTable[]> {
  const known = tablesOf.get(owner) ?? lookUpTables(owner)
  tablesOf.set(owner, known)
  return known
}

async function lookUpTables(owner: pg.Client): Promise<WorkspaceTable[]> {
  const { rows } = await owner.query<WorkspaceTable>(
    `select c.relname as name, a.attname as column from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = case when c.relname = 'workspace' then 'id' else 'workspace_id' end
     where n.nspname = 'public' and c.relkind = 'r' order by c.relname`,
  )
  return rows
}

/** Every UUID a workspace keeps, as its own: none of them may be told to anybody else. */
export async function idsOf(owner: pg.Client, workspaceId: string): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { name, column } of await workspaceTables(owner)) {
    const { rows } = await owner.query<{ row: string }>(`select t::text as row from "${name}" t where ${column} = $1`, [
      workspaceId,
    ])
    for (const { row } of rows) for (const [id] of row.matchAll(uuids)) found.add(id)
  }
  return found
}

export const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Somebody who tries: the headers they come with. */
export type Attacker = { readonly name: string; readonly headers: Readonly<Record<string, string>> }

/** One request, with everything that came back as one text. */
export async function tryCall(
  origin: string,
  { headers }: Pick<Attacker, 'headers'>,
  { method, path, input }: { method: string; path: string; input: unknown },
): Promise<{ status: number; text: string; body: unknown }> {
  const isGet = method === 'GET'
  const fields = isGet ? Object.entries((input ?? {}) as object) : []
  const query = new URLSearchParams(
    fields
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]): [string, string] => [name, String(value)]),
  )
  const response = await fetch(`${origin}${path}${isGet && query.size > 0 ? `?${query}` : ''}`, {
    method,
    headers: { origin, ...(isGet ? {} : { 'content-type': json }), ...headers },
    ...(isGet ? {} : { body: JSON.stringify(input) }),
  })
  const body = await response.text()
  const text = `${[...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${body}`
  return { status: response.status, text, body: parsed(body) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
