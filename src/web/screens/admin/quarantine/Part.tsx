import { Button, SegmentedControl } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { QuarantinedPart } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import type { Tone } from '../../../parts/Chip.tsx'
import { useView } from '../../../sync/use.ts'
import { CopyButton } from '../shared/CopyField.tsx'
import { Detail } from '../shared/ListDetail.tsx'
import settings from '../shared/settings.module.css'
import { Time } from '../shared/Time.tsx'
import { useGo } from '../shared/useGo.ts'
import { prettyJson } from './pretty.ts'
import classes from './quarantine.module.css'

export const whyTone: Record<QuarantinedPart['why'], Tone> = {
  unknown_number: 'warn',
  unreadable: 'bad',
  notice: 'accent',
}

/** One thing that could not be placed: why, what can be done, and exactly what came. */
export function Part({ part, acts }: { part: QuarantinedPart; acts: ReactNode }) {
  const words = useWords(admin)
  const go = useGo()
  const channel = useView((view) => view.channels[part.channelId]?.name)
  return (
    <Detail title={words.why(part.why)} back="quarantine" actions={acts}>
      <p className={classes.text}>{words.whyText(part.why)}</p>
      {part.why === 'unknown_number' && part.line !== null && (
        <Button
          style={{ justifySelf: 'start' }}
          onClick={() => void go(`channels/new/${encodeURIComponent(part.line ?? '')}`)}
        >
          {words.createChannelForIt}
        </Button>
      )}
      <dl className={classes.facts}>
        <dt>{words.reason}</dt>
        <dd lang="en">{part.reason}</dd>
        <dt>{words.arrived}</dt>
        <dd>
          <Time at={part.at} />
        </dd>
        <dt>{words.cameBy}</dt>
        <dd>
          <bdi>{channel ?? words.gone}</bdi>
        </dd>
        {part.line !== null && (
          <>
            <dt>{words.phoneNumberId}</dt>
            <dd className="mono">{part.line}</dd>
          </>
        )}
        <dt>{words.place}</dt>
        <dd className="mono">{part.path}</dd>
      </dl>
      <Raw raw={part.raw} />
    </Detail>
  )
}

function Raw({ raw }: { raw: string }) {
  const words = useWords(admin)
  const tidy = prettyJson(raw)
  const [as, setAs] = useState('json')
  return (
    <div className={settings.stack}>
      <div className={settings.row}>
        {tidy !== null && (
          <SegmentedControl
            size="xs"
            aria-label={words.whatCame}
            value={as}
            onChange={setAs}
            data={[
              { value: 'json', label: words.asJson },
              { value: 'text', label: words.asText },
            ]}
          />
        )}
        <CopyButton label={words.whatCame} value={raw} />
      </div>
      <section className={classes.raw} aria-label={words.whatCame}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must scroll by keyboard too */}
        <pre tabIndex={0}>{tidy !== null && as === 'json' ? tidy : raw}</pre>
      </section>
    </div>
  )
}
