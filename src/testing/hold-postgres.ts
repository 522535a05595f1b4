/**
 * Holds an embedded Postgres until it is told to stop, for tests that kill the process that started it.
 * Usage: node src/testing/hold-postgres.ts <data folder>. Prints its address and port as JSON, or a sentence.
 */
import { PostgresTrouble, startPostgres } from '../kernel/postgres.ts'

try {
  const postgres = await startPostgres({ dataDir: process.argv[2] ?? '', log: (sentence) => console.error(sentence) })
  process.once('SIGTERM', () => void postgres.stop())
  console.log(JSON.stringify({ url: postgres.url, port: postgres.port }))
} catch (error) {
  if (!(error instanceof PostgresTrouble)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
