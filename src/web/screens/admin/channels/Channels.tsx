import { useEffect, useEffectEvent } from 'react'
import { listChannels } from '../../../../contract/operations/channels.ts'
import { useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { ChannelList } from './ChannelList.tsx'
import { ChannelScreen } from './ChannelScreen.tsx'

/** Health is counted by the server without a line in the journal, so it is asked again now and then. */
const healthEveryMs = 15_000

/** The channels: all of them, one of them, or a new one (`new`, with the number's id after it when it is known). */
export function Channels({ rest: [id, phoneNumberId] }: ScreenProps) {
  const query = useAsked(listChannels, {}, { catalog: 'channels' })
  const again = useEffectEvent(() => {
    if (!document.hidden) void query.refetch()
  })
  useEffect(() => {
    const timer = setInterval(() => again(), healthEveryMs)
    return () => clearInterval(timer)
  }, [])
  if (id === undefined) return <ChannelList query={query} />
  return <ChannelScreen key={id} query={query} id={id} phoneNumberId={phoneNumberId ?? ''} />
}
