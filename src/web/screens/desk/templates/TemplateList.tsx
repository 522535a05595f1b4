import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { picker } from '../../../i18n/picker.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import type { Choice } from './choices.ts'
import classes from './templates.module.css'
import type { TemplateChoice } from './useTemplateChoice.ts'

/** Templates to choose from, the one for this moment first; those that cannot be sent at the end, with the reason. */
export function TemplateList(choice: TemplateChoice) {
  const words = useWords(picker)
  const { searchNothing } = useWords(deskWords)
  return (
    <div className={classes.list}>
      <TextInput
        data-autofocus
        aria-label={words.searchTemplates(choice.total)}
        placeholder={words.searchTemplates(choice.total)}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={choice.search}
        onChange={(event) => choice.setSearch(event.currentTarget.value)}
      />
      {choice.loading && <Loading lines={2} />}
      {choice.refusal && <Trouble refusal={choice.refusal} again={choice.again} />}
      <ul className={classes.names}>
        {choice.found.map((one) => (
          <li key={one.name}>
            <One choice={one} chosen={one === choice.chosen} onChoose={() => choice.choose(one.name)} />
          </li>
        ))}
      </ul>
      {!choice.loading && !choice.refusal && choice.found.length === 0 && (
        <p className={classes.hint}>{choice.total === 0 ? words.noTemplates : searchNothing}</p>
      )}
    </div>
  )
}

function One({ choice, chosen, onChoose }: { choice: Choice; chosen: boolean; onChoose: () => void }) {
  const words = useWords(picker)
  const about = [
    words.templateCategory(choice.category),
    choice.unusable
      ? words.templateUnusable(choice.unusable)
      : choice.languages.map((one) => one.language.toUpperCase().replace('_', '-')).join(', '),
  ].join(' · ')
  return (
    <button
      type="button"
      className={classes.name}
      aria-pressed={chosen}
      disabled={choice.unusable !== null}
      onClick={onChoose}
    >
      <span className={classes.nameLine}>
        <span className="cut">{choice.name}</span>
        {choice.preferred && <Chip tone="line">{words.suggested}</Chip>}
      </span>
      <span className={classes.about}>{about}</span>
    </button>
  )
}
