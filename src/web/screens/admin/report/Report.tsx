import { Button, TextInput } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useState } from 'react'
import type { z } from 'zod'
import { dispositionReport } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
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
