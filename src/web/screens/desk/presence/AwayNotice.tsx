import { Button } from '@mantine/core'
import { attendance } from '../../../i18n/attendance.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { clockTime } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { useView } from '../../../sync/use.ts'
import { usePresenceActs } from './usePresenceActs.ts'

/** What happened while this person had no line, until they say what they do. */
export function AwayNotice() {
  const words = useWords(attendance)
  const desk = useWords(deskWords)
  const away = useView((view) => view.agents[view.me.agentId]?.presence.away ?? null)
  const { become } = usePresenceActs()
  if (!away) return null
  return (
    <Callout
      tone="warn"
      announced
      action={
        <Button variant="filled" onClick={() => void become('available')}>
          {desk.becomeAvailable}
        </Button>
      }
    >
      <b>{words.wereAway(clockTime(away.since, { locale: locale() }), away.returned)}</b>
      <div>{words.draftsKept}</div>
    </Callout>
  )
}
