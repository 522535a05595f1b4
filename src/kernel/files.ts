import { randomBytes } from 'node:crypto'
import { chown, link, open, readFile, rm } from 'node:fs/promises'

/** The text of a small file, or null when there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

/**
 * Keep a secret in `file`, readable by its owner alone, unless the file is already there. It is written whole beside
 * its place and then linked there: a crash leaves no half file, and of two who try at once the first one wins. So
 * read it back afterwards.
 */
export async function keepOnce(file: string, text: string, owner?: { uid: number; gid: number }): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (owner) await chown(draft, owner.uid, owner.gid)
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
}
