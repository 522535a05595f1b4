import { IconArrowRight, IconCopy, IconRepeat, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { simulator } from '../../../i18n/simulator.ts'
import { toast } from '../../../shell/toast.ts'
import { api } from '../live/api.ts'
import type { TrafficEntry, TrafficLine } from '../live/wire.ts'
import { refusalSentence } from '../useDo.ts'
import { pretty } from './pretty.ts'
import classes from './traffic.module.css'

type Props = { line: TrafficLine; onClose: () => void; onChoose: (line: TrafficLine) => void }

/** What was asked and answered in one request, as it went over the line. */
export function Detail({ line, onClose, onChoose }: Props) {
  const words = useWords(simulator)
  const { data: answer } = useQuery({
    // Numbers begin anew when the server does; the time tells them apart.
    queryKey: ['simulator', 'entry', line.id, line.at],
    queryFn: () => api.entry(line.id),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const entry = answer?.ok ? answer.value : null
  return (
    <section className={classes.detail} aria-label={words.payloadsOf(line.summary)}>
      <button type="button" className={classes.closeDetail} aria-label={words.closePayloads} onClick={onClose}>
        <IconX size={16} aria-hidden />
      </button>
      {answer && !answer.ok && <p className={classes.detailNote}>{refusalSentence(answer.refusal)}</p>}
      {entry && (
        <>
          <Payload title={words.requestBody} text={entry.requestBody} cut={entry.cut} />
          <Payload
            title={entry.status === null ? words.noAnswer : words.answerWith(entry.status)}
            text={entry.responseBody}
            cut={entry.cut}
            action={entry.webhook && !entry.cut && <Replay entry={entry} onChoose={onChoose} />}
            result={entry.result}
          />
        </>
      )}
    </section>
  )
}

function Replay({ entry, onChoose }: { entry: TrafficEntry; onChoose: (line: TrafficLine) => void }) {
  const words = useWords(simulator)
  const [busy, setBusy] = useState(false)
  const replay = async () => {
    setBusy(true)
    const answer = await api.replay(entry.id)
    setBusy(false)
    if (!answer.ok) return toast(refusalSentence(answer.refusal), { tone: 'bad' })
    onChoose(answer.value)
  }
  return (
    <button type="button" className={classes.detailButton} disabled={busy} onClick={() => void replay()}>
      <IconRepeat size={14} aria-hidden />
      {words.replay}
    </button>
  )
}

type PayloadProps = { title: string; text: string; cut: boolean; action?: React.ReactNode; result?: string }

/** One payload, as text: whatever it contains is shown and never run. */
function Payload({ title, text, cut, action, result }: PayloadProps) {
  const words = useWords(simulator)
  const pieces = useMemo(() => pretty(text), [text])
  const shown = pieces ? pieces.map((piece) => piece.text).join('') : text
  const copy = async () => {
    await navigator.clipboard.writeText(shown)
    toast(words.copied)
  }
  return (
    <div className={classes.payload}>
      <div className={classes.payloadHead}>
        <h3>{title}</h3>
        {action}
        {text !== '' && (
          <button
            type="button"
            className={classes.detailButton}
            aria-label={words.copyPayload(title)}
            onClick={() => void copy()}
          >
            <IconCopy size={14} aria-hidden />
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <pre className={classes.json} tabIndex={0}>
        {pieces
          ? pieces.map((piece, index) => (
              <span key={index} data-kind={piece.kind}>
                {piece.text}
              </span>
            ))
          : text || <i>{words.noBody}</i>}
      </pre>
      {cut && <p className={classes.detailNote}>{words.payloadCut}</p>}
      {result && (
        <p className={classes.detailResult}>
          <IconArrowRight size={14} className="turns" aria-hidden />
          {result}
        </p>
      )}
    </div>
  )
}
