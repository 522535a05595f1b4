import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inRead } from '../../kernel/work.ts'
import { createWorld, type World } from '../../testing/world.ts'
import { isPassword } from './auth.ts'
import { createWorkspace, type NewWorkspace } from './create-workspace.ts'
import { usersOf, workspaces } from './repo.ts'

let world: World
let owner: pg.Client
beforeAll(async () => {
  world = await createWorld()
  owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.close()
})

const rosa = { name: 'Rosa Vidal', email: 'Rosa@Harbour.example', password: 'lantern-on-the-quay' }
const make = (given: Partial<NewWorkspace> = {}) =>
  createWorkspace(owner, { name: 'Harbour', at: world.clock.now(), administrator: rosa, ...given })

test('a workspace comes with one administrator, who can sign in and nothing else yet', async () => {
  const made = await make()
  if (!made.ok) throw new Error(made.refusal)
  const { workspaceId, agentId } = made.value
  expect((await workspaces(world.kernel.system)).map(({ name }) => name)).toEqual(['Northwind Travel', 'Harbour'])
  const users = await inRead(world.kernel, workspaceId, (tx) => usersOf(tx, workspaceId))
  expect(users).toMatchObject([
    {
      id: agentId,
      name: 'Rosa Vidal',
      email: 'rosa@harbour.example',
      role: 'administrator',
      active: true,
      presence: 'signed_out',
    },
  ])
  const [account] = await world.asOwner<{ password: string }>(
    `select password from auth.account join auth."user" u on u.id = "userId" where u.email = 'rosa@harbour.example'`,
  )
  expect(account?.password).not.toContain(rosa.password)
  expect(await isPassword(rosa.password, account?.password ?? '')).toBe(true)
})

test('an address in use and a weak password leave nothing behind', async () => {
  expect(await make({ name: 'Second' })).toEqual({ ok: false, refusal: 'email_taken' })
  const weak = { ...rosa, email: 'other@harbour.example', password: 'administrator1' }
  expect(await make({ name: 'Third', administrator: weak })).toMatchObject({ ok: false, refusal: 'password_too_weak' })
  expect((await workspaces(world.kernel.system)).map(({ name }) => name)).toEqual(['Northwind Travel', 'Harbour'])
})

test('the owner of the database need not be its superuser: row-level security lets it make a workspace', async () => {
  const role = `owner_${process.pid}`
  const tables = await world.asOwner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'auth')`,
  )
  const give = async (to: string) => {
    for (const { name } of tables) await world.asOwner(`alter table ${name} owner to ${to}`)
  }
  await world.asOwner(`create role ${role}; grant switchboard_app, switchboard_system to ${role};
    grant all on schema public, auth to ${role}`)
  try {
    await give(role)
    await owner.query(`set role ${role}`)
    const administrator = { ...rosa, email: 'iris@orchard.example' }
    expect(await make({ name: 'Orchard', administrator })).toMatchObject({ ok: true })
  } finally {
    await owner.query('reset role')
    await give('current_user')
    await world.asOwner(`revoke all on schema public, auth from ${role}; drop role ${role}`)
  }
})
