import type pg from 'pg'

/** An application that has forgotten its own conditions: every statement asks for every workspace. */
export type Forgetful = {
  /** How many conditions were taken out so far. */
  forgotten(): number
  restore(): void
}

/** `workspace_id = $1`, `"agent"."workspace_id" = $2`, `workspace.id = …`: each with its parameter. */
const compared = /((?:"?\w+"?\.)?"?workspace_id"?)\s*=\s*(\$\d+(?:::uuid)?)/gi
/** `m.workspace_id = a.workspace_id`: what holds the tables of a join together. */
const joined = /(?:"?\w+"?\.)"?workspace_id"?\s*=\s*(?:"?\w+"?\.)"?workspace_id"?/gi
/** The workspace's own row is found by its id. */
const itself = /("workspace"|\bworkspace)( where )"?id"? = (\$\d+)/gi

/**
 * Takes the workspace out of every condition of every statement that this pool runs from now on. Parameters stay where
 * they are, so that a statement still means the same but for whose rows it means. `alsoRowSecurity`: as the owner of
 * the database, whom nothing binds, to show that the attempts would notice.
 */
export function forgetConditions(pool: pg.Pool, { alsoRowSecurity = false } = {}): Forgetful {
  let forgotten = 0
  const count = (text: string) => {
    forgotten++
    return text
  }
  const without = (text: string): string =>
    text
      .replaceAll(joined, () => count('true'))
      .replaceAll(compared, (_all, _column, parameter: string) =>
        count(`${parameter.replace(/::uuid$/, '')}::uuid is not null`),
      )
      .replaceAll(itself, (_all, table: string, where: string, parameter: string) =>
        count(`${table}${where}${parameter}::uuid is not null`),
      )
  const asOwner = (text: string) =>
    alsoRowSecurity && text.startsWith('begin') ? `${text}; set local role none` : without(text)
  const forClient =
    (query: (...args: unknown[]) => unknown) =>
    (first: unknown, ...rest: unknown[]) => {
      if (typeof first === 'string') return query(asOwner(first), ...rest)
      const { text, name } = first as { text?: string; name?: string }
      if (text === undefined) return query(first, ...rest)
      // Another statement needs another name.
      const renamed = name === undefined ? {} : { name: `${name}, forgetful` }
      return query({ ...(first as object), ...renamed, text: asOwner(text) }, ...rest)
    }
  const changed = new Map<pg.PoolClient, pg.PoolClient['query']>()
  const connect = pool.connect.bind(pool)
  const forgetting = async (): Promise<pg.PoolClient> => {
    const client = await connect()
    if (!changed.has(client)) {
      changed.set(client, client.query)
      client.query = forClient(client.query.bind(client) as never) as typeof client.query
    }
    return client
  }
  pool.connect = forgetting as typeof pool.connect
  return {
    forgotten: () => forgotten,
    restore() {
      pool.connect = connect
      for (const [client, query] of changed) client.query = query
    },
  }
}
