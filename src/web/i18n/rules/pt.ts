import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')

export const pt: Translated<typeof en> = {
  // The list.
  newRule: 'Nova regra',
  search: 'Buscar regras',
  noRules: 'Ainda não há regras',
  noRulesText:
    'Uma regra faz sozinha o que, sem ela, alguém teria de lembrar. Por exemplo: “Quando um agente responde, e se 1 dia depois continua assim: encerrá-la.”',
  whichRules: 'Quais regras',
  which: (which) => ({ all: 'Todas', on: 'Ligadas', off: 'Desligadas' })[which],
  when: 'Quando',
  does: 'O que faz',
  lastRun: 'Última vez',
  neverRan: 'Ainda não agiu',
  isOn: 'Ligada',
  switchRule: (name) => `${name}: ligada`,
  switchedOn: (name) => `${name} está ligada.`,
  switchedOff: (name) => `${name} está desligada. O que ainda ia fazer foi descartado.`,
  whenLater: (when, length) => `${when}, ${length} depois`,

  // Starting points.
  startFrom: 'Começar com',
  startNote: 'Tudo pode ser mudado antes de salvar.',
  start: (start) =>
    ({
      answered: 'Respondida e em silêncio há 24 horas: encerrá-la',
      waiting: 'Em espera há 10 minutos: subir a prioridade',
      monday: 'Segunda às 8:00: primeiro o que está sem resposta',
      said: 'O contato diz “reembolso”: pôr uma etiqueta',
    })[start],
  startName: (start) =>
    ({
      answered: 'Encerrar o que fica em silêncio',
      waiting: 'Espera demais',
      monday: 'Sobrou do fim de semana',
      said: 'Pede reembolso',
    })[start],
  startWord: 'reembolso',

  // The form.
  gone: 'Esta regra não existe mais',
  goneText: 'Alguém a removeu. O que ela fez continua feito.',
  nameNote: 'Aparece na conversa quando a regra fez algo. Por exemplo: Encerrar o que fica em silêncio',
  nameNeeded: 'Dê um nome à regra.',
  onNote: 'Desligada: não faz nada, e o que ainda ia fazer é descartado.',
  sectionWhen: 'Quando',
  whenNote: 'O que uma regra faz não aciona outra: regras nunca se seguem umas às outras.',
  looks: 'Ela olha',
  looksAt: (on) => ({ event: 'Quando algo acontece', times: 'Em certos horários' })[on],
  looksAtNote: (on) =>
    ({
      event: 'A interação com a qual acontece.',
      times: 'Todas as interações abertas nesse momento.',
    })[on],
  whatHappens: 'O que acontece',
  tagOf: 'Qual etiqueta',
  anyTag: 'Qualquer etiqueta',
  crontab: 'Horários',
  crontabNote: 'Minuto, hora, dia do mês, mês, dia da semana. Por exemplo 0 8 * * 1-5: de segunda a sexta às 8:00.',
  crontabWrong: 'Estes horários não podem ser lidos, ou nunca chegam. Por exemplo 0 8 * * 1: segunda às 8:00.',
  usualTimes: 'Horários comuns',
  chooseTimes: 'Escolha horários comuns',
  nextTimes: 'As próximas vezes',
  timesIn: (zone) => `Pelo relógio de ${zone}`,
  within: 'Só no horário de',
  withinNote: 'Fora dele, é pulada. Por exemplo: Horário comercial',
  anyTime: 'A qualquer hora',
  delay: 'Quanto tempo depois',
  delayNote: 'Se ainda for assim: as condições valem, e o que aconteceu não foi desfeito. 0: na hora.',
  delayStill: (length) => `${length} depois, se ainda for assim.`,
  atOnce: 'Na hora.',
  delayWrong: 'De 0 a 30 dias.',

  // Conditions.
  sectionConditions: 'Condições',
  conditionsNote: 'As de um grupo devem valer todas. De vários grupos, basta um.',
  noConditions: 'Sem condições: age sempre.',
  set: (n) => `Grupo ${n}`,
  and: 'e',
  or: 'ou',
  addCondition: 'Adicionar uma condição',
  addTo: (set) => `Adicionar uma condição ao grupo ${set}`,
  orSet: 'Ou outro grupo: começar com',
  removeCondition: (what) => `Tirar a condição: ${what}`,
  tooManySets: (most) => `No máximo ${most} grupos.`,
  tooManyConditions: (most) => `No máximo ${most} condições por grupo.`,
  conditionOf: (of) =>
    ({
      channel: 'Canal',
      channel_kind: 'Tipo de canal',
      queue: 'Fila',
      tag: 'Etiqueta',
      state: 'Estado',
      parked: 'Estacionada',
      held: 'Em mãos de um agente',
      priority: 'Prioridade',
      disposition: 'Classificação',
      do_not_contact: 'Não contatar',
      waited: 'Em espera há',
      unanswered: 'Sem resposta há',
      said: 'Última mensagem do contato',
    })[of],
  isOf: (of, is) =>
    ({
      channel: is ? 'é' : 'não é',
      channel_kind: is ? 'é' : 'não é',
      queue: is ? 'é' : 'não é',
      tag: is ? 'está nela' : 'não está nela',
      state: is ? 'é' : 'não é',
      parked: is ? 'sim' : 'não',
      held: is ? 'sim' : 'não',
      priority: is ? 'é pelo menos' : 'é menor que',
      disposition: is ? 'foi escolhida' : 'não foi escolhida',
      do_not_contact: is ? 'sim' : 'não',
      waited: '',
      unanswered: '',
      said: is ? 'contém' : 'não contém',
    })[of],
  howOf: (what) => `${what}: vale ou não?`,
  chooseSome: 'Escolha um ou mais',
  chooseOne: 'Escolha uma',
  someNeeded: 'Escolha pelo menos um.',
  oneNeeded: 'Escolha uma.',
  anyDisposition: 'Qualquer classificação',
  textNeeded: 'Escreva o texto.',
  textTooLong: (most) => `No máximo ${most.toLocaleString('pt')} letras.`,
  secondsWrong: 'De 1 segundo a 30 dias.',
  priorityWrong: (most) => `Um número inteiro de 0 a ${most.toLocaleString('pt')}.`,
  saidExample: 'Por exemplo: reembolso',
  channelKind: (kind) => ({ whatsapp: 'WhatsApp', sms: 'SMS' })[kind],
  stateName: (state) =>
    ({
      waiting: 'em espera',
      offered: 'oferecida a um agente',
      active: 'com um agente',
      wrapping_up: 'em encerramento',
      closed: 'encerrada',
    })[state],

  // Jobs.
  sectionJobs: 'O que faz',
  jobsNote: 'Nesta ordem. Se algo não puder ser feito, nada é feito.',
  addJob: 'Adicionar o que faz',
  jobNeeded: 'Diga o que ela faz.',
  tooManyJobs: (most) => `No máximo ${most}.`,
  twice: 'Ela já faz isto.',
  jobNumber: (n, what) => `${n}. ${what}`,
  moveUp: (what) => `Subir: ${what}`,
  moveDown: (what) => `Descer: ${what}`,
  moveKeys: 'Alt com uma seta sobe ou desce.',
  movedTo: (what, place, of) => `${what}: agora ${place} de ${of}`,
  removeJob: (what) => `Tirar: ${what}`,
  jobName: (job) =>
    ({
      tag: 'Pôr uma etiqueta nela',
      untag: 'Tirar uma etiqueta dela',
      set_priority: 'Definir a prioridade dela',
      move: 'Mover para uma fila',
      close: 'Encerrar',
      write: 'Escrever ao contato',
    })[job],
  jobNote: (job) =>
    ({
      tag: '',
      untag: '',
      set_priority: 'De 0 a 1.000. A mais alta vem primeiro na fila.',
      move: 'Espera lá, esteja com quem estiver agora.',
      close: 'Onde uma classificação é exigida e não há, continua aberta, e isso fica anotado.',
      write: 'Em nome da casa, e só enquanto texto livre pode ser enviado.',
    })[job],
  priority: 'Prioridade',
  queue: 'Fila',
  tag: 'Etiqueta',
  text: 'Texto',
  withDisposition: 'Com a classificação',
  chosenDisposition: 'A que foi escolhida, se houver',

  // The whole rule, read back.
  inWords: 'Em palavras simples',
  inWordsNote: 'Leia uma vez antes de salvar.',
  missing: '…',
  whenEvent: (clause) => `Quando ${clause}`,
  whenTimes: (times) => `${times}, para cada interação aberta`,
  reads: ({ when, later, conditions, within, jobs }) =>
    `${[
      when,
      ...(within ? [`dentro do horário de ${within}`] : []),
      ...(conditions ? [`se ${conditions}`] : []),
      ...(later ? [`e se ${later} depois continua assim`] : []),
    ].join(', ')}: ${jobs}.`,
  follows: ({ later, conditions, jobs }) => {
    if (!later) return conditions ? `Na hora, se ${conditions}: ${jobs}.` : `Na hora: ${jobs}.`
    return conditions
      ? `Se ${conditions}, e se ${later} depois continua assim: ${jobs}.`
      : `${later} depois, se ainda for assim: ${jobs}.`
  },
  willSkip: 'Será pulada: o calendário dela está fechado nesse momento.',
  orSets: (sets) => sets.join('; ou se '),
  event: (event) =>
    ({
      created: 'uma interação começa',
      reopened: 'uma interação é reaberta',
      not_taken: 'ninguém pega o que foi oferecido',
      assigned: 'um agente recebe uma interação',
      contact_wrote: 'o contato escreve',
      agent_answered: 'um agente responde',
      parked: 'uma interação é estacionada',
      unparked: 'uma interação deixa de estar estacionada',
      passed: 'uma interação é passada a um colega',
      moved: 'uma interação espera de novo ou em outra fila',
      resolved: 'um agente termina a conversa',
      resumed: 'um agente continua a conversa afinal',
      closed: 'uma interação é encerrada',
      rated: 'o contato diz o que achou',
      clock_warned: 'um relógio fica âmbar',
      clock_breached: 'um relógio fica vermelho',
      priority_changed: 'a prioridade muda',
    })[event],
  tagged: (tag) =>
    tag === null ? 'uma etiqueta é posta numa interação' : `a etiqueta “${tag}” é posta numa interação`,
  untagged: (tag) =>
    tag === null ? 'uma etiqueta é tirada de uma interação' : `a etiqueta “${tag}” é tirada de uma interação`,
  onChannel: (names, is) => (is ? `veio por ${names}` : `não veio por ${names}`),
  byKind: (kind, is) => (is ? `veio por ${kind}` : `não veio por ${kind}`),
  inQueue: (names, is) => (is ? `está em ${names}` : `não está em ${names}`),
  carries: (tag, is) => (is ? `tem a etiqueta “${tag}”` : `não tem a etiqueta “${tag}”`),
  isState: (states, is) => (is ? `está ${states}` : `não está ${states}`),
  isParked: (is) => (is ? 'está estacionada' : 'não está estacionada'),
  isHeld: (is) => (is ? 'está com um agente' : 'não está com nenhum agente'),
  hasPriority: (n, is) => (is ? `a prioridade dela é pelo menos ${n}` : `a prioridade dela é menor que ${n}`),
  wasChosen: (name, is) => {
    if (name === null) return is ? 'uma classificação foi escolhida' : 'nenhuma classificação foi escolhida'
    return is ? `a classificação “${name}” foi escolhida` : `a classificação “${name}” não foi escolhida`
  },
  isNotToContact: (is) => (is ? 'não se deve escrever primeiro ao contato' : 'pode-se escrever primeiro ao contato'),
  hasWaited: (length) => `espera há ${length}`,
  isUnanswered: (length) => `o contato está sem resposta há ${length}`,
  saysText: (text, is) =>
    is ? `a última mensagem do contato contém “${text}”` : `a última mensagem do contato não contém “${text}”`,
  doesTag: (tag) => `pôr nela a etiqueta “${tag}”`,
  doesUntag: (tag) => `tirar dela a etiqueta “${tag}”`,
  doesPriority: (n) => `definir a prioridade dela em ${n}`,
  doesMove: (queue) => `movê-la para ${queue}`,
  doesClose: (disposition) => (disposition === null ? 'encerrá-la' : `encerrá-la com a classificação “${disposition}”`),
  doesWrite: (text) => `escrever “${text}” ao contato`,

  // Times in words.
  everyMinute: 'a cada minuto',
  everyMinutes: (n) => `a cada ${n} minutos`,
  everyHour: 'a cada hora',
  everyHourAt: (minutes) => `a cada hora no minuto ${minutes}`,
  at: (times) => `às ${times}`,
  fromTo: (what, from, to) => `${what} das ${from} às ${to}`,
  minutesOfHours: (minutes, hours) => `no minuto ${minutes} da hora ${hours}`,
  everyDay: 'todo dia',
  everyWeekday: (days) => `a cada ${days}`,
  weekdaysFromTo: (from, to) => `de ${from} a ${to}`,
  onDays: (days) => `no dia ${days} do mês`,
  daysOrWeekdays: (days, weekdays) => `${days} e também ${weekdays}`,
  inMonths: (days, months) => `${days} em ${months}`,
  dayAndTime: (day, time) => `${day} ${time}`,

  // Runs.
  runs: 'Ações',
  runsNote: (most) => `As últimas ${most}, com as que ainda virão.`,
  lookAgain: 'Olhar de novo',
  noRuns: 'Ainda não agiu.',
  noRunsNew: 'Aparecem aqui quando a regra for criada.',
  pending: (n) => count(n, '# por vir', '# por vir'),
  runAt: (moment) => `prevista ${moment}`,
  outcome: (what) => ({ done: 'Feita', skipped: 'Pulada', refused: 'Recusada', pending: 'Por vir' })[what],
  skippedWhy: (why) =>
    ({
      outside_hours: 'Estava fora do horário do calendário dela.',
      undone: 'O que aconteceu já tinha sido desfeito.',
      conditions: 'As condições já não valiam.',
      too_often: 'Agiu vezes demais em uma hora para esta interação.',
      nothing_to_do: 'Tudo já estava assim.',
    })[why],
  refusedAt: (job, refusal) => `${job}: ${refusal}`,

  // Acts.
  copy: 'Copiar',
  copyOf: (name) => `Cópia de ${name}`,
  saved: 'A regra foi salva.',
  created: 'A regra foi criada.',
  remove: 'Remover a regra',
  removeQuestion: (name) => `Remover ${name}?`,
  removeText: (pending) =>
    pending === 0
      ? 'O que ela fez continua feito.'
      : count(
          pending,
          'O que ela fez continua feito. # ação por vir é descartada.',
          'O que ela fez continua feito. # ações por vir são descartadas.',
        ),
  removed: (name) => `${name} foi removida.`,
}
