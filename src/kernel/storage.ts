import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assert } from './assert.ts'

const uuid = /^[0-9a-f-]{36}$/

/** Files of ours, one per id, under names of our making: nothing from outside ever becomes part of a path. */
export type Storage = {
  /** Keep `bytes` durably. Writing the same id again replaces it. Throws ENOSPC when the disk is full. */
  put(workspaceId: string, id: string, bytes: Buffer): Promise<void>
  read(workspaceId: string, id: string): Promise<Buffer>
  /** `start` and `end` are byte positions, both inclusive. */
  stream(workspaceId: string, id: string, range?: { start: number; end: number }): ReadStream
  remove(workspaceId: string, id: string): Promise<void>
}

export function createStorage(root: string): Storage {
  function pathOf(workspaceId: string, id: string): string {
    assert(uuid.test(workspaceId) && uuid.test(id), 'a stored file is named by ids')
    return join(root, workspaceId, id.slice(-2), id)
  }
  return {
    async put(workspaceId, id, bytes) {
      const path = pathOf(workspaceId, id)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.part`
      try {
        const file = await open(draft, 'w', 0o600)
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
    read: (workspaceId, id) => readFile(pathOf(workspaceId, id)),
    stream: (workspaceId, id, range) => createReadStream(pathOf(workspaceId, id), range),
    remove: (workspaceId, id) => rm(pathOf(workspaceId, id), { force: true }),
  }
}
