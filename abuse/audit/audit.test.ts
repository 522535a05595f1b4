import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { demoUsers } from '../../src/app/demo.ts'
import { checkAudit, listAudit } from '../../src/contract/operations/audit.ts'
import { findContacts } from '../../src/contract/operations/contacts.ts'
import { listInteractions } from '../../src/contract/operations/conversations.ts'
import { createApiKey } from '../../src/contract/operations/identity.ts'
import { removeCannedAnswer, saveCannedAnswer } from '../../src/contract/operations/replies.ts'
import { getView } from '../../src/contract/operations/routing.ts'
import { type SealedLine, sealedText } from '../../src/modules/audit/core/line.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'

let server: TestServer
let agent: Client
let supervisor: Client
let administrator: Client
let owner: pg.Client
beforeAll(async () => {
  server = await startServer({ demo: true })
  const person = ({ email, password }: { email: string; password: string }) => signIn(server.url, email, password)
  agent = await person(demoUsers[0])
  supervisor = await person(demoUsers[2])
  administrator = await person(demoUsers[3])
  owner = new pg.Client({ connectionString: server.testDatabase.url })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

const trail = async () => (await administrator.must(listAudit, { limit: 200 })).lines
const check = () => administrator.must(checkAudit, {})
let shortcut = 0
const answer = () => ({
  id: null,
  version: 0,
  channelId: null,
  shortcut: `audit${++shortcut}`,
  title: 'Hello',
  text: 'Hello there',
})

describe('what leaves a line', () => {
  test('a supervisor changes a setting and hopes that nobody learns who', async () => {
    const given = answer()
    const { id } = await supervisor.must(saveCannedAnswer, given)
    await supervisor.must(removeCannedAnswer, { id })
    const [removed, saved] = await trail()
    expect(removed).toMatchObject({
      kind: 'change',
      what: 'POST /api/canned-answers/remove',
      about: JSON.stringify({ id }),
    })
    expect(saved).toMatchObject({ kind: 'change', what: 'POST /api/canned-answers/save', agentId: removed!.agentId })
    expect(JSON.parse(saved!.about)).toEqual(given)
  })

  test('a supervisor searches customers they have no business with', async () => {
    await supervisor.must(findContacts, { text: 'amara' })
    expect((await trail())[0]).toMatchObject({ kind: 'access', what: 'GET /api/contacts/find' })
    await supervisor.must(listInteractions, { search: 'amara' })
    expect((await trail())[0]?.about).toContain('amara')
    await supervisor.must(getView, {})
    expect((await trail())[0]).toMatchObject({ what: 'GET /api/view' })
  })

  test('a supervisor keeps a copy of a file a customer sent', async () => {
    const id = '01a1fce1-0000-7000-8000-00000000f11e'
    await owner.query(
      `with person as (
         insert into contact (workspace_id, id, name, name_is_ours, created_at)
         select id, gen_random_uuid(), 'Amara Bello', false, now() from workspace limit 1 returning workspace_id, id
       ), thread as (
         insert into conversation (workspace_id, id, channel_id, contact_id, created_at)
         select person.workspace_id, gen_random_uuid(), channel.id, person.id, now() from person, channel limit 1
         returning workspace_id, id
       )
       insert into attachment (workspace_id, id, conversation_id, mime_type, size_bytes, sha256, file_name, created_at)
       select workspace_id, '${id}', id, 'text/plain', 0, 'x', 'passport.txt', now() from thread`,
    )
    const asked = fetch(`${server.url}/api/attachments/${id}`, { headers: { cookie: supervisor.cookie } })
    await asked.then((answer) => answer.arrayBuffer()).catch(() => null)
    expect((await trail())[0]).toMatchObject({ kind: 'access', what: 'GET /api/attachments/:id' })
    expect((await trail())[0]?.about).toContain('passport.txt')
  })

  test('a change that is refused is no change: it leaves no line', async () => {
    const before = (await trail()).length
    expect(await supervisor.call(saveCannedAnswer, { ...answer(), shortcut: 'not a shortcut!' })).toMatchObject({
      ok: false,
    })
    expect((await trail()).length).toBe(before)
  })

  test('a secret typed into a setting is looked for in the trail', async () => {
    await administrator.must(createApiKey, { name: 'planted-in-audit', role: 'agent' })
    const { rows } = await owner.query<{ about: string }>(`select about from audit where what like '%key%'`)
    expect(rows.length).toBeGreaterThan(0)
    const { rows: hashes } = await owner.query<{ n: number }>(
      `select count(*)::int as n from audit where about ~ 'sk_|sb_|[A-Za-z0-9_-]{40,}'`,
    )
    expect(hashes[0]?.n).toBe(0)
  })

  test('an agent who works with their own customers is not watched line by line', async () => {
    const before = (await trail()).length
    await agent.must(getView, {})
    expect((await trail()).length).toBe(before)
  })
})

describe('who may read it', () => {
  test.each([
    ['an agent', () => agent],
    ['a supervisor', () => supervisor],
  ])('%s reads the trail to see what is known of them', async (_who, client) => {
    expect(await client().call(listAudit, { limit: 10 })).toMatchObject({ ok: false, refusal: 'not_permitted' })
    expect(await client().call(checkAudit, {})).toMatchObject({ ok: false, refusal: 'not_permitted' })
  })
})

describe('what cannot be done to it', () => {
  const asApplication = async (statement: string) => {
    const { rows } = await owner.query<{ id: string }>('select id from workspace limit 1')
    await owner.query('begin; set local role switchboard_app')
    try {
      await owner.query(`set local app.workspace = '${rows[0]!.id}'`)
      return await owner.query(statement).then(
        () => 'done',
        (error: Error) => error.message,
      )
    } finally {
      await owner.query('rollback')
    }
  }
  test.each([
    ['rewrites a line', `update audit set about = '{}'`],
    ['removes a line', 'delete from audit'],
    ['empties the trail', 'truncate audit'],
    ['forgets where the trail ends', 'delete from audit_head'],
  ])('the application, taken over, %s', async (_what, statement) => {
    expect(await asApplication(statement)).toMatch(/permission denied/)
  })
})

describe('what is found', () => {
  beforeEach(async () => {
    for (let i = 0; i < 5; i++) await supervisor.must(saveCannedAnswer, answer())
    expect(await check()).toMatchObject({ broken: null })
  })

  /** Do it as the owner of the database, look, and undo it. */
  async function tampered(statement: string): Promise<unknown> {
    await owner.query(`create table kept as table audit; create table kept_head as table audit_head;
      alter table audit drop constraint audit_pkey`)
    await owner.query(statement)
    const found = await check()
    await owner.query(`truncate audit, audit_head; insert into audit table kept; insert into audit_head table kept_head;
      drop table kept, kept_head; alter table audit add primary key (workspace_id, seq)`)
    return found.broken
  }

  test.each([
    [
      'changes who did it',
      `update audit set agent_id = gen_random_uuid() where seq = 3`,
      { seq: 3, reason: 'changed' },
    ],
    ['changes what was asked', `update audit set about = '{}' where seq = 3`, { seq: 3, reason: 'changed' }],
    [
      'changes when it was',
      `update audit set at = at - interval '1 hour' where seq = 3`,
      { seq: 3, reason: 'changed' },
    ],
    ['removes a line from the middle', 'delete from audit where seq = 3', { seq: 3, reason: 'missing' }],
    ['removes the first line', 'delete from audit where seq = 1', { seq: 1, reason: 'missing' }],
    [
      'removes lines and closes the gap',
      'delete from audit where seq = 3; update audit set seq = seq - 1 where seq > 3',
      { seq: 3, reason: 'changed' },
    ],
    [
      'exchanges two lines',
      'update audit set seq = -seq where seq in (3, 4); update audit set seq = case seq when -3 then 4 else 3 end where seq < 0',
      { seq: 3, reason: 'changed' },
    ],
    ['removes the newest line', 'delete from audit where seq = (select max(seq) from audit)', { reason: 'missing' }],
    ['removes everything', 'delete from audit', { seq: 1, reason: 'missing' }],
  ])('somebody with the database in their hands %s', async (_what, statement, expected) => {
    expect(await tampered(statement)).toMatchObject(expected)
    expect(await check()).toMatchObject({ broken: null })
  })

  test('somebody with the database in their hands changes a line and seals it anew', async () => {
    const { rows } = await owner.query<{ workspace_id: string; line: SealedLine }>(
      `select workspace_id, json_build_object('seq', seq, 'at', (extract(epoch from at) * 1000)::bigint, 'agentId', agent_id,
         'kind', kind, 'what', what, 'about', about, 'requestId', request_id, 'previous', previous, 'hash', hash) as line
       from audit where seq = 3`,
    )
    const { workspace_id, line } = rows[0]!
    const sealed = (of: SealedLine) => createHash('sha256').update(sealedText(workspace_id, of)).digest('hex')
    expect(sealed(line), 'the seal is made as the product makes it').toBe(line.hash)
    const hash = sealed({ ...line, about: '{}' })
    expect(await tampered(`update audit set about = '{}', hash = '${hash}' where seq = 3`)).toMatchObject({
      seq: 4,
      reason: 'moved',
    })
  })

  test('two administrators change settings at the same moment and one line is written over the other', async () => {
    const before = (await trail()).length
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? supervisor : administrator).must(saveCannedAnswer, answer())),
    )
    expect((await trail()).length).toBe(Math.min(200, before + 12))
    expect(await check()).toMatchObject({ broken: null })
  })
})
