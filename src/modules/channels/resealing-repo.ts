import type pg from 'pg'
import type { ChannelId, WorkspaceId } from '../../contract/ids.ts'
import { isSealed, isSealedWith, SealBroken, type Sealer } from '../../kernel/secrets.ts'
import { sealedFor } from './connection.ts'

/** What came of one batch: how many channels were sealed again, which could not be, and where the next one begins. */
export type Resealed = {
  channels: number
  broken: ChannelId[]
  /** Null when there are no more. */
  after: Place | null
}

type Place = { workspaceId: WorkspaceId; id: ChannelId }
type Row = {
  workspace_id: WorkspaceId
  id: ChannelId
  access_token_sealed: string | null
  app_secrets_sealed: string[]
  /** Plain, if it was kept before they were sealed. */
  verify_token: string
}

/** Before every workspace: where the first batch begins. */
const BEGINNING: Place = {
  workspaceId: '00000000-0000-0000-0000-000000000000' as WorkspaceId,
  id: '00000000-0000-0000-0000-000000000000' as ChannelId,
}

/**
 * Seal the secrets of up to `limit` channels of all workspaces again with the key in use, in one transaction of the
 * owner. Nothing else of the channels changes, so nobody need hear of it. What is locked with a lost key stays as it is.
 */
export async function resealChannels(
  owner: pg.ClientBase,
  sealer: Sealer,
  limit: number,
  after: Place | null,
): Promise<Resealed> {
  const { workspaceId, id } = after ?? BEGINNING
  await owner.query('begin')
  try {
    const { rows } = await owner.query<Row>(
      `select workspace_id, id, access_token_sealed, app_secrets_sealed, verify_token from channel
       where (workspace_id, id) > ($1, $2) order by workspace_id, id limit $3 for update`,
      [workspaceId, id, limit],
    )
    const done = { channels: 0, broken: [] as ChannelId[] }
    for (const row of rows) {
      const again = resealed(row, sealer)
      if (again === 'broken') done.broken.push(row.id)
      else if (again !== 'nothing to do') {
        await owner.query(
          `update channel set access_token_sealed = $3, app_secrets_sealed = $4, verify_token = $5
           where workspace_id = $1 and id = $2`,
          [row.workspace_id, row.id, again.accessToken, again.appSecrets, again.verifyToken],
        )
        done.channels++
      }
    }
    await owner.query('commit')
    const last = rows.length === limit ? rows.at(-1) : undefined
    return { ...done, after: last ? { workspaceId: last.workspace_id, id: last.id } : null }
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

function resealed(
  { id, access_token_sealed, app_secrets_sealed, verify_token }: Row,
  sealer: Sealer,
): { accessToken: string | null; appSecrets: string[]; verifyToken: string } | 'nothing to do' | 'broken' {
  const keyId = sealer.keyId()
  const all = [...(access_token_sealed === null ? [] : [access_token_sealed]), ...app_secrets_sealed, verify_token]
  if (all.every((sealed) => isSealedWith(sealed, keyId))) return 'nothing to do'
  const again = (kept: string, what: Parameters<typeof sealedFor>[1]) =>
    sealer.seal(isSealed(kept) ? sealer.open(kept, sealedFor(id, what)) : kept, sealedFor(id, what))
  try {
    return {
      accessToken: access_token_sealed === null ? null : again(access_token_sealed, 'access_token'),
      appSecrets: app_secrets_sealed.map((sealed) => again(sealed, 'app_secret')),
      verifyToken: again(verify_token, 'verify_token'),
    }
  } catch (error) {
    if (error instanceof SealBroken) return 'broken'
    throw error
  }
}
