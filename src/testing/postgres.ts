import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's address of the Postgres that all tests of this run share: `inject('postgresUrl')`. */
    postgresUrl: string
  }
}

const HOLDER = join(import.meta.dirname, 'hold-postgres.ts')
const GUARD = pathToFileURL(join(import.meta.dirname, '../../tools/end-with-parent.mjs')).href

/**
 * One Postgres for a whole test run, in a folder that is removed afterwards. It belongs to a process of its own that
 * ends when our end of its standard input closes: after the tests, on Ctrl-C, and when the test run is killed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const holder = spawn(process.execPath, ['--import', GUARD, HOLDER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const ended = once(holder, 'exit')
  const ready = once(createInterface(holder.stdout), 'line') as Promise<[string]>
  const [line] = await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('Postgres for the tests did not start'))),
  ])
  project.provide('postgresUrl', (JSON.parse(line) as { url: string }).url)

  return async () => {
    holder.stdin.end()
    await ended
  }
}
