import { CloseButton } from '@mantine/core'
import { IconWifiOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { store } from '../../../sync/session.ts'
import { useSync } from '../../../sync/use.ts'
import classes from './conversation.module.css'

/** A break shorter than this is not worth a line. */
const quietMs = 1_500

/** Above the thread: that the line is away, since when; or what came while it was. */
export function LineState() {
  const words = useWords(deskWords)
  const { lineLost, close } = useWords(common)
  const line = useSync((state) => state.line)
  const missed = useSync((state) => state.missed)
  const lost = useLasting(line.state === 'offline')
  if (lost && line.state === 'offline')
    return (
      <div className={classes.lineLost} role="status">
        <IconWifiOff size={16} aria-hidden />
        {lineLost(clockTime(line.since, { locale: locale() }))}
      </div>
    )
  if (missed)
    return (
      <div className={classes.lineBack} role="status">
        {words.missedMessages(missed.count)}
        <CloseButton size={24} aria-label={close} onClick={() => store.forgetMissed()} />
      </div>
    )
  return null
}

function useLasting(on: boolean): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!on) return setLasting(false)
    const timer = setTimeout(() => setLasting(true), quietMs)
    return () => clearTimeout(timer)
  }, [on])
  return lasting
}
