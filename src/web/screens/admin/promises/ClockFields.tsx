import { Slider, Switch } from '@mantine/core'
import type { ClockName } from '../../../../contract/cards.ts'
import type { SlaPolicy } from '../../../../contract/operations/sla.ts'
import type { PolicyOwner } from '../../../../modules/sla/core/policy.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { clockTime, duration } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { times } from '../../../i18n/times.ts'
import { SlaRing } from '../../../parts/SlaRing.tsx'
import { LengthInput } from '../shared/LengthInput.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import { Escalations } from './Escalations.tsx'
import { type ClockValues, followedBy, type PolicyValues } from './promise-values.ts'
import promiseClasses from './promises.module.css'

type Props = {
  name: ClockName
  owner: PolicyOwner
  policies: readonly SlaPolicy[]
  settings: Settings<PolicyValues>
}

/** One clock: what it measures, whether it has its own word here, and if so which. */
export function ClockFields({ name, owner, policies, settings }: Props) {
  const words = useWords(times)
  const { values, set } = settings
  const { from, promise } = followedBy(policies, owner, name)
  // The workspace follows nobody: what is delivered is where it begins.
  const own = values.clocks[name] ?? (owner === 'workspace' ? promise : null)
  const title = words.clock(name)
  const put = (next: ClockValues | null) => set('clocks', { ...values.clocks, [name]: next })
  return (
    <section className={promiseClasses.clock} aria-label={title}>
      <div className={promiseClasses.head}>
        <div>
          <h3 className={promiseClasses.clockName}>{title}</h3>
          <p className={classes.hint}>{words.clockNote(name)}</p>
        </div>
        {owner !== 'workspace' && (
          <Switch
            label={words.ownPromise(title)}
            checked={own !== null}
            onChange={() => put(own === null ? promise : null)}
          />
        )}
      </div>
      {own === null ? (
        <p className={promiseClasses.followed}>{words.followed(from)}</p>
      ) : (
        <Own name={name} own={own} settings={settings} onPut={put} />
      )}
    </section>
  )
}

type OwnProps = {
  name: ClockName
  own: ClockValues
  settings: Settings<PolicyValues>
  onPut: (next: ClockValues) => void
}

function Own({ name, own, settings, onPut }: OwnProps) {
  const words = useWords(times)
  const path = `clocks.${name}`
  const put = (change: Partial<ClockValues>) => onPut({ ...own, ...change })
  return (
    <>
      <Switch label={words.runs(words.clock(name))} checked={own.on} onChange={() => put({ on: !own.on })} />
      {own.on && (
        <>
          <div className={classes.fields}>
            <LengthInput
              label={words.within}
              description={words.withinNote}
              units={['seconds', 'minutes', 'hours', 'days']}
              path={`${path}.seconds`}
              value={own.seconds}
              error={settings.errorAt(`${path}.seconds`)}
              onChange={(seconds) => put({ seconds })}
              onLeave={() => settings.left(`${path}.seconds`)}
            />
            <div>
              <p className={classes.fieldLabel}>
                {own.warnPercent === 100 ? words.neverWarns : words.warnsAt(own.warnPercent)}
              </p>
              <Slider
                thumbLabel={words.warnAt}
                min={1}
                max={100}
                label={null}
                mt={14}
                value={own.warnPercent}
                onChange={(warnPercent) => put({ warnPercent })}
              />
            </div>
            {typeof own.seconds === 'number' && own.seconds > 0 && (
              <Example seconds={own.seconds} percent={own.warnPercent} />
            )}
          </div>
          <Switch
            label={words.businessHours}
            description={words.businessHoursNote}
            checked={own.businessHours}
            onChange={() => put({ businessHours: !own.businessHours })}
          />
          <div className={classes.fields}>
            {own.warnPercent < 100 && (
              <Escalations
                legend={words.onWarning}
                path={`${path}.onWarning`}
                list={own.onWarning}
                settings={settings}
                onPut={(onWarning) => put({ onWarning })}
              />
            )}
            <Escalations
              legend={words.onBreach}
              path={`${path}.onBreach`}
              list={own.onBreach}
              settings={settings}
              onPut={(onBreach) => put({ onBreach })}
            />
          </div>
        </>
      )}
    </>
  )
}

/** An invented beginning, at a time that is easy to reckon with: 11:00. */
const exampleAt = Date.UTC(2026, 0, 5, 11)
const dayMs = 86_400_000

function Example({ seconds, percent }: { seconds: number; percent: number }) {
  const words = useWords(times)
  const amberMs = seconds * percent * 10
  const lateMs = seconds * 1000
  const moment = (after: number) =>
    after >= dayMs
      ? `11:00 + ${duration(after)}`
      : `${clockTime(exampleAt + after, { locale: locale(), zone: 'UTC' })}${secondsOf(after)}`
  return (
    <div className={classes.stack}>
      <div>
        <p className={classes.fieldLabel}>{words.agentsSee}</p>
        <div className={promiseClasses.clocks}>
          <SlaRing sla={{ state: 'good', leftMs: lateMs * 0.9, part: 0.9 }} />
          {percent < 100 && <SlaRing sla={{ state: 'warn', leftMs: lateMs - amberMs, part: (100 - percent) / 100 }} />}
          <SlaRing sla={{ state: 'bad', overMs: 12_000 }} />
        </div>
      </div>
      <p className={classes.hint}>
        {percent < 100
          ? words.example(moment(0), moment(amberMs), moment(lateMs))
          : words.exampleNoWarning(moment(0), moment(lateMs))}
      </p>
    </div>
  )
}

const secondsOf = (ms: number): string =>
  ms % 60_000 === 0 ? '' : `:${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}`
