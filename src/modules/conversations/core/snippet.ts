import type { MessageContent } from '../../../contract/content.ts'

const MAX_SNIPPET = 160

/**
 * One line for lists and quotes. What is not text is named by its kind between ⟦ ⟧, so that each screen can say it in
 * its own language: `⟦image⟧ It came with a broken leg`.
 */
export function snippetOf(content: MessageContent): string {
  return [wordOf(content), textOf(content)]
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, MAX_SNIPPET)
}

/** The kind and the text of a snippet; kind null when it is plain text. */
export function parseSnippet(snippet: string): { kind: string | null; text: string } {
  const match = /^⟦([a-z_]+)⟧ ?/.exec(snippet)
  return match ? { kind: match[1]!, text: snippet.slice(match[0].length) } : { kind: null, text: snippet }
}

function wordOf(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
    case 'system':
    case 'choice':
    case 'buttons':
      return ''
    case 'audio':
      return content.voice ? '⟦voice⟧' : '⟦audio⟧'
    default:
      return `⟦${content.kind}⟧`
  }
}

function textOf(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
    case 'system':
    case 'buttons':
      return oneLine(content.text)
    case 'image':
    case 'video':
      return oneLine(content.caption ?? '')
    case 'document':
      return oneLine(content.caption ?? content.media.fileName ?? '')
    case 'choice':
      return oneLine(content.title)
    case 'location':
      return oneLine(content.name ?? content.address ?? '')
    case 'contacts':
      return oneLine(content.contacts.map((contact) => contact.name).join(', '))
    case 'form':
      return oneLine(content.body ?? content.name)
    case 'order':
      return oneLine(content.text ?? '')
    case 'template':
      return oneLine(content.template.body)
    case 'unsupported':
      return oneLine(content.type)
    case 'audio':
    case 'sticker':
      return ''
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
