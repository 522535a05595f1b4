import type { ClockName } from '../../../contract/cards.ts'
import type { SpecialDate } from '../../../contract/operations/calendars.ts'
import type { Escalation } from '../../../contract/operations/sla.ts'
import type { PolicyOwner } from '../../../modules/sla/core/policy.ts'
import type { en } from './en.ts'

export const pt: typeof en = {
  calendar: 'Calendário',
  calendarNote:
    'Quando este canal está aberto. Por exemplo: de segunda a sexta 09:00–17:00, fechado em 25 de dezembro.',
  openCalendar: 'Abrir o calendário',
  newCalendar: 'Novo calendário',
  copyCalendar: 'Copiar',
  copyOf: (name: string) => `Cópia de ${name}`,
  useOfCalendars: 'Quais calendários',
  useOf: (use: 'all' | 'used' | 'unused') => ({ all: 'Todos', used: 'Em uso', unused: 'Sem uso' })[use],
  searchCalendars: 'Procurar calendários',
  noCalendars: 'Ainda não há calendário',
  noCalendarsText: 'Um calendário diz quando os canais estão abertos: horas da semana, feriados e dias especiais.',
  calendarNameNeeded: 'Dê um nome ao calendário.',
  calendarNameNote: 'Por exemplo: Loja de Lisboa',
  atMostLetters: (most: number) => `No máximo ${most} letras.`,
  calendarSaved: 'O calendário foi salvo.',
  calendarRemoved: (name: string) => `${name} foi removido.`,
  calendarUsed: (names: string) => `Ainda seguido por ${names}. Escolha antes outro calendário lá.`,
  removeCalendar: 'Remover o calendário',
  removeCalendarQuestion: (name: string) => `Remover ${name}?`,
  removeCalendarText: 'Suas horas e dias especiais desaparecem. Nenhum canal o segue.',
  week: 'Horas da semana',
  zoneNote: 'O relógio de parede que conta, no verão e no inverno. Por exemplo: Europe/Lisbon',
  zoneWrong: 'Escolha um fuso da lista.',
  tooManyBlocks: (most: number) => `No máximo ${most} blocos por semana.`,
  timeWrong: 'Escreva as duas horas como 09:00. O fim do dia é 24:00.',
  endsBeforeBegin:
    'Isto termina antes de começar. Para uma noite escreva dois blocos: 22:00–24:00, e 00:00–06:00 no dia seguinte.',
  overlapsWith: (from: string, to: string) => `Isto se sobrepõe a ${from}–${to} do mesmo dia.`,
  specialDays: 'Dias especiais',
  specialDaysNote:
    'Substituem o dia da semana. Sem horas, o dia está fechado. Por exemplo: Natal, todo 25 de dezembro.',
  skipsDate: (date) => `O relógio deste fuso pula ${date}: esse dia nunca chega.`,
  skipsHours: (date, from, to, left) =>
    left === 0
      ? `Em ${date} o relógio é adiantado e pula ${from}–${to}: não abre nesse horário.`
      : `Em ${date} o relógio é adiantado: de ${from}–${to} restam ${left} minutos.`,
  addSpecialDay: 'Adicionar um dia especial',
  specialName: 'Nome do dia especial',
  specialNameExample: 'Natal',
  specialNameNeeded: 'Dê um nome ao dia.',
  specialDayNumber: (n: number) => `Dia especial ${n}`,
  tooManySpecial: (most: number) => `No máximo ${most} dias especiais.`,
  every: (every: SpecialDate['every']) => ({ once: 'Em uma data', year: 'Todo ano', month: 'Todo mês' })[every],
  everyOf: (name: string) => `${name}: com que frequência`,
  dateOf: (name: string) => `${name}: data`,
  monthOf: (name: string) => `${name}: mês`,
  dayOfMonthOf: (name: string) => `${name}: dia do mês`,
  dateWrong: 'Essa data não existe.',
  sameDayAs: (name: string) => `O mesmo dia que ${name || 'outro'}.`,
  removeSpecial: 'Remover este dia',
  removeSpecialDay: (name: string) => `Remover ${name}`,
  openNow: 'Aberto',
  whatHappensNext: 'O que acontece a seguir',
  openNowUntil: (moment: string) => `Aberto agora, até ${moment}`,
  closedNowUntil: (moment: string) => `Fechado agora, até ${moment}`,
  opensNext: (moment: string) => `Depois abre em ${moment}`,
  closesNext: (moment: string) => `Depois fecha em ${moment}`,
  alwaysOpenNow: 'Sempre aberto',
  neverOpens: 'Nunca abre: adicione horas em pelo menos um dia',
  holdsNote:
    'Conversas novas esperam a abertura. Desligado: quem estiver disponível ainda é chamado. Os agentes podem pegá-las à mão nos dois casos.',
  promisesElsewhere: 'Em quanto tempo se responde é definido em',
  promisesNote:
    'Quatro relógios correm em cada conversa. O que a fila diz vale antes do canal, e este antes do espaço de trabalho.',
  ownerName: (owner: PolicyOwner) => ({ workspace: 'Espaço de trabalho', channel: 'Canal', queue: 'Fila' })[owner],
  wholeWorkspace: 'Todo o espaço de trabalho',
  searchPromises: 'Procurar canais e filas',
  follows: 'Segue',
  ownClocks: (n: number) => (n === 0 ? 'Nada próprio' : n === 1 ? '1 relógio próprio' : `${n} relógios próprios`),
  clock: (clock: ClockName) =>
    ({
      queue_answer: 'Atendimento da fila',
      first_response: 'Primeira resposta',
      next_response: 'Próxima resposta',
      solution: 'Solução',
    })[clock],
  clockNote: (clock: ClockName) =>
    ({
      queue_answer: 'Do início até um agente pegar. Recomeça sempre que volta a esperar.',
      first_response: 'Da primeira mensagem à primeira resposta de uma pessoa.',
      next_response: 'De cada mensagem do contato até a resposta. O anel que os agentes veem.',
      solution: 'Do início até o fechamento. Reaberta, continua com o que restava.',
    })[clock],
  ownPromise: (clock: string) => `${clock}: valor próprio, em vez de seguir`,
  followed: (owner: PolicyOwner | 'plain') =>
    ({
      workspace: 'Como no espaço de trabalho.',
      channel: 'Como no canal de cada conversa.',
      queue: '',
      plain: 'Como vem de fábrica.',
    })[owner],
  runs: (clock: string) => `${clock} em andamento`,
  within: 'Em até',
  withinNote: 'Por exemplo: 5 minutos',
  withinWrong: 'De 10 segundos a 30 dias.',
  warnsAt: (percent: number) => `Âmbar em ${percent} % do tempo`,
  neverWarns: 'Nunca âmbar',
  warnAt: 'Aviso, em porcentagem do tempo',
  businessHours: 'Só o horário de atendimento conta',
  businessHoursNote:
    'Pelo calendário do canal. Por exemplo: sexta 16:30 mais uma hora, aberto 09:00–17:00, é segunda 09:30.',
  example: (begun: string, amber: string, late: string) =>
    `Começando às ${begun}, fica âmbar às ${amber} e vermelho às ${late}.`,
  exampleNoWarning: (begun: string, late: string) =>
    `Começando às ${begun}, fica vermelho às ${late}, sem aviso antes.`,
  agentsSee: 'O que os agentes veem',
  onWarning: 'Quando fica âmbar',
  onBreach: 'Quando fica vermelho',
  movedHereBy: (names) => `Não pode ser removida: há compromissos que movem conversas para cá (${names.join(', ')}).`,
  escalationNote: 'Acontece sozinho, uma vez a cada vez que o relógio corre.',
  escalation: (what: Escalation['do']) =>
    ({ raise_priority: 'Subir a prioridade', move: 'Mover para outra fila', tell_supervisors: 'Avisar supervisores' })[
      what
    ],
  add: 'Adicionar…',
  whose: 'De quem',
  addEscalation: (when: string) => `${when}: adicionar`,
  removeEscalation: (what: string) => `Remover: ${what}`,
  raiseBy: 'Quanto, até 1.000',
  moveTo: 'Para qual fila',
  chooseQueue: 'Escolha uma fila',
  queueNeeded: 'Escolha a fila para onde vai.',
  raiseWrong: 'De 1 a 1.000.',
  ownQueue: 'Já espera nesta fila. Escolha outra.',
  serviceLevel: 'Nível de serviço',
  serviceLevelSeconds: 'Atendida em até',
  serviceLevelNote: 'A parte das conversas que um agente pega nesse tempo é o nível de serviço. Por exemplo: 1 minuto',
  abandonAfterSeconds: 'Abandonada depois de',
  abandonNote: 'Ninguém a pegou nesse tempo: conta como abandonada. Por exemplo: 30 minutos',
  chatLimitSeconds: 'Tempo demais em mãos depois de',
  chatLimitNote:
    'Um agente está com ela há tanto tempo: o painel ao vivo a sinaliza, e nada mais acontece. Por exemplo: 1 hora',
  levelWrong: 'De 1 segundo a 30 dias.',
  serviceLevelWrong: 'De 1 segundo a 1 dia.',
  followWorkspace: 'Vazio segue o espaço de trabalho.',
  promisesSaved: 'Os compromissos foram salvos. Os relógios em andamento mantêm seus tempos.',
}
