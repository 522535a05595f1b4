import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveChannel as operation } from '../../src/contract/operations/channels.ts'
import { guardedFetch } from '../../src/kernel/guarded-fetch.ts'
import { inRead } from '../../src/kernel/work.ts'
import { type ChannelsDeps, channels, saveChannel, testConnection } from '../../src/modules/channels/actions.ts'
import type { ChannelInput } from '../../src/modules/channels/core/settings.ts'
import { channelDirectory } from '../../src/modules/channels/index.ts'
import { whatsappCloud } from '../../src/providers/whatsapp-cloud/adapter.ts'
import { createWorld, type World } from '../../src/testing/world.ts'
import { at, harmlessAtFirst, type Inside, openInside, tricks, tricky } from './tricks.ts'

let world: World
let inside: Inside

beforeAll(async () => {
  world = await createWorld()
  inside = await openInside()
})
afterAll(async () => {
  inside.close()
  await world.close()
})

const by = () => ({ workspaceId: world.workspaceId, agentId: world.agentIds.ana })

function departments(): ChannelsDeps & { close(): void } {
  const guard = guardedFetch({
    allowed: [],
    ownHosts: ['ours.example'],
    ownAddresses: () => ['3000::beef'],
    resolve: tricky(),
    limits: { connectMs: 150 },
  })
  return {
    sealer: world.sealer,
    directory: channelDirectory({ system: world.kernel.system, sealer: world.sealer }),
    providers: { whatsapp_cloud: whatsappCloud },
    fetcher: guard.fetch,
    problemOfAddress: guard.problemOf,
    webhookUrl: (key) => `https://desk.example/hooks/${key}`,
    close: guard.close,
  }
}

/** The world's channel, as an administrator who means ill would save it. */
async function formWith(deps: ChannelsDeps, baseUrl: string): Promise<ChannelInput> {
  const listed = await inRead(world.kernel, world.workspaceId, (tx) => channels(deps, tx, by()))
  if (!listed.ok) throw new Error(listed.refusal)
  const [stored] = listed.value.channels
  return operation.input.parse({
    ...stored,
    connection: { ...stored!.connection, baseUrl, version: 'v23.0' },
    accessToken: 'a-token-that-stays-here',
    addAppSecret: `a-secret-of-this-save-${stored!.version}`,
    dropAppSecrets: stored!.appSecretLastFours,
  })
}

describe('an administrator saves a server address', () => {
  test.each(tricks)('that reaches inside by %s', async (...trick) => {
    const deps = departments()
    const before = inside.connections()
    const url = at(trick, inside.port)
    const fits = operation.input.shape.connection.shape.baseUrl.safeParse(url).success
    const saved = fits ? await saveChannel(deps, world.kernel, by(), await formWith(deps, url)) : null
    if (saved?.ok) {
      // Today it leads somewhere harmless. When it is called, it is looked at again.
      expect(harmlessAtFirst).toContain(trick[0])
      await testConnection(deps, world.kernel, by(), { id: world.channelId })
    } else if (saved) expect(saved.refusal).toMatch(/^(address_not_allowed|invalid_input)$/)
    deps.close()
    expect(inside.connections()).toBe(before)
  })

  test('of the provider itself, and is let', async () => {
    const deps = departments()
    const form = await formWith(deps, 'https://graph.facebook.com')
    expect(await saveChannel(deps, world.kernel, by(), form)).toMatchObject({ ok: true })
    deps.close()
  })
})
