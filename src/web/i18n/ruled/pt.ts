import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const pt: Translated<typeof en> = {
  ruled: (rule, number, did) => `Regra “${rule}” em #${number}: ${did}`,
  did: (job) =>
    ({
      tag: 'pôs uma etiqueta nela',
      untag: 'tirou uma etiqueta dela',
      set_priority: 'mudou a prioridade dela',
      move: 'a moveu para outra fila',
      close: 'a encerrou',
      write: 'escreveu ao contato',
    })[job],
}
