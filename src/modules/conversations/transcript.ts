import type { z } from 'zod'
import type { WorkspaceId } from '../../contract/ids.ts'
import type { getInteraction, TranscriptEntry } from '../../contract/operations/conversations.ts'
import type { Tx } from '../../kernel/db.ts'
import { shownDelivery } from './core/message.ts'
import { snippetOf } from './core/snippet.ts'
import { type FoundInteraction, readTranscript } from './history-repo.ts'

const MAX_OF_EACH = 5_000
type Entry = z.infer<typeof TranscriptEntry>

/** An interaction with its times and all that was said, for people, exports and other systems. */
export async function transcript(
  tx: Tx,
  workspaceId: WorkspaceId,
  found: FoundInteraction,
): Promise<z.infer<(typeof getInteraction)['output']>> {
  const { card, dispositionName, agentName, contactName, fields, satisfaction } = found
  const { messages, notes, lines } = await readTranscript(tx, workspaceId, card.id, MAX_OF_EACH)
  const entries: Entry[] = [
    ...messages.map(
      (message): Entry => ({
        at: message.at,
        kind: 'message',
        from: message.direction === 'in' ? contactName : (message.agentName ?? message.author),
        text: message.content.kind === 'text' ? message.content.text : snippetOf(message.content),
        delivery: shownDelivery(message.delivery),
      }),
    ),
    ...notes.map(
      (note): Entry => ({ at: note.at, kind: 'note', from: note.agentName, text: note.text, delivery: null }),
    ),
    ...lines.map(
      (line): Entry => ({ at: line.at, kind: 'event', from: line.agentName ?? '', text: line.type, delivery: null }),
    ),
  ]
  return {
    card,
    initiatedAt: card.createdAt,
    acceptedAt: card.acceptedAt,
    terminatedAt: card.closedAt,
    dispositionName,
    fields,
    satisfaction,
    agentName,
    transcript: entries.sort((a, b) => a.at - b.at),
  }
}
