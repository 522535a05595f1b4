import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const pt: Translated<typeof en> = {
  youAsObject: 'você',
  about: (what, number, who, more) =>
    ({
      created: `Nova interação #${number}`,
      reopened: `#${number} foi reaberta`,
      assigned: more.by
        ? `${more.by} deu #${number} a ${who}`
        : who === null
          ? `#${number} foi aceita`
          : `${who} aceitou #${number}`,
      resumed: who === null ? 'A conversa continua' : `${who} continuou a conversa`,
      closed: who === null ? `#${number} foi encerrada` : `${who} encerrou #${number}`,
      parked:
        {
          manual: `${who} estacionou #${number}`,
          call: `#${number} está estacionada: ${who} está ao telefone`,
          customer_silence: `#${number} está estacionada: o contato está em silêncio`,
        }[more.why] ?? '',
      passed: `${who} passou #${number} para ${more.to}${more.note && `: ${more.note}`}`,
      moved:
        {
          passed: `${who} passou #${number} para ${more.to}${more.note && `: ${more.note}`}`,
          agent_gone: `#${number} espera de novo em ${more.to}: ${who} se foi`,
          not_answered: `#${number} espera de novo em ${more.to}: ${who} não respondeu a tempo`,
          woken: `#${number} espera de novo em ${more.to}`,
          moved: more.by ? `${more.by} moveu #${number} para ${more.to}` : `#${number} espera em ${more.to}`,
          taken_back:
            more.by && who
              ? `${more.by} devolveu a ${more.to} #${number}, que estava com ${who}`
              : `#${number} voltou para ${more.to}`,
        }[more.why] ?? '',
      returned: `#${number} voltou para ${who}: ninguém a aceitou`,
    })[what],
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
