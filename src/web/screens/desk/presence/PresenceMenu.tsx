import { Menu } from '@mantine/core'
import { IconCheck, IconCoffee, IconHandStop, IconLogout } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ReasonId } from '../../../../contract/ids.ts'
import { listReasons, type Reason } from '../../../../contract/operations/presence.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { checkboxItem, radioItem } from '../../../parts/menu-items.tsx'
import { PresenceMark, type PresenceShape } from '../../../parts/PresenceMark.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import classes from './presence.module.css'
import { usePresenceActs } from './usePresenceActs.ts'

/** Available, breaks with their reasons, working offline; no new ones; a break after the last one; sign out. */
export function PresenceMenu({ held }: { held: number }) {
  const words = useWords(deskWords)
  const { signOut } = useWords(common)
  const presence = useView((view) => view.agents[view.me.agentId]?.presence)
  const { become, toggleStopNew, request, leave } = usePresenceActs()
  if (!presence) return null
  return (
    <Menu.Dropdown className={classes.menu ?? ''}>
      <State shape="available" on={presence.state === 'available'} onChoose={() => become('available')}>
        {words.available}
      </State>
      <Reasons kind="break" state="on_break" chosen={presence.state === 'on_break' ? presence.reasonId : undefined} />
      <Reasons
        kind="offline"
        state="working_offline"
        note={words.workingOfflineNote}
        chosen={presence.state === 'working_offline' ? presence.reasonId : undefined}
      />
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconHandStop size={16} aria-hidden />}
        rightSection={<i className={classes.switch} {...(presence.stopNew && { 'data-on': true })} />}
        renderRoot={checkboxItem(presence.stopNew)}
        closeMenuOnClick={false}
        onClick={() => void toggleStopNew()}
      >
        <Two title={words.stopNew} note={words.stopNewNote(held)} />
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCoffee size={16} aria-hidden />}
        onClick={() => void request(!presence.breakRequested)}
      >
        <Two
          title={presence.breakRequested ? words.cancelBreak : words.requestBreak}
          note={presence.breakRequested ? words.breakAfterLast : words.requestBreakNote}
        />
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} className="turns" aria-hidden />} onClick={() => void leave()}>
        {signOut}
      </Menu.Item>
      <Leaving onLeave={leave} />
    </Menu.Dropdown>
  )
}

/** Why somebody signs out, where the workspace has reasons for it. */
function Leaving({ onLeave }: { onLeave: (reasonId: ReasonId) => unknown }) {
  const { data } = useAsked(listReasons, {}, { catalog: 'reasons' })
  const reasons = data?.reasons.filter(({ kind, active }) => kind === 'sign_out' && active) ?? []
  return reasons.map(({ id, name }) => (
    <Menu.Item key={id} className={classes.reason ?? ''} onClick={() => void onLeave(id)}>
      <bdi>{name}</bdi>
    </Menu.Item>
  ))
}

type ReasonsProps = {
  kind: Reason['kind']
  state: 'on_break' | 'working_offline'
  note?: string
  chosen: ReasonId | null | undefined
}

/** A state with its reasons below it; without reasons it is chosen as it is. */
function Reasons({ kind, state, note, chosen }: ReasonsProps) {
  const words = useWords(deskWords)
  const { become } = usePresenceActs()
  const { data } = useAsked(listReasons, {}, { catalog: 'reasons' })
  const reasons = data?.reasons.filter((reason) => reason.kind === kind && reason.active) ?? []
  const on = chosen !== undefined
  return (
    <>
      <State shape={state} on={on && !chosen} onChoose={() => become(state)}>
        <Two title={words[state]} {...(note && { note })} />
      </State>
      {reasons.map((reason) => (
        <Menu.Item
          key={reason.id}
          className={classes.reason ?? ''}
          renderRoot={radioItem(chosen === reason.id)}
          rightSection={chosen === reason.id && <IconCheck size={16} aria-hidden />}
          onClick={() => void become(state, reason.id)}
        >
          <bdi>{reason.name}</bdi>
        </Menu.Item>
      ))}
    </>
  )
}

function State({
  shape,
  on,
  onChoose,
  children,
}: {
  shape: PresenceShape
  on: boolean
  onChoose: () => unknown
  children: ReactNode
}) {
  return (
    <Menu.Item
      leftSection={
        <span className={classes.mark}>
          <PresenceMark shape={shape} size={11} />
        </span>
      }
      rightSection={on && <IconCheck size={16} aria-hidden />}
      renderRoot={radioItem(on)}
      onClick={() => void onChoose()}
    >
      {children}
    </Menu.Item>
  )
}

const Two = ({ title, note }: { title: string; note?: string }) => (
  <>
    <span className={classes.itemTitle}>{title}</span>
    {note && <span className={classes.itemNote}>{note}</span>}
  </>
)
