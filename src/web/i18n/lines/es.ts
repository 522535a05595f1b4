import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const es: Translated<typeof en> = {
  youAsObject: 'usted',
  about: (what, number, who, more) =>
    ({
      created: `Nueva interacción #${number}`,
      reopened: `#${number} se abrió de nuevo`,
      assigned: more.by
        ? `${more.by} dio #${number} a ${who}`
        : who === null
          ? `#${number} fue aceptada`
          : `${who} aceptó #${number}`,
      resumed: who === null ? 'La conversación sigue' : `${who} siguió con la conversación`,
      closed: who === null ? `#${number} fue cerrada` : `${who} cerró #${number}`,
      parked:
        {
          manual: `${who} aparcó #${number}`,
          call: `#${number} está aparcada: ${who} está al teléfono`,
          customer_silence: `#${number} está aparcada: el contacto guarda silencio`,
        }[more.why] ?? '',
      passed: `${who} pasó #${number} a ${more.to}${more.note && `: ${more.note}`}`,
      moved:
        {
          passed: `${who} pasó #${number} a ${more.to}${more.note && `: ${more.note}`}`,
          agent_gone: `#${number} espera de nuevo en ${more.to}: ${who} se ha ido`,
          not_answered: `#${number} espera de nuevo en ${more.to}: ${who} no respondió a tiempo`,
          woken: `#${number} espera de nuevo en ${more.to}`,
          moved: more.by ? `${more.by} movió #${number} a ${more.to}` : `#${number} espera en ${more.to}`,
          taken_back:
            more.by && who
              ? `${more.by} devolvió a ${more.to} #${number}, que llevaba ${who}`
              : `#${number} volvió a ${more.to}`,
        }[more.why] ?? '',
      returned: `#${number} volvió a ${who}: nadie la tomó`,
    })[what],
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
