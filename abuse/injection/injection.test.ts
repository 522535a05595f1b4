/** What people type is taken for something else: SQL, patterns, lines of a log, headers, prototypes, other types. */
import { expect, test } from 'vitest'
import { createLog } from '../../src/kernel/log.ts'
import { fillAnswer } from '../../src/modules/replies/core/fill.ts'
import { type Description, describedOperations, inputsOf } from '../foreign/inputs.ts'
import { description } from '../foreign/operations.ts'
import { json, postHook, stateOf, tryCall, webhookBody } from '../tenant.ts'
import { mine, owner, server, theirs } from '../two-houses.ts'

const by = () => ({ headers: { cookie: mine.people.administrator.cookie } })
const get = (path: string, input: object) => tryCall(server.url, by(), { method: 'GET', path, input })
const post = (path: string, input: unknown) => tryCall(server.url, by(), { method: 'POST', path, input })
const raw = (path: string, body: string, type = json) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, origin: server.url, ...by().headers },
    body,
  })

// SQL: every text that reaches a condition.

const sql = [
  `' or 1=1 --`,
  `' union select sealed from channel --`,
  `'; drop table contact; --`,
  `%' or '1'='1`,
  `\\' or 1=1 --`,
  `' || (select text from note limit 1) || '`,
  `") or ("1"="1`,
  `$1::text or true`,
  `1; select pg_sleep(10)`,
  `' and extractvalue(1, concat(0x7e, version()))`,
  `\u02bc or 1=1 --`,
  `#1 or 1=1`,
]
for (const text of sql)
  test(`somebody searches for ${text}`, async () => {
    const before = await stateOf(owner, theirs.workspaceId)
    const found = await get('/api/interactions', { search: text })
    expect(found).toMatchObject({ status: 200, body: { interactions: [], hasMore: false } })
    const people = await get('/api/contacts/find', { text })
    expect(people).toMatchObject({ status: 200, body: { contacts: [] } })
    expect(await stateOf(owner, theirs.workspaceId)).toBe(before)
  })

for (const [field, path] of [
  ['contactId', '/api/interactions'],
  ['state', '/api/interactions'],
  ['before', '/api/interactions'],
  ['limit', '/api/interactions'],
  ['conversationId', '/api/conversations/thread'],
  ['before', '/api/conversations/thread'],
  ['interactionId', '/api/interactions/get'],
  ['channelId', '/api/templates'],
  ['from', '/api/dispositions/report'],
  ['date', '/api/what-if/day'],
  ['zone', '/api/what-if/day'],
] as const)
  test(`somebody puts SQL into ${field} of ${path}`, async () => {
    for (const text of sql) {
      const { status, body } = await get(path, {
        conversationId: mine.ids.ConversationId,
        to: 1,
        from: 0,
        date: '2026-03-02',
        zone: 'UTC',
        [field]: text,
      })
      expect(status).toBe(400)
      expect(JSON.stringify(body)).not.toMatch(/syntax|postgres|relation|column|select/i)
    }
  })

test('somebody sorts and filters by what is no field of ours', async () => {
  const plain = await get('/api/interactions', {})
  const sorted = await get('/api/interactions', {
    sort: '(select 1)',
    orderBy: 'created_at;--',
    'filter[role]': 'x',
    fields: '*',
  })
  expect(sorted.body).toEqual(plain.body)
})

test('SQL is a name, a note and a message, and stays one', async () => {
  const text = `Robert'); drop table contact; --`
  const { body } = await get('/api/contacts/get', { contactId: mine.ids.ContactId })
  const { version } = body as { version: number }
  const contact = {
    contactId: mine.ids.ContactId,
    version,
    name: text,
    email: null,
    language: null,
    note: text,
    doNotContact: false,
  }
  expect((await post('/api/contacts/save', contact)).status).toBe(200)
  expect((await get('/api/contacts/get', { contactId: mine.ids.ContactId })).body).toMatchObject({
    name: text,
    note: text,
  })
  expect((await post('/api/conversations/add-note', { conversationId: mine.ids.ConversationId, text })).status).toBe(
    200,
  )
})

// Patterns.

for (const text of ['%%', '__', '%_', '\\%', '\\\\', '_%_', '*.*', '^.*$', '(a+)+$'])
  test(`somebody searches for the pattern ${text}`, async () => {
    expect((await get('/api/contacts/find', { text })).body).toEqual({ contacts: [] })
    expect((await get('/api/interactions', { search: text })).body).toMatchObject({ interactions: [] })
  })

