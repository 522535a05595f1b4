import { afterEach, expect, test } from 'vitest'
import { afterEvent, type Scene, sceneOf } from '../../web/screens/simulator/live/scene.ts'
import type { Catalogue, FeedEvent, Snapshot } from '../../web/screens/simulator/live/wire.ts'
import { failureModes, switchNames } from '../../web/screens/simulator/live/wire.ts'
import { FailureMode, SWITCHES } from './faults.ts'
import { AMARA, PNID, type Stage, sentId, setStage } from './stage.ts'

/*
 * The screen knows the simulator by its API alone. Here both meet: what the screen makes of the feed must be what the
 * simulator would tell somebody who comes now.
 */

let stage: Stage | undefined
let leave = new AbortController()

afterEach(async () => {
  leave.abort()
  leave = new AbortController()
  await stage?.close()
})

/** Listens to the feed as a browser does, and keeps the scene by it. */
async function screenOf({ running }: Stage) {
  const response = await fetch(`${running.url}/events`, { signal: leave.signal })
  const snapshot = async () => (await (await fetch(`${running.url}/control/state`)).json()) as Snapshot
  let scene = sceneOf(await snapshot(), 0)
  let heard = () => {}
  const lost: FeedEvent[] = []
  const listening = (async () => {
    let text = ''
    for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (text + bytes).split('\n\n')
      text = parts.pop()!
      for (const data of parts.map((part) => /^data: (.*)$/m.exec(part)?.[1]).filter((one) => one !== undefined)) {
        const event = JSON.parse(data) as FeedEvent
        const next = afterEvent(scene, event, 0)
        if (next === 'lost') lost.push(event)
        else scene = next
      }
      heard()
    }
  })()
  listening.catch(() => undefined)
  return {
    lost,
    /** The scene when it has heard everything there was to say, and the one of somebody who comes now. */
    async bothNow(): Promise<{ kept: Scene; fresh: Scene }> {
      await stage!.idle()
      const fresh = sceneOf(await snapshot(), 0)
      while (scene.seq < fresh.seq && lost.length === 0)
        await new Promise<void>((resolve) => {
          heard = resolve
        })
      return { kept: scene, fresh }
    },
  }
}

/** Time runs, and what somebody is shown of typing depends on it: everything else must be the same. */
function comparable({ ahead: _ahead, phones, ...rest }: Scene) {
  const quiet = phones.map((phone) => ({
    ...phone,
    chats: phone.chats.map(({ businessTypingUntil: _until, ...chat }) => chat),
  }))
  return { ...rest, phones: quiet }
}

test('by the feed alone the screen stays what the simulator is', async () => {
  stage = await setStage()
  const screen = await screenOf(stage)
  const { act, change, control, send, faults, graph } = stage

  await act('amara', { type: 'text', text: 'Can I change the address?' })
  await stage.idle()
  const answer = await send({ type: 'text', text: { body: 'Of course.' } })
  await change('amara', { openChat: PNID, readReceipts: true })
  await act('amara', { type: 'reaction', messageId: sentId(answer), emoji: '👍' })
  const own = await act('amara', { type: 'text', text: '12 Quary Lane', quotedId: sentId(answer) })
  const ownId = (own.body.message as { id: string }).id
  await act('amara', { type: 'edit', messageId: ownId, text: '12 Quarry Lane' })
  await graph('POST', `/${PNID}/messages`, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: ownId,
    typing_indicator: { type: 'text' },
  })
  await act('amara', { type: 'image' })
  await act('amara', { type: 'revoke', messageId: ownId })
  await act('mira', { type: 'rotate_user_id' })
  await change('gil', { online: false, number: null, block: { phoneNumberId: PNID, blocked: true } })
  await control('POST', '/phones', { name: 'Inés Robledo', number: '+447700900201' })
  await control('DELETE', '/phones/rosa')
  await faults({ duplicate: true, delayMs: 1, failNext: { code: 131048, times: 2, by: 'response' } })
  await send({ type: 'text', text: { body: 'This fails' } })
  await control('DELETE', '/faults')
  await control('PATCH', '/settings', { strangers: 'reachable' })
  await send({ type: 'template', template: { name: 'continue_chat', language: { code: 'en' } }, to: AMARA })
  await stage.advance(60_000)
  await control('POST', '/numbers', { phoneNumberId: PNID, tokenState: 'expired' })

  const { kept, fresh } = await screen.bothNow()
  expect(screen.lost).toEqual([])
  expect(kept.lines.length).toBeGreaterThan(10)
  expect(comparable(kept)).toEqual(comparable(fresh))
})

test('beginning anew asks the screen for everything', async () => {
  stage = await setStage()
  const screen = await screenOf(stage)
  await stage.control('POST', '/clear', { what: 'everything' })
  await screen.bothNow()
  expect(screen.lost.map(({ type }) => type)).toContain('reset')
})

test('the screen has a switch for every fault and a word for every way of failing', async () => {
  expect([...switchNames].sort()).toEqual([...SWITCHES].sort())
  for (const mode of failureModes) expect(FailureMode.safeParse(mode).success).toBe(true)
  stage = await setStage()
  const { body } = await stage.control('GET', '/catalogue')
  const { codes, notices } = body as unknown as Catalogue
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining([131047, 131048, 131026, 130429, 132000]))
  expect(notices).toContain('message_template_status_update')
})
