import { Button, Table } from '@mantine/core'
import { useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { useLanguage } from '../../../i18n/language.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { changedFields, type Values } from './changes.ts'
import classes from './settings.module.css'
import { type Settings, theirsId } from './useSettings.ts'

/** Somebody else saved while this form has changes: what they changed is seen before anything is overwritten. */
export function TheirChanges<V extends Values>({
  settings,
  labelOf,
  sayValue,
}: {
  settings: Settings<V>
  labelOf: (path: string) => string
  sayValue: (path: string, values: V) => string
}) {
  const words = useWords(admin)
  const language = useLanguage()
  const [looking, setLooking] = useState(false)
  const { theirs, base, values, changed } = settings
  if (!theirs) return null
  const fields = changedFields(base, theirs.values)
  const both = fields.filter((path) => changed.includes(path))
  return (
    <div id={theirsId} tabIndex={-1} className={classes.theirs}>
      <Callout tone="warn" announced>
        <p className={classes.theirsText}>{words.someoneChanged(listOf(fields.map(labelOf)))}</p>
        {both.length > 0 && <p className={classes.theirsText}>{words.bothChanged(listOf(both.map(labelOf)))}</p>}
        <div className={classes.theirsActs}>
          <Button size="xs" aria-expanded={looking} onClick={() => setLooking(!looking)}>
            {words.look}
          </Button>
          <Button size="xs" onClick={settings.keepMine}>
            {words.keepMine}
          </Button>
          <Button size="xs" onClick={settings.takeTheirs}>
            {words.takeTheirs}
          </Button>
        </div>
        {looking && (
          <Table.ScrollContainer minWidth={420}>
            <Table fz="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.fieldName}</Table.Th>
                  <Table.Th>{words.before}</Table.Th>
                  <Table.Th>{words.theirVersion}</Table.Th>
                  <Table.Th>{words.myVersion}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {fields.map((path) => (
                  <Table.Tr key={path}>
                    <Table.Th scope="row">{labelOf(path)}</Table.Th>
                    <Table.Td>{sayValue(path, base)}</Table.Td>
                    <Table.Td>{sayValue(path, theirs.values)}</Table.Td>
                    <Table.Td>{sayValue(path, values)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Callout>
    </div>
  )

  function listOf(names: readonly string[]): string {
    return new Intl.ListFormat(language, { type: 'conjunction' }).format(new Set(names))
  }
}