// Logs and headers.

test('a line of the log is forged by a name, an address or a browser', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', to: { write: (line) => void lines.push(line) } })
  const forged = 'x\n{"level":"fatal","msg":"forged"}\r\n\u2028\u001b[2J'
  log.info({ userAgent: forged, from: forged }, forged)
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1)
  expect(lines[0]).not.toContain('\u001b')
})

test('a header is forged by the id of a request', async () => {
  const response = await fetch(`${server.url}/healthz`, { headers: { 'x-request-id': 'forged' } })
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a header is forged by the name of a file', async () => {
  await owner.query('update attachment set file_name = $2 where id = $1', [
    mine.ids.AttachmentId,
    'a\r\nset-cookie: forged=1\r\n"; x="\u202egnp.exe',
  ])
  const { status, text } = await get(`/api/attachments/${mine.ids.AttachmentId}`, {})
  expect(status).toBe(200)
  expect(text.split('\n\n')[0]).not.toMatch(/^set-cookie/m)
})

test('a line is added to an e-mail address', async () => {
  const { body } = await get('/api/contacts/get', { contactId: mine.ids.ContactId })
  for (const email of [
    'a@b.example\r\nBcc: all@b.example',
    'a@b.example\nx',
    '"a\r\n"@b.example',
    'a@b.example,c@d.example',
  ]) {
    const { version } = body as { version: number }
    const contact = {
      contactId: mine.ids.ContactId,
      version,
      name: 'x',
      email,
      language: null,
      note: '',
      doNotContact: false,
    }
    expect((await post('/api/contacts/save', contact)).status, email).toBe(400)
  }
})

// Prototypes.

const polluting = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"state":"available","__proto__":{"role":"administrator","polluted":1}}',
  '{"a":{"__proto__":{"polluted":1}}}',
  '{"__proto__":null,"toString":1,"hasOwnProperty":1}',
  '[{"__proto__":{"polluted":1}}]',
]
for (const body of polluting)
  test(`a body pollutes what every object is made from: ${body}`, async () => {
    for (const path of ['/api/presence/set', '/api/me/preferences/save', '/api/auth/sign-in/email'])
      expect((await raw(path, body)).status).toBe(400)
    expect(await postHook(server.url, mine.channel, body)).toMatchObject({ status: 200 })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.hasOwn({}, 'x')).toBe(false)
  })

