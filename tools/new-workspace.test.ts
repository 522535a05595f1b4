import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startServer } from '../src/app/server.ts'
import { getView } from '../src/contract/operations/routing.ts'
import { readConfig } from '../src/kernel/config.ts'
import { createLog } from '../src/kernel/log.ts'
import { signIn } from '../src/testing/client.ts'
import { freshDatabase, type TestDatabase } from '../src/testing/database.ts'

const program = join(import.meta.dirname, 'new-workspace.ts')

let folder: string
let database: TestDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-new-'))
  database = await freshDatabase()
})
afterEach(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const env = () => ({ DATABASE_URL: database.url, SWITCHBOARD_DATA: folder, SWITCHBOARD_DEMO: 'off', PORT: '0' })
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, ...env() } })

test('without a demo, the first administrator is made by a command and can sign in', async () => {
  const person = ['--workspace', 'Northwind Travel', '--name', 'Ana Ribeiro', '--email', 'ana@northwind.example']
  const { stdout } = await run(...person)
  const password = /password (\S+)/.exec(stdout)?.[1] ?? ''
  const server = await startServer(readConfig(env()), { log: createLog({ level: 'silent' }) })
  try {
    expect(server.demo).toBe(false)
    const ana = await signIn(server.url, 'ana@northwind.example', password)
    expect((await ana.must(getView, {})).me).toMatchObject({ name: 'Ana Ribeiro', role: 'administrator' })
    expect((await fetch(`${server.url}/simulator/api/control/state`)).status).toBe(404)
  } finally {
    await server.stop()
  }
  await expect(run(...person)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('email_taken') })
})
