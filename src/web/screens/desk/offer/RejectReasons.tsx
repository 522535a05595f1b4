import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReasonId } from '../../../../contract/ids.ts'
import { listReasons } from '../../../../contract/operations/presence.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { eligible } from '../../../i18n/eligible.ts'
import { useAsked } from '../../../sync/use.ts'
import classes from './offer.module.css'

/** Reject and say why, where the workspace has reasons for it. */
export function RejectReasons({ busy, onReject }: { busy: boolean; onReject: (reasonId: ReasonId) => void }) {
  const words = useWords(eligible)
  const { data } = useAsked(listReasons, {}, { catalog: 'reasons' })
  const reasons = data?.reasons.filter(({ kind, active }) => kind === 'reject' && active) ?? []
  if (reasons.length === 0) return null
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="lg" className={classes.why ?? ''} disabled={busy} aria-label={words.rejectFor}>
          <IconChevronDown size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.rejectFor}</Menu.Label>
        {reasons.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onReject(id)}>
            <bdi>{name}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