test('an address pollutes what every object is made from', async () => {
  for (const query of [
    '__proto__[polluted]=1',
    '__proto__.polluted=1',
    'constructor[prototype][polluted]=1',
    '__proto__=1&toString=2',
  ])
    expect((await get(`/api/interactions?${query}`, {})).status, query).toBe(200)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

const { inputFor } = inputsOf(description as unknown as Description)

for (const operation of describedOperations(description as unknown as Description))
  test(`${operation.method} ${operation.path} pollutes what every object is made from`, async () => {
    const input = inputFor(operation, null, ({ type }) =>
      type === 'part' ? mine.numbers.part : (mine.ids[type] ?? ''),
    )
    if (operation.method === 'GET') await pollutesByQuery(operation.path, input as object)
    else await pollutesByBody(operation.path, JSON.stringify(input))
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

async function pollutesByBody(path: string, input: string): Promise<void> {
  for (const poison of ['"__proto__":{"polluted":1}', '"constructor":{"prototype":{"polluted":1}}']) {
    const body = input === '{}' ? `{${poison}}` : input.replace('{', `{${poison},`)
    expect((await raw(path, body)).status, body).toBe(400)
  }
}

async function pollutesByQuery(path: string, input: object): Promise<void> {
  for (const name of ['__proto__[polluted]', '__proto__.polluted', 'constructor[prototype][polluted]', '__proto__'])
    expect((await get(path, { ...input, [name]: 'polluted' })).status, name).toBeLessThan(500)
}

// Parameters twice, and other types than asked for.

test('a parameter is given twice, so that one is checked and the other used', async () => {
  const [own, foreign] = [mine.ids.ConversationId, theirs.ids.ConversationId]
  for (const query of [
    `conversationId=${own}&conversationId=${foreign}`,
    `conversationId[]=${foreign}`,
    `conversationId=${own},${foreign}`,
    `conversationId=${own}%00${foreign}`,
  ])
    expect((await get(`/api/conversations/thread?${query}`, {})).status, query).toBe(400)
})

test('a field of a body is given twice, so that one is checked and the other used', async () => {
  const [own, foreign] = [mine.ids.ConversationId, theirs.ids.ConversationId]
  const response = await raw(
    '/api/conversations/add-note',
    `{"conversationId":"${own}","text":"x","conversationId":"${foreign}"}`,
  )
  expect(response.status).toBe(404)
})

test('an id is in the address, and another one in the body', async () => {
  const { ConversationId: foreign } = theirs.ids
  const note = { conversationId: mine.ids.ConversationId, text: 'whose?' }
  expect((await post(`/api/conversations/add-note?conversationId=${foreign}`, note)).status).toBe(200)
  expect(
    (await owner.query('select from note where text = $1 and conversation_id = $2', ['whose?', foreign])).rowCount,
  ).toBe(0)
})

const confused: readonly [what: string, value: unknown][] = [
  ['an object', { $ne: null }],
  ['a list', ['x']],
  ['a number', 7],
  ['true', true],
  ['nothing', null],
  ['an object that says it is a text', { toString: 'x', length: 1 }],
  ['a list in a list', [[['x']]]],
  ['a very large number', 1e308],
]
for (const [what, value] of confused)
  test(`where a text belongs comes ${what}`, async () => {
    for (const [path, body] of [
      ['/api/conversations/add-note', { conversationId: mine.ids.ConversationId, text: value }],
      ['/api/conversations/add-note', { conversationId: value, text: 'x' }],
      ['/api/api-keys/create', { name: value, role: 'agent' }],
      ['/api/presence/set', { state: value }],
      ['/api/channels/replay', { ids: value }],
      ['/api/auth/sign-in/email', { email: value, password: value }],
    ] as const)
      expect((await post(path, body)).status, path).toBe(400)
  })

test('where a number belongs comes one that no table holds', async () => {
  for (const ids of ['[1e400]', '[-1e400]', '[9223372036854775808]', '["1; drop table webhook"]', '[1.5]', '[null]'])
    expect((await raw('/api/channels/replay', `{"ids":${ids}}`)).status, ids).toBe(400)
  for (const before of ['1e400', 'NaN', 'Infinity', '0x10', '-1', '8640000000000001'])
    expect((await get('/api/interactions', { before })).status, before).toBeLessThan(500)
})

test('what is no JSON is sent to where JSON belongs', async () => {
  for (const [type, body] of [
    ['application/xml', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ['application/x-www-form-urlencoded', 'state=available'],
    ['text/plain', '{"state":"available"}'],
    ['application/x-yaml', 'state: !!js/function "function(){}"'],
    ['application/json; charset=utf-7', '+AHsAfQ-'],
    ['application/json', '{"state":"available"'],
  ] as const) {
    const response = await raw('/api/presence/set', body, type)
    expect(response.status, type).toBeGreaterThanOrEqual(400)
    expect(response.status, type).toBeLessThan(500)
  }
})

// Templates and fill points.

test('a canned answer runs a program, or is filled twice', () => {
  const about = {
    contact: { name: '{{agent.name}}' },
    agent: { name: '{{constructor.constructor("return process")()}}' },
    channel: { name: '{{7*7}}' },
  }
  const text = 'Hi {{contact.name}} {{constructor}} {{__proto__.x}} {{agent.name}} {{channel.name}} <%= 7*7 %> #{7*7}'
  const filled = fillAnswer(text, about)
  expect(filled).toContain('Hi {{agent.name}}')
  expect(filled).not.toContain('49')
  expect(filled).not.toContain('[object')
})

test('text that no column can hold is kept in half', async () => {
  for (const text of ['a\0b', '\ud83d', 'x\udc00'])
    expect((await post('/api/conversations/add-note', { conversationId: mine.ids.ConversationId, text })).status).toBe(
      400,
    )
})

test('a webhook carries what is no message, and stops those after it', async () => {
  const message = (id: string, body: unknown) => ({
    from: '447700900155',
    id: `wamid.${id}`,
    timestamp: '1763600001',
    type: 'text',
    text: { body },
  })
  const messages = [
    message('odd1', { $ne: 1 }),
    message('odd2', ['x']),
    { ...message('odd3', 'x'), timestamp: "'; drop" },
    message('fine', 'and this one'),
  ]
  const contacts = [{ profile: { name: { toString: 1 } }, wa_id: ['447700900155'] }]
  expect((await postHook(server.url, mine.channel, webhookBody(mine.line, { contacts, messages }))).status).toBe(200)
  const arrived = `select from message where workspace_id = $1 and provider_message_id = 'wamid.fine'`
  while ((await owner.query(arrived, [mine.workspaceId])).rowCount === 0);
})
