import { Slider } from '@mantine/core'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime, duration } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { Section } from '../../../parts/Page.tsx'
import { SlaRing } from '../../../parts/SlaRing.tsx'
import { LengthInput } from '../shared/LengthInput.tsx'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'
import channelClasses from './channels.module.css'

/** An invented message, at a time that is easy to reckon with: 11:00. */
const exampleAt = Date.UTC(2026, 0, 5, 11)

/** How long a contact may wait for an answer, when it turns amber, and what agents will see. */
export function ResponseSection({ settings }: SectionProps) {
  const words = useWords(admin)
  const { values, set, errorAt, left } = settings
  const percent = Number(values.responseWarningPercent)
  return (
    <Section id="response" title={words.sectionResponse} note={words.responseNote}>
      <div className={classes.fields}>
        <LengthInput
          label={words.answerWithin}
          units={['seconds', 'minutes', 'hours', 'days']}
          path="responseSeconds"
          value={values.responseSeconds}
          error={errorAt('responseSeconds')}
          onChange={(seconds) => set('responseSeconds', seconds)}
          onLeave={() => left('responseSeconds')}
        />
        <div>
          <p className={classes.fieldLabel}>{percent === 100 ? words.neverWarns : words.warnsAt(percent)}</p>
          <Slider
            data-path="responseWarningPercent"
            thumbLabel={words.warnAt}
            min={1}
            max={100}
            label={null}
            mt={14}
            value={percent}
            onChange={(value) => set('responseWarningPercent', value)}
          />
        </div>
        {typeof values.responseSeconds === 'number' && values.responseSeconds > 0 && (
          <Example seconds={values.responseSeconds} percent={percent} />
        )}
      </div>
    </Section>
  )
}

function Example({ seconds, percent }: { seconds: number; percent: number }) {
  const words = useWords(admin)
  const amberMs = Math.round(seconds * percent * 10)
  const lateMs = seconds * 1000
  const time = (after: number) =>
    clockTime(exampleAt + after, { locale: locale(), zone: 'UTC' }) +
    (after % 60_000 === 0 ? '' : `:${twoDigits(after)}`)
  const sentence =
    lateMs >= 86_400_000
      ? words.responseExampleLong(duration(amberMs), duration(lateMs))
      : words.responseExample(time(0), time(amberMs), time(lateMs))
  return (
    <div className={classes.stack}>
      <div>
        <p className={classes.fieldLabel}>{words.agentsSee}</p>
        <div className={channelClasses.clocks}>
          <SlaRing sla={{ state: 'good', leftMs: Math.max(0, lateMs - 60_000), part: 0.8 }} />
          {percent < 100 && <SlaRing sla={{ state: 'warn', leftMs: lateMs - amberMs, part: (100 - percent) / 100 }} />}
          <SlaRing sla={{ state: 'bad', overMs: 12_000 }} />
        </div>
      </div>
      <p className={classes.hint}>{percent < 100 ? sentence : words.responseExampleNoWarning(time(0), time(lateMs))}</p>
    </div>
  )
}

const twoDigits = (ms: number): string => String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')
