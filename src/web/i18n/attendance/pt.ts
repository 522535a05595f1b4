import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')

export const pt: Translated<typeof en> = {
  wereAway: (time, returned) =>
    returned === 0
      ? `Você esteve ausente desde ${time}. O que você tem continua seu.`
      : `Você esteve ausente desde ${time}. ${count(returned, '# conversa voltou para a fila.', '# conversas voltaram para a fila.')}`,
  draftsKept: 'O que você tinha digitado foi guardado.',
  asked: 'Pedido: começa quando a última terminar.',

  rules: 'Pronto e ausente',
  rulesNote: 'Para todos neste espaço; um usuário pode ter uma regra própria para ficar pronto.',
  rulesSaved: 'As regras foram salvas.',
  readyRule: 'Como as pessoas ficam prontas',
  readyRuleOf: (rule) =>
    ({ by_queue: 'Como a fila disser', force_ready: 'Sempre pronto de novo', one_by_one: 'Uma de cada vez' })[rule],
  readyRuleNote: (rule) =>
    ({
      by_queue:
        'Prontas enquanto houver lugar; depois da conclusão a fila decide. Por exemplo Ana tem uma de três, e recebe outra oferta',
      force_ready:
        'Prontas até encher, e de novo depois de cada uma. Só saem em pausa se pedirem, e terminam o que têm. Por exemplo Ana tem duas, pede o almoço, e sai quando as duas terminam',
      one_by_one:
        'Deixam de estar prontas com a primeira, até dizerem ou terminarem. Por exemplo Ana poderia ter três, e recebe a segunda quando termina a primeira',
    })[rule],
  breakWait: 'Uma pausa pedida sem nada em mãos espera',
  breakWaitNote: 'Para que um supervisor possa se opor. Por exemplo 30 segundos; 0: começa na hora',
  grace: 'Quem perde a linha está ausente depois de',
  graceNote: 'Um notebook fechado ou uma rede caída. Por exemplo 60 segundos; quem volta antes não perde nada',
  secondsFrom: (min, max) => `Dê um número de ${min} a ${max}.`,
  ownRule: 'Como o espaço disser',

  onAgentGone: 'Quando um agente se foi, as conversas dele',
  onAgentGoneOf: (what) => ({ keep: 'continuam dele', return: 'voltam para esta fila' })[what],
  onAgentGoneNote: 'Depois de sair ou perder a linha, passado o prazo. Por exemplo em um chat ao vivo: voltam',
}
