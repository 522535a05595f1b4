import { IconAlertCircleFilled, IconAlertTriangle, IconCircleCheck, IconClockQuestion } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ChannelSettings } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Time } from '../shared/Time.tsx'
import classes from './channels.module.css'

/** How a channel is: what the provider complains of, webhooks that nobody can trust, and when the last one came. */
export function Health({ channel: { health, active } }: { channel: Pick<ChannelSettings, 'health' | 'active'> }) {
  const words = useWords(admin)
  const { trouble, wrongSignatures, lastWrongSignatureAt, lastWebhookAt, quarantined } = health
  return (
    <div className={classes.health}>
      {trouble && (
        <Line tone="bad" glyph={<IconAlertCircleFilled size={14} aria-hidden />}>
          <bdi>{trouble.title}</bdi>
        </Line>
      )}
      {wrongSignatures > 0 && (
        <Line tone="warn" glyph={<IconAlertTriangle size={14} aria-hidden />}>
          {lastWrongSignatureAt === null ? (
            words.wrongSignatures(wrongSignatures)
          ) : (
            <Time at={lastWrongSignatureAt} say={(time) => words.wrongSignaturesLast(wrongSignatures, time)} />
          )}
        </Line>
      )}
      {quarantined > 0 && (
        <Line tone="warn" glyph={<IconAlertTriangle size={14} aria-hidden />}>
          {words.inQuarantine(quarantined)}
        </Line>
      )}
      {lastWebhookAt === null ? (
        <Line tone={active ? 'warn' : 'plain'} glyph={<IconClockQuestion size={14} aria-hidden />}>
          {words.noWebhookYet}
        </Line>
      ) : (
        <Line tone={trouble ? 'plain' : 'good'} glyph={<IconCircleCheck size={14} aria-hidden />}>
          <Time at={lastWebhookAt} say={words.lastWebhook} />
        </Line>
      )}
    </div>
  )
}

const Line = ({ tone, glyph, children }: { tone: string; glyph: ReactNode; children: ReactNode }) => (
  <span className={classes.healthLine} data-tone={tone}>
    {glyph}
    <span>{children}</span>
  </span>
)
