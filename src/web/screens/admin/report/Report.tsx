import { Button, TextInput } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useState } from 'react'
import type { z } from 'zod'
import { dispositionReport, satisfactionReport } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { finishing } from '../../../i18n/finishing.ts'
import { number } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { serverNow } from '../../../sync/clock.ts'
import { useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { Screen } from '../shared/Screen.tsx'
import settings from '../shared/settings.module.css'
import { instantsOf, lastDays } from './period.ts'
import classes from './report.module.css'

type Row = z.output<(typeof dispositionReport)['output']>['rows'][number]

const presets = [1, 7, 30] as const

/** How many interactions closed with each disposition, channel by channel. */
export function Report(_: ScreenProps) {
  const words = useWords(admin)
  const [period, setPeriod] = useState(() => lastDays(7, serverNow()))
  const instants = instantsOf(period)
  return (
    <Screen title={words.report}>
      <div className={classes.period}>
        <TextInput
          type="date"
          label={words.from}
          value={period.from}
          onChange={(event) => setPeriod({ ...period, from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={words.to}
          value={period.to}
          error={instants === null ? words.periodWrong : null}
          onChange={(event) => setPeriod({ ...period, to: event.currentTarget.value })}
        />
        <div className={settings.row}>
          {presets.map((days) => (
            <Button key={days} onClick={() => setPeriod(lastDays(days, serverNow()))}>
              {words.lastDays(days)}
            </Button>
          ))}
        </div>
      </div>
      {instants && <Figures {...instants} />}
      {instants && <Answers {...instants} />}
    </Screen>
  )
}

function Figures({ from, to }: { from: number; to: number }) {
  const words = useWords(admin)
  const query = useAsked(dispositionReport, { from, to })
  return (
    <Asked query={query}>
      {({ rows }) =>
        rows.length === 0 ? (
          <EmptyState mark={<IconChartBar size={22} aria-hidden />} title={words.nothingInTheseDays}>
            {words.nothingInTheseDaysText}
          </EmptyState>
        ) : (
          <Channels rows={rows} />
        )
      }
    </Asked>
  )
}

type Answer = z.output<(typeof satisfactionReport)['output']>['rows'][number]

/** What contacts said about what was closed; nothing where nobody was asked. */
function Answers({ from, to }: { from: number; to: number }) {
  const words = useWords(finishing)
  const query = useAsked(satisfactionReport, { from, to })
  return (
    <Asked query={query}>
      {({ rows }) =>
        rows.length > 0 && (
          <>
            <h2 className={classes.name}>{words.satisfactionReport}</h2>
            {[...Map.groupBy(rows, ({ channelId }) => channelId).values()].map((of) => (
              <AnswersOf key={of[0]?.channelId} of={of} />
            ))}
          </>
        )
      }
    </Asked>
  )
}

function AnswersOf({ of }: { of: readonly Answer[] }) {
  const words = useWords(finishing)
  const all = useWords(admin)
  const region = { locale: locale() }
  const share = new Intl.NumberFormat(region.locale, { style: 'percent', maximumFractionDigits: 0 })
  const asked = of.reduce((sum, { count }) => sum + count, 0)
  const name = of[0]?.channelName ?? ''
  return (
    <section className={classes.card}>
      <header className={classes.caption}>
        <h3 className={classes.name}>
          <bdi>{name}</bdi>
        </h3>
        <span className={settings.hint}>{words.askedCount(asked)}</span>
      </header>
      <table className={classes.table} aria-label={`${words.satisfactionReport}: ${name}`}>
        <thead>
          <tr>
            <th scope="col">{words.answer}</th>
            <th scope="col" className={classes.figure}>
              {all.interactions}
            </th>
            <th scope="col" className={classes.figure}>
              {all.share}
            </th>
            <td className={classes.barCell} />
          </tr>
        </thead>
        <tbody>
          {of.map(({ place, answer, count }) => (
            <tr key={`${place} ${answer}`}>
              <th scope="row">
                {answer === null ? <span className="quiet">{words.withoutAnswer}</span> : <bdi>{answer}</bdi>}
              </th>
              <td className={classes.figure}>{number(count, region)}</td>
              <td className={classes.figure}>{share.format(count / asked)}</td>
              <td aria-hidden="true" className={classes.barCell}>
                <span className={classes.bar} style={{ inlineSize: `${(count / asked) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Channels({ rows }: { rows: readonly Row[] }) {
  const words = useWords(admin)
  const region = { locale: locale() }
  const share = new Intl.NumberFormat(region.locale, { style: 'percent', maximumFractionDigits: 0 })
  const byChannel = [...Map.groupBy(rows, ({ channelId }) => channelId).values()].toSorted(
    (a, b) => total(b) - total(a),
  )
  return byChannel.map((of) => {
    const all = total(of)
    return (
      <section key={of[0]?.channelId} className={classes.card}>
        <header className={classes.caption}>
          <h2 className={classes.name}>
            <bdi>{of[0]?.channelName}</bdi>
          </h2>
          <span className={settings.hint}>{words.closedCount(all)}</span>
        </header>
        <table className={classes.table} aria-label={of[0]?.channelName}>
          <thead>
            <tr>
              <th scope="col">{words.disposition}</th>
              <th scope="col" className={classes.figure}>
                {words.interactions}
              </th>
              <th scope="col" className={classes.figure}>
                {words.share}
              </th>
              <td className={classes.barCell} />
            </tr>
          </thead>
          <tbody>
            {of
              .toSorted((a, b) => b.count - a.count)
              .map(({ dispositionId, dispositionName, count }) => (
                <tr key={`${dispositionId} ${dispositionName}`}>
                  <th scope="row">
                    {dispositionName === null ? (
                      <span className="quiet">{words.withoutDisposition}</span>
                    ) : (
                      <bdi>{dispositionName}</bdi>
                    )}
                  </th>
                  <td className={classes.figure}>{number(count, region)}</td>
                  <td className={classes.figure}>{share.format(count / all)}</td>
                  <td aria-hidden="true" className={classes.barCell}>
                    <span className={classes.bar} style={{ inlineSize: `${(count / all) * 100}%` }} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </section>
    )
  })
}

const total = (rows: readonly Row[]): number => rows.reduce((sum, { count }) => sum + count, 0)
