import type { Overflow } from '../../contract/line.ts'
import { area, counted } from './catalogue.ts'

const [inEnglish, inPortuguese, inSpanish] = [counted('en'), counted('pt'), counted('es')]
type Does = Overflow['does']

const en = {
  button: 'Where would a message go now?',
  title: 'The way of a message',
  intro: 'Somebody who never wrote before writes to this channel now. Nothing is sent, and nobody is asked.',
  on: 'The channel takes it.',
  off: 'The channel is switched off: it waits, and nobody is asked.',
  open: 'The channel is open.',
  closedUntil: (when: string) => `The channel is closed until ${when}.`,
  closedForGood: 'The channel is closed, and its calendar never opens.',
  tells: (text: string) => `The contact is told once: “${text}”`,
  tellsNothing: 'The contact is told nothing.',
  holds: 'It waits until the channel opens, even if somebody is there.',
  asksAll: 'Whoever is there is asked all the same.',
  noQueue: 'The channel leads to no queue, so nobody can get it. Choose one above.',
  queue: (name: string) => `It waits in ${name}`,
  priority: (n: number) => `with priority ${n}`,
  before: (n: number) =>
    n === 0 ? 'Nobody is before it.' : inEnglish(n, '# person is before it.', '# people are before it.'),
  takes: (time: string) => `At the pace of the past hour that takes about ${time}.`,
  full: (does: Does, name: string) =>
    ({
      stay: 'The line is full: it stays all the same.',
      move: `The line is full: it goes on to ${name}.`,
      close: 'The line is full: it is turned away.',
    })[does],
  asked: (seconds: number) => `Asked first, for ${seconds} seconds`,
  given: 'Given to them without asking',
  whenFirst: 'Once it is first in the line, by who is free now:',
  picked: 'Agents take it from the list: nobody is asked.',
  nobodyAble: 'Nobody belongs to this queue and has what it asks for, so it waits until somebody does.',
  nobodyNow: (n: number) =>
    inEnglish(
      n,
      '# person may be asked, but is not free now. It waits.',
      '# people may be asked, but none is free now. It waits.',
    ),
  rules: (n: number) => (n === 0 ? 'No rule looks at it.' : inEnglish(n, '# rule looks at it:', '# rules look at it:')),
  again: 'Look again',
}

const pt: { [Name in keyof typeof en]: (typeof en)[Name] } = {
  button: 'Para onde iria uma mensagem agora?',
  title: 'O caminho de uma mensagem',
  intro: 'Alguém que nunca escreveu escreve agora a este canal. Nada é enviado e ninguém é perguntado.',
  on: 'O canal a recebe.',
  off: 'O canal está desligado: ela espera e ninguém é perguntado.',
  open: 'O canal está aberto.',
  closedUntil: (when) => `O canal está fechado até ${when}.`,
  closedForGood: 'O canal está fechado e o seu calendário nunca abre.',
  tells: (text) => `O contato é avisado uma vez: “${text}”`,
  tellsNothing: 'O contato não é avisado.',
  holds: 'Ela espera até o canal abrir, mesmo que haja alguém.',
  asksAll: 'Mesmo assim pergunta-se a quem está.',
  noQueue: 'O canal não leva a nenhuma fila, e ninguém pode recebê-la. Escolha uma acima.',
  queue: (name) => `Espera em ${name}`,
  priority: (n) => `com prioridade ${n}`,
  before: (n) =>
    n === 0 ? 'Ninguém está antes dela.' : inPortuguese(n, '# pessoa está antes dela.', '# pessoas estão antes dela.'),
  takes: (time) => `No ritmo da última hora leva cerca de ${time}.`,
  full: (does, name) =>
    ({
      stay: 'A fila está cheia: fica mesmo assim.',
      move: `A fila está cheia: segue para ${name}.`,
      close: 'A fila está cheia: é recusada.',
    })[does],
  asked: (seconds) => `Perguntado primeiro, por ${seconds} segundos`,
  given: 'Dada sem perguntar',
  whenFirst: 'Quando for a primeira da fila, por quem está livre agora:',
  picked: 'Os agentes pegam da lista: ninguém é perguntado.',
  nobodyAble: 'Ninguém pertence a esta fila e tem o que ela pede; ela espera até alguém ter.',
  nobodyNow: (n) =>
    inPortuguese(
      n,
      '# pessoa pode ser perguntada, mas não está livre agora. Ela espera.',
      '# pessoas podem ser perguntadas, mas nenhuma está livre agora. Ela espera.',
    ),
  rules: (n) =>
    n === 0 ? 'Nenhuma regra olha para ela.' : inPortuguese(n, '# regra olha para ela:', '# regras olham para ela:'),
  again: 'Ver de novo',
}

const es: typeof pt = {
  button: '¿Adónde iría ahora un mensaje?',
  title: 'El camino de un mensaje',
  intro: 'Alguien que nunca ha escrito escribe ahora a este canal. No se envía nada y no se pregunta a nadie.',
  on: 'El canal lo recibe.',
  off: 'El canal está apagado: espera y no se pregunta a nadie.',
  open: 'El canal está abierto.',
  closedUntil: (when) => `El canal está cerrado hasta ${when}.`,
  closedForGood: 'El canal está cerrado y su calendario no abre nunca.',
  tells: (text) => `Se avisa una vez al contacto: «${text}»`,
  tellsNothing: 'No se avisa al contacto.',
  holds: 'Espera hasta que abra el canal, aunque haya alguien.',
  asksAll: 'Aun así se pregunta a quien esté.',
  noQueue: 'El canal no lleva a ninguna cola y nadie puede recibirlo. Elija una arriba.',
  queue: (name) => `Espera en ${name}`,
  priority: (n) => `con prioridad ${n}`,
  before: (n) =>
    n === 0 ? 'No hay nadie delante.' : inSpanish(n, 'Hay # persona delante.', 'Hay # personas delante.'),
  takes: (time) => `Al ritmo de la última hora tarda cerca de ${time}.`,
  full: (does, name) =>
    ({
      stay: 'La cola está llena: se queda de todos modos.',
      move: `La cola está llena: pasa a ${name}.`,
      close: 'La cola está llena: se rechaza.',
    })[does],
  asked: (seconds) => `Se pregunta primero, durante ${seconds} segundos`,
  given: 'Se da sin preguntar',
  whenFirst: 'Cuando sea el primero de la cola, según quién está libre ahora:',
  picked: 'Los agentes lo toman de la lista: no se pregunta a nadie.',
  nobodyAble: 'Nadie pertenece a esta cola y tiene lo que pide; espera hasta que alguien lo tenga.',
  nobodyNow: (n) =>
    inSpanish(
      n,
      'Se puede preguntar a # persona, pero no está libre ahora. Espera.',
      'Se puede preguntar a # personas, pero ninguna está libre ahora. Espera.',
    ),
  rules: (n) => (n === 0 ? 'Ninguna regla lo mira.' : inSpanish(n, '# regla lo mira:', '# reglas lo miran:')),
  again: 'Mirar otra vez',
}

/** Words for trying where a message would go. */
export const trying = area(en, pt, es)
