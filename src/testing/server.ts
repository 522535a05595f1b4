import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, startServer as start } from '../app/server.ts'
import { readConfig } from '../kernel/config.ts'
import { createLog } from '../kernel/log.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

/** The whole server, in this process, on a free port and a database of its own. */
export type TestServer = RunningServer & { testDatabase: TestDatabase; folder: string }

export type TestServerOptions = {
  /** Make the invented workspace and mount the simulator. */
  demo: boolean
  /** Another way to the same database. */
  through?: (databaseUrl: string) => string | Promise<string>
  /** One more node, on the database and with the files of this one, which is stopped last. */
  beside?: TestServer
  /** Settings of this start; otherwise providers on this computer may be called. */
  env?: Record<string, string>
}

/** Start it. `stop` leaves nothing behind. */
export async function startServer({
  demo,
  through = (url) => url,
  beside,
  env = { ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*' },
}: TestServerOptions): Promise<TestServer> {
  const testDatabase = beside?.testDatabase ?? (await freshDatabase())
  const folder = beside?.folder ?? (await mkdtemp(join(tmpdir(), 'switchboard-test-')))
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: await through(testDatabase.url),
    SWITCHBOARD_DATA: folder,
    SWITCHBOARD_DEMO: demo ? 'bare' : 'off',
    ...env,
  })
  const clean = async () => {
    if (beside) return
    await testDatabase.drop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const server = await start(config, { log: createLog({ level: 'silent' }) })
    return {
      ...server,
      testDatabase,
      folder,
      async stop() {
        await server.stop()
        await clean()
      },
    }
  } catch (error) {
    await clean()
    throw error
  }
}
