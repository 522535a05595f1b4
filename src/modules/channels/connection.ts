import type { ChannelId, WorkspaceId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'
import { isSealed, SealBroken, type Sealer } from '../../kernel/secrets.ts'
import type { Connection, Provider } from '../../providers/provider.ts'
import { type SealedChannel, sealedChannel } from './repo.ts'

/** What a secret is sealed for: it opens nowhere else. */
export const sealedFor = (id: ChannelId, what: 'access_token' | 'app_secret' | 'verify_token'): string =>
  `channel:${id}:${what}`

export type ProviderName = SealedChannel['provider']
export type Providers = Readonly<Record<ProviderName, Provider>>

/**
 * How a channel reaches its provider, read now. Undefined: no such channel; a null connection: no access token.
 * Throws `SealBroken`.
 */
export async function connectionOf(
  tx: Tx,
  sealer: Sealer,
  workspaceId: WorkspaceId,
  id: ChannelId,
): Promise<{ provider: ProviderName; connection: Connection | null } | undefined> {
  const channel = await sealedChannel(tx, workspaceId, id)
  return channel && { provider: channel.provider, connection: openConnection(channel, sealer) }
}

/** Unlock the access token. Null when there is none. Throws `SealBroken`. */
export function openConnection(channel: SealedChannel, sealer: Sealer): Connection | null {
  if (channel.accessTokenSealed === null) return null
  return {
    baseUrl: channel.baseUrl,
    version: channel.apiVersion,
    line: channel.phoneNumberId,
    account: channel.businessAccountId,
    appId: channel.appId === '' ? null : channel.appId,
    accessToken: sealer.open(channel.accessTokenSealed, sealedFor(channel.id, 'access_token')),
  }
}

/** Unlock the secrets webhooks may be signed with. Throws `SealBroken`. */
export const openAppSecrets = (channel: SealedChannel, sealer: Sealer): string[] =>
  channel.appSecrets.map(({ sealed }) => sealer.open(sealed, sealedFor(channel.id, 'app_secret')))

/** Unlock the verify token; one that was kept before they were sealed is as it is. Throws `SealBroken`. */
export const openVerifyToken = (
  { id, verifyToken }: Pick<SealedChannel, 'id' | 'verifyToken'>,
  sealer: Sealer,
): string => (isSealed(verifyToken) ? sealer.open(verifyToken, sealedFor(id, 'verify_token')) : verifyToken)

/** The verify token, or null when it is locked with a key that is lost. */
export function verifyTokenOf(channel: Pick<SealedChannel, 'id' | 'verifyToken'>, sealer: Sealer): string | null {
  try {
    return openVerifyToken(channel, sealer)
  } catch (error) {
    if (error instanceof SealBroken) return null
    throw error
  }
}
