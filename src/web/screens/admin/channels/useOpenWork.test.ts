import { expect, test } from 'vitest'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { ChannelId } from '../../../../contract/ids.ts'
import { openWorkBy } from './useOpenWork.ts'

const shop = 'shop' as ChannelId
const card = (state: InteractionCard['state'], channelId = shop) =>
  ({ state, conversation: { channelId } }) as InteractionCard

test('who waits on a channel and who is in hand is counted, offered and wrapped up too; what is closed is not', () => {
  const found = openWorkBy([card('waiting'), card('offered'), card('active'), card('wrapping_up'), card('closed')])
  expect(found.get(shop)).toEqual({ waiting: 2, held: 2 })
  expect(openWorkBy([card('closed')]).size).toBe(0)
})
