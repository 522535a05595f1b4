/**
 * Changes the key that locks stored credentials, while the server runs:
 *
 *   npm run rotate-key
 *
 * Uses the same settings as the server (DATABASE_URL, SWITCHBOARD_DATA, SWITCHBOARD_SECRET_KEY). A key kept in the
 * data folder is replaced by a new one. A key of the environment is replaced by you: start every server with the new
 * one in SWITCHBOARD_SECRET_KEY and the one so far in SWITCHBOARD_OLD_SECRET_KEYS, run this with the same two, and then
 * leave the second one out. It may be interrupted and run again.
 */
import { openDatabase } from '../src/app/database.ts'
import { rotateKey } from '../src/app/rotate-key.ts'
import { ConfigTrouble, openDataFolder, readConfig } from '../src/kernel/config.ts'
import { createLog } from '../src/kernel/log.ts'
import { addressIfRunning, PostgresTrouble } from '../src/kernel/postgres.ts'

try {
  await rotate()
} catch (error) {
  if (!(error instanceof ConfigTrouble || error instanceof PostgresTrouble)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}

async function rotate(): Promise<void> {
  const config = readConfig(process.env)
  await openDataFolder(config)
  const running = config.databaseUrl ?? (await addressIfRunning(`${config.dataFolder}/postgres`))
  const database = running ? null : await openDatabase({ config, log: createLog({ level: 'error' }), onLost: () => {} })
  try {
    const url = running ?? database?.url ?? ''
    const { from, to, channels, broken } = await rotateKey({ config, url, say: (sentence) => console.log(sentence) })
    console.log(`Done: ${channels} channels were sealed again; the key is now ${to}, it was ${from}.`)
    if (broken.length > 0)
      console.log(`Locked with a key that is lost, enter their secrets again: channels ${broken.join(', ')}`)
  } finally {
    await database?.close()
  }
}
