import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const es: Translated<typeof en> = {
  ruled: (rule, number, did) => `Regla «${rule}» en #${number}: ${did}`,
  did: (job) =>
    ({
      tag: 'le puso una etiqueta',
      untag: 'le quitó una etiqueta',
      set_priority: 'cambió su prioridad',
      move: 'la movió a otra cola',
      close: 'la cerró',
      write: 'escribió al contacto',
    })[job],
}
