import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import classes from './composer.module.css'

type Props = { mode: 'reply' | 'note'; onMode: (mode: 'reply' | 'note') => void }

export function ModeTabs({ mode, onMode }: Props) {
  const words = useWords(deskWords)
  return (
    <div className={classes.modeTabs}>
      {(['reply', 'note'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className={classes.modeTab}
          aria-pressed={mode === one}
          onClick={() => onMode(one)}
        >
          {words[one]}
        </button>
      ))}
    </div>
  )
}
