/**
 * Holds an embedded Postgres in a process of its own until SIGTERM, for tests: of what happens when that process is
 * killed, and of everything else, sharing one server. Prints its address as JSON, or a sentence to stderr.
 *
 * Usage: node src/testing/hold-postgres.ts [data folder]. Without a folder it uses a new one, quickly rather than
 * safely, and removes it at the end.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresTrouble, startPostgres } from '../kernel/postgres.ts'

const QUICK = { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' }

const given = process.argv[2]
const folder = given ?? (await mkdtemp(join(tmpdir(), 'switchboard-test-')))
const stop = new Promise((settle) => process.once('SIGTERM', settle))

try {
  const postgres = await startPostgres({
    dataDir: given ?? join(folder, 'postgres'),
    log: (sentence) => console.error(sentence),
    ...(given === undefined ? { settings: QUICK } : {}),
  })
  console.log(JSON.stringify({ url: postgres.url, port: postgres.port }))
  await stop
  await postgres.stop()
} catch (error) {
  if (!(error instanceof PostgresTrouble)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
} finally {
  if (given === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
