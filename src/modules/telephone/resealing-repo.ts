import type pg from 'pg'
import type { TelephoneId } from '../../contract/ids.ts'
import { isSealedWith, SealBroken, type Sealer } from '../../kernel/secrets.ts'
import { sealedFor } from './core/sealed-for.ts'

type Row = { workspace_id: string; id: TelephoneId; secret_sealed: string }

/**
 * Seal the secrets of all telephone systems again with the key in use, in one transaction of the owner: there are few in
 * each workspace. What is locked with a lost key stays as it is, and a new secret must be made for it.
 */
export async function resealTelephones(owner: pg.ClientBase, sealer: Sealer): Promise<void> {
  await owner.query('begin')
  try {
    const { rows } = await owner.query<Row>('select workspace_id, id, secret_sealed from telephone for update')
    for (const row of rows) {
      const sealed = resealed(row, sealer)
      if (sealed === null) continue
      await owner.query('update telephone set secret_sealed = $3 where workspace_id = $1 and id = $2', [
        row.workspace_id,
        row.id,
        sealed,
      ])
    }
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

/** Null: nothing to do, or nothing that can be done. */
function resealed({ id, secret_sealed }: Row, sealer: Sealer): string | null {
  if (isSealedWith(secret_sealed, sealer.keyId())) return null
  try {
    return sealer.seal(sealer.open(secret_sealed, sealedFor(id)), sealedFor(id))
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
