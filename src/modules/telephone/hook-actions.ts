import { createHmac } from 'node:crypto'
import type { Instant } from '../../contract/ids.ts'
import { CallNews } from '../../contract/operations/telephone.ts'
import { ok, refusalStatus } from '../../contract/refusals.ts'
import { whereUnkeepable } from '../../kernel/http.ts'
import { type Sealer, sameSecret } from '../../kernel/secrets.ts'
import { inWork, type Kernel } from '../../kernel/work.ts'
import { type CallDeps, tellCall } from './actions.ts'
import { sealedFor } from './core/sealed-for.ts'
import { isFresh, readSignature } from './core/signature.ts'
import { countWrongSignature, type Door, noteHeard } from './repo.ts'

/** How exactly it is known when a connection was last heard, in milliseconds. */
const heardEveryMs = 60_000

/** What came to the address of a connection, byte for byte. */
export type Signed = { body: Buffer; signature: string | string[] | undefined }

/** Believe what is signed, and do what it says. Answers with an HTTP status and words for whoever wires it up. */
export async function hearSigned(
  kernel: Kernel,
  deps: CallDeps & { sealer: Sealer },
  door: Door,
  { body, signature }: Signed,
): Promise<{ status: number; words: string }> {
  const { workspaceId } = door
  const secret = deps.sealer.open(door.secretSealed, sealedFor(door.id))
  const signedAt = whenSigned(signature, body, secret, kernel.clock.now())
  if (signedAt === null) {
    await countStranger(kernel, door)
    return { status: 401, words: 'The signature does not fit this body, this time and the secret of this connection.' }
  }
  const news = CallNews.safeParse(jsonOf(body))
  if (!news.success || whereUnkeepable(news.data) !== null)
    return { status: 400, words: 'Not a call: email or extension, state (on or off), callId, and perhaps at.' }
  const heard = await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
    if (work.at - (door.lastHeardAt ?? 0) >= heardEveryMs) await noteHeard(work.tx, workspaceId, door.id, work.at)
    // Not when it came: somebody's recording of the beginning would come after the end.
    return tellCall(work, deps, { ...news.data, at: news.data.at ?? signedAt })
  })
  return heard.ok
    ? { status: 200, words: 'heard' }
    : { status: refusalStatus[heard.refusal], words: heard.detail ?? heard.refusal }
}

/**
 * When it was signed: the last instant of the second that is named, so that what follows at once is not before it. Null:
 * it is not signed. Constant-time over the digest; the time is part of what is signed.
 */
function whenSigned(header: Signed['signature'], body: Buffer, secret: string, now: Instant): Instant | null {
  const signature = typeof header === 'string' ? readSignature(header) : null
  if (signature === null || !isFresh(signature.seconds, now)) return null
  const mac = createHmac('sha256', secret).update(`${signature.seconds}.`).update(body).digest('hex')
  return sameSecret(mac, signature.mac) ? ((signature.seconds * 1_000 + 999) as Instant) : null
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}

async function countStranger(kernel: Kernel, { workspaceId, id }: Door): Promise<void> {
  await inWork(kernel, { workspaceId, agentId: null }, async (work) => {
    await countWrongSignature(work.tx, workspaceId, id, work.at)
    return ok(null)
  })
}
