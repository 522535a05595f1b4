import { Input, MantineThemeProvider } from '@mantine/core'
import { Navigate, useParams } from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense } from 'react'
import { admin } from '../../i18n/admin.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { Loading } from '../../parts/Loading.tsx'
import { useCommands } from '../../shell/commands.ts'
import { ErrorBoundary } from '../../shell/ErrorBoundary.tsx'
import { NotFound } from '../../shell/NotFound.tsx'
import { useMe } from '../../sync/use.ts'
import { AdminNav } from './AdminNav.tsx'
import classes from './admin.module.css'
import { Answers } from './answers/Answers.tsx'
import { Audit } from './audit/Audit.tsx'
import { Calendars } from './calendars/Calendars.tsx'
import { Channels } from './channels/Channels.tsx'
import { Dispositions } from './dispositions/Dispositions.tsx'
import { ApiKeys } from './keys/ApiKeys.tsx'
import { type Place, type PlacePath, placeAt, places } from './places.ts'
import { Plans } from './plans/Plans.tsx'
import { Promises } from './promises/Promises.tsx'
import { Quarantine } from './quarantine/Quarantine.tsx'
import { Queues } from './queues/Queues.tsx'
import { Reasons } from './reasons/Reasons.tsx'
import { Report } from './report/Report.tsx'
import { Rules } from './rules/Rules.tsx'
import { useGo } from './shared/useGo.ts'
import { useWide } from './shared/useWide.ts'
import { Skills } from './skills/Skills.tsx'
import { Templates } from './templates/Templates.tsx'
import { Users } from './users/Users.tsx'

/** What follows the name of a screen in the address: an id, `new`, or nothing. */
export type ScreenProps = { rest: string[] }

/** With its charts larger than all the others together: loaded when it is opened. */
const WhatIf = lazy(async () => ({ default: (await import('./whatif/WhatIf.tsx')).WhatIf }))

const Telephone = lazy(async () => ({ default: (await import('./telephone/Telephone.tsx')).Telephone }))
const Tags = lazy(async () => ({ default: (await import('./tags/Tags.tsx')).Tags }))
const Transfers = lazy(async () => ({ default: (await import('./transfers/Transfers.tsx')).Transfers }))

const screens: Record<PlacePath, ComponentType<ScreenProps>> = {
  channels: Channels,
  calendars: Calendars,
  promises: Promises,
  rules: Rules,
  quarantine: Quarantine,
  queues: Queues,
  skills: Skills,
  templates: Templates,
  'canned-answers': Answers,
  dispositions: Dispositions,
  plans: Plans,
  users: Users,
  tags: Tags,
  reasons: Reasons,
  'api-keys': ApiKeys,
  audit: Audit,
  report: Report,
  'what-if': WhatIf,
  telephone: Telephone,
  transfers: Transfers,
}

/** Fields stand side by side here: with notes below them, labels and inputs stay in line. */
const formTheme = {
  components: {
    InputWrapper: Input.Wrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
      styles: { description: { marginBlockStart: 4 } },
    }),
  },
}

/**
 * Administration: its own navigation and one screen. Where there is room for one column only, the navigation is a page
 * of its own and every screen leads back to it.
 */
export function Admin() {
  const words = useWords(common)
  const { _splat = '' } = useParams({ strict: false })
  const wide = useWide()
  const { permissions } = useMe()
  const allowed = places.filter((place) => permissions.includes(place.permission))
  const { place, rest } = placeAt(_splat)
  const Screen = place && allowed.includes(place) ? screens[place.path] : undefined
  const [first] = allowed
  useGoCommands(allowed)

  if (!first) return <NotFound />
  if (_splat === '' && wide) return <Navigate to="/admin/$" params={{ _splat: first.path }} replace />
  return (
    <MantineThemeProvider theme={formTheme}>
      <div className={classes.admin}>
        {(wide || _splat === '') && <AdminNav allowed={allowed} at={place?.path} />}
        {_splat !== '' && !Screen && <NotFound />}
        {Screen && (
          <main className={classes.main} aria-label={words.administration}>
            <ErrorBoundary of={_splat}>
              <Suspense fallback={<Loading lines={8} />}>
                <Screen rest={rest} />
              </Suspense>
            </ErrorBoundary>
          </main>
        )}
      </div>
    </MantineThemeProvider>
  )
}

/** Every screen of administration can be reached from the command palette. */
function useGoCommands(allowed: readonly Place[]): void {
  const { groupGo, administration } = useWords(common)
  const words = useWords(admin)
  const go = useGo()
  useCommands(() =>
    allowed.map(({ path, name }) => ({
      id: `admin ${path}`,
      name: words[name],
      note: administration,
      group: groupGo,
      run: () => void go(path),
    })),
  )
}
