import type { ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import { ok } from '../../contract/refusals.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import { addWrongSignatures } from './repo.ts'

/** Counts webhooks whose signature is wrong, so that an administrator sees a forgotten secret or an attack. */
export type WrongSignatures = {
  /** Cheap: only remembered; written a moment later. */
  count(channel: { workspaceId: WorkspaceId; id: ChannelId }): void
  /** Write what is remembered, and wait for it. */
  flush(): Promise<void>
}

const FLUSH_MS = 1_000

type Counted = { workspaceId: WorkspaceId; id: ChannelId; count: number; lastAt: Instant }

/**
 * One write a second for each channel at the most, however many strangers knock. It is no fact and leaves no line in
 * the journal. What cannot be written is counted again with the next; `onTrouble` is told.
 */
export function wrongSignatures(kernel: Kernel, onTrouble: (error: unknown) => void): WrongSignatures {
  let counted = new Map<ChannelId, Counted>()
  let timer: NodeJS.Timeout | undefined

  function add({ workspaceId, id, count, lastAt }: Counted): void {
    const known = counted.get(id)
    counted.set(id, { workspaceId, id, count: (known?.count ?? 0) + count, lastAt })
    timer ??= setTimeout(() => void flush().catch(onTrouble), FLUSH_MS).unref()
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const writing = [...counted.values()]
    counted = new Map()
    const written = await Promise.allSettled(writing.map((one) => write(kernel, one)))
    const failed = written.flatMap((result, at) => (result.status === 'rejected' ? [{ at, why: result.reason }] : []))
    for (const { at } of failed) add(writing[at]!)
    if (failed[0]) throw failed[0].why
  }

  return { count: (channel) => add({ ...channel, count: 1, lastAt: kernel.clock.now() }), flush }
}

async function write(kernel: Kernel, { workspaceId, id, ...counted }: Counted): Promise<void> {
  await inWork(kernel, { workspaceId, agentId: null }, async ({ tx }) => {
    await addWrongSignatures(tx, workspaceId, id, counted)
    return ok(null)
  })
}
