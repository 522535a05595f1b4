import { pieces } from './links.ts'
import classes from './thread.module.css'

/** Somebody's text, as text: never HTML. It takes its direction from itself; http addresses can be followed. */
export function RichText({ text }: { text: string }) {
  return (
    <div className={classes.text} dir="auto">
      {pieces(text).map((piece, index) =>
        piece.href ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </div>
  )
}
