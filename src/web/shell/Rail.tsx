import { Tooltip } from '@mantine/core'
import {
  IconDeviceMobile,
  IconGauge,
  IconHelp,
  IconMessages,
  IconSearch,
  IconSettings,
  type TablerIcon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { PresenceMark } from '../parts/PresenceMark.tsx'
import { useAbout, useMe, useSync, useView } from '../sync/use.ts'
import { shapeOf, waitingForMe } from './attention.ts'
import { Logo } from './Logo.tsx'
import classes from './shell.module.css'

const SimulatorRailMark = lazy(() =>
  import('../screens/simulator/RailMark.tsx').then((module) => ({ default: module.SimulatorRailMark })),
)

const administration = [
  'channels.manage',
  'queues.manage',
  'users.manage',
  'templates.manage',
  'dispositions.manage',
  'api_keys.manage',
  'audit.read',
  'canned_answers.manage',
  'reports.read',
] as const

/** Main navigation. What a person may not do is absent. */
export function Rail() {
  const words = useWords(common)
  const me = useMe()
  const demo = useAbout()?.demo ?? false
  const waiting = useView(waitingForMe)
  const administers = administration.some((permission) => me.permissions.includes(permission))
  return (
    <nav className={classes.rail} aria-label={words.navigation}>
      <span className={classes.logo}>
        <Logo />
      </span>
      <RailLink to="/desk" name={words.desk} icon={IconMessages} badge={waiting} />
      {demo && (
        <RailLink to="/simulator" name={words.simulator} icon={IconDeviceMobile}>
          <Suspense>
            <SimulatorRailMark />
          </Suspense>
        </RailLink>
      )}
      {me.permissions.includes('interactions.steer') && <RailLink to="/board" name={words.board} icon={IconGauge} />}
      {administers && <RailLink to="/admin" name={words.administration} icon={IconSettings} />}
      <span className={classes.grow} />
      <RailButton opens="palette" name={words.commands} icon={IconSearch} />
      <RailButton opens="keys" name={words.allKeys} icon={IconHelp} />
      <ConnectionState />
      <MyMark />
    </nav>
  )
}

function RailLink({
  to,
  name,
  icon: Glyph,
  badge = 0,
  children,
}: {
  to: '/desk' | '/simulator' | '/board' | '/admin'
  name: string
  icon: TablerIcon
  badge?: number
  /** A mark of its own, with its word. */
  children?: ReactNode
}) {
  const words = useWords(common)
  return (
    <Tooltip label={name} position="right">
      <Link
        to={to === '/admin' ? '/admin/$' : to}
        {...(to === '/admin' && { params: { _splat: '' } })}
        className={classes.item}
        activeOptions={{ exact: false, includeSearch: false }}
      >
        <Glyph size={20} stroke={1.7} aria-hidden />
        <span className="only-read">{badge > 0 ? `${name}: ${words.unreadAndOffers(badge)}` : name}</span>
        {children}
        {badge > 0 && (
          <span className={classes.badge} aria-hidden="true">
            {badge}
          </span>
        )}
      </Link>
    </Tooltip>
  )
}

function RailButton({ opens, name, icon: Glyph }: { opens: 'keys' | 'palette'; name: string; icon: TablerIcon }) {
  return (
    <Tooltip label={name} position="right">
      <button
        type="button"
        className={`${classes.item} ${classes.wide}`}
        aria-label={name}
        onClick={() => window.dispatchEvent(new CustomEvent('switchboard:open', { detail: opens }))}
      >
        <Glyph size={20} stroke={1.7} aria-hidden />
      </button>
    </Tooltip>
  )
}

function ConnectionState() {
  const words = useWords(common)
  const line = useSync((state) => state.line)
  const word = { live: words.live, connecting: words.connecting, offline: words.reconnecting }[line.state]
  return (
    <span className={`${classes.line} ${classes.wide}`}>
      <span className={classes.dot} data-line={line.state} />
      {word}
    </span>
  )
}

function MyMark() {
  const words = useWords(common)
  const me = useMe()
  const shape = useView((view) => shapeOf(view, view.me.agentId))
  return (
    <Tooltip label={`${me.name}: ${words.me}`} position="right">
      <Link to="/me" className={classes.me} aria-label={`${me.name}: ${words.me}`}>
        <Avatar id={me.agentId} name={me.name} size={34} small corner={<PresenceMark shape={shape} size={9} />} />
      </Link>
    </Tooltip>
  )
}
