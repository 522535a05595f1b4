/**
 * Makes a workspace with its first administrator, for an installation without the demo:
 *
 *   npm run new:workspace -- --workspace "Northwind Travel" --name "Ana Ribeiro" --email ana@northwind.example
 *
 * Uses the same settings as the server (DATABASE_URL, SWITCHBOARD_DATA). Stop the server first when its database is
 * the embedded one. Prints a password once; it can be changed under My settings.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase } from '../src/app/database.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { ConfigTrouble, loadSecretKey, openDataFolder, readConfig } from '../src/kernel/config.ts'
import { createLog } from '../src/kernel/log.ts'
import { PostgresTrouble } from '../src/kernel/postgres.ts'
import { createWorkspace } from '../src/modules/identity/create-workspace.ts'
import { workspaces } from '../src/modules/identity/index.ts'

const { values } = parseArgs({
  options: { workspace: { type: 'string' }, name: { type: 'string' }, email: { type: 'string' } },
})

try {
  const { workspace, name, email } = values
  if (!workspace || !name || !email) throw new ConfigTrouble('Say --workspace, --name and --email')
  console.log(await make(workspace, name, email))
} catch (error) {
  if (!(error instanceof ConfigTrouble || error instanceof PostgresTrouble)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}

async function make(workspace: string, name: string, email: string): Promise<string> {
  const config = readConfig(process.env)
  await openDataFolder(config)
  const database = await openDatabase({ config, log: createLog({ level: 'error' }), onLost: () => {} })
  const owner = new pg.Client({ connectionString: database.url })
  try {
    // Before there is anything to lock: the server would refuse to make a key later.
    await loadSecretKey(config, async () => (await workspaces(database.system)).length === 0)
    await owner.connect()
    const password = randomBytes(12).toString('base64url')
    const administrator = { name, email, password }
    const made = await createWorkspace(owner, { name: workspace, at: systemClock.now(), administrator })
    if (!made.ok) throw new ConfigTrouble(`The workspace was not made: ${made.refusal}`)
    return `${workspace} is made. Sign in as ${email} with the password ${password} and change it under My settings.`
  } finally {
    await owner.end()
    await database.close()
  }
}
