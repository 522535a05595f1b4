import { parseSnippet } from '../../../modules/conversations/core/snippet.ts'
import { useWords } from '../../i18n/catalogue.ts'
import type { ContentKind } from '../../i18n/desk/kinds.ts'
import { desk as deskWords } from '../../i18n/desk.ts'

/** The one line of a message for lists and quotes, with its kind in the language of the screen: "Photo · It came broken". */
export function useSnippet(): (snippet: string) => string {
  const words = useWords(deskWords)
  return (snippet) => {
    const { kind, text } = parseSnippet(snippet)
    if (kind === null) return text
    const name = kind === 'voice' ? words.voiceNote : words.kinds(kind as ContentKind)
    return text === '' ? name : `${name} · ${text}`
  }
}
