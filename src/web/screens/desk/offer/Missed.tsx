import { Button, CloseButton } from '@mantine/core'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { useView } from '../../../sync/use.ts'
import { usePresenceActs } from '../presence/usePresenceActs.ts'
import classes from './offer.module.css'

/** An offer was missed: what the system did about it, and the way back. */
export function Missed({ name, onClose }: { name: string; onClose: () => void }) {
  const words = useWords(deskWords)
  const { close } = useWords(common)
  const { become } = usePresenceActs()
  const presence = useView((view) => view.agents[view.me.agentId]?.presence)
  const changed = presence && (presence.state !== 'available' || presence.notResponding || presence.stopNew)
  const state = presence?.notResponding
    ? words.notResponding
    : presence?.stopNew
      ? words.noNewOnes
      : words[presence?.state ?? 'available']
  return (
    <div className={classes.card}>
      <div className={classes.missed}>
        <Callout tone="bad" announced action={<CloseButton size={24} aria-label={close} onClick={onClose} />}>
          <b>{words.missedTitle}</b> {words.missedText(name)} {changed && words.youAreNow(state)}
        </Callout>
        {changed && (
          <Button variant="filled" onClick={() => void become('available')}>
            {words.iAmBack}
          </Button>
        )}
      </div>
    </div>
  )
}
