import { Select } from '@mantine/core'
import { IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { listTemplates, type Template } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { ListDetail } from '../shared/ListDetail.tsx'
import { Names } from '../shared/Names.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { Syncs } from './Syncs.tsx'
import { TemplateDetail } from './TemplateDetail.tsx'
import { statusTone } from './template-status.ts'
import classes from './templates.module.css'

/** The templates of the business accounts, as they were last fetched from the provider. */
export function Templates({ rest: [openId] }: ScreenProps) {
  const words = useWords(admin)
  const query = useAsked(listTemplates, {}, { catalog: 'templates' })
  return (
    <Screen title={words.templates} fill actions={query.data && <Syncs syncs={query.data.syncs} />}>
      <Asked query={query}>
        {({ templates }) =>
          templates.length === 0 ? (
            <EmptyState mark={<IconTemplate size={22} aria-hidden />} title={words.noTemplates}>
              {words.noTemplatesText}
            </EmptyState>
          ) : (
            <List templates={templates} openId={openId} />
          )
        }
      </Asked>
    </Screen>
  )
}

function List({ templates, openId }: { templates: readonly Template[]; openId: string | undefined }) {
  const words = useWords(admin)
  const [search, setSearch] = useState('')
  const [status, setStatus] = useState<string | null>(null)
  const [language, setLanguage] = useState<string | null>(null)
  const [category, setCategory] = useState<string | null>(null)
  const chosen = templates.filter(
    (one) =>
      (status === null || one.status === status) &&
      (language === null || one.language === language) &&
      (category === null || one.category === category),
  )
  const shown = searched(
    chosen,
    search,
    ({ name, components, language: of }) => `${name} ${of} ${components.body.text}`,
  )
  const open = templates.find(({ id }) => id === openId)
  const values = (of: (template: Template) => string) => [...new Set(templates.map(of))].toSorted()
  const filters = [
    {
      label: words.anyStatus,
      value: status,
      set: setStatus,
      data: values((one) => one.status).map((one) => ({
        value: one,
        label: words.templateStatus(one as Template['status']),
      })),
    },
    { label: words.anyLanguage, value: language, set: setLanguage, data: values((one) => one.language) },
    {
      label: words.anyCategory,
      value: category,
      set: setCategory,
      data: values((one) => one.category).map((one) => ({ value: one, label: words.category(one) })),
    },
  ]
  return (
    <ListDetail
      list={
        <>
          <ListBar
            search={search}
            onSearch={setSearch}
            placeholder={words.searchTemplates}
            found={shown.length}
            of={templates.length}
          >
            {filters.map(({ label, value, set, data }) => (
              <Select
                key={label}
                className={classes.filter ?? ''}
                aria-label={label}
                placeholder={label}
                clearable
                clearButtonProps={{ 'aria-label': words.clear(label) }}
                data={data}
                value={value}
                onChange={set}
              />
            ))}
          </ListBar>
          {shown.length === 0 ? (
            <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
          ) : (
            <Table
              name={words.templates}
              rows={shown}
              columns={useColumns(templates)}
              to={({ id }) => `templates/${id}`}
              openId={openId}
            />
          )}
        </>
      }
      detail={open ? <TemplateDetail key={open.id} template={open} /> : null}
    />
  )
}

function useColumns(templates: readonly Template[]): Column<Template>[] {
  const words = useWords(admin)
  const channels = useView((view) => view.channels)
  const accounts = new Set(templates.map(({ account }) => account))
  return [
    {
      key: 'name',
      title: words.template,
      track: '2.4fr',
      cell: ({ name, components }) => (
        <span className={classes.lines}>
          <span>{name}</span>
          <span className={`${classes.body} cut`} dir="auto">
            {components.body.text}
          </span>
        </span>
      ),
    },
    {
      key: 'category',
      title: words.categoryName,
      track: '110px',
      spare: true,
      cell: ({ category }) => words.category(category),
    },
    { key: 'language', title: words.templateLanguage, track: '80px', cell: ({ language }) => <Chip>{language}</Chip> },
    {
      key: 'status',
      title: words.state,
      track: '110px',
      cell: ({ status }) => <Chip tone={statusTone[status]}>{words.templateStatus(status)}</Chip>,
    },
    {
      key: 'where',
      title: words.sendableOn,
      track: '1.4fr',
      spare: true,
      cell: ({ channelIds }) => (
        <Names names={channelIds.map((id) => channels[id]?.name ?? words.gone)} none={words.allChannels} />
      ),
    },
    ...(accounts.size > 1
      ? [
          {
            key: 'account',
            title: words.account,
            track: '130px',
            spare: true,
            cell: ({ account }: Template) => <span className="mono">{account}</span>,
          },
        ]
      : []),
  ]
}
