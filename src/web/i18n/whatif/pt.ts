import type { Assumption, Change } from '../../../contract/day.ts'
import type { Misfit } from '../../../modules/whatif/core/change.ts'
import type { ProblemKind } from '../../../modules/whatif/core/check.ts'
import type { Difference } from '../../../modules/whatif/core/estimate.ts'
import type { Preset, Shape } from '../../../modules/whatif/core/made-up.ts'
import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')

type Then = Pick<Extract<Change, { kind: 'most_waiting' | 'longest_wait' }>, 'does' | 'toQueueId'>

/** O que acontece com quem é um a mais, ou esperou demais. */
function then({ does, toQueueId }: Then, name: (id: string) => string): string {
  if (does === 'close') return 'depois são dispensados'
  return does === 'move' && toQueueId !== null ? `depois vão para ${name(toQueueId)}` : 'depois são avisados e ficam'
}

export const pt: Translated<typeof en> = {
  title: 'E se…?',
  intro:
    'Simule um dia como é e como seria, com o mesmo roteador que atende seus clientes. Nada aqui muda uma configuração.',

  theDay: 'O dia',
  source: 'De onde vem o dia',
  madeUp: 'Inventado',
  lived: 'Um dia que foi',
  fromFile: 'De um arquivo',
  preset: 'Começar com',
  presetName: (preset: Preset) =>
    ({
      quiet_monday: 'Uma segunda tranquila',
      usual_day: 'Um dia comum',
      campaign_day: 'Um dia de campanha',
      large_house: 'Uma casa grande, 300 agentes',
    })[preset],
  queueNames: [
    'Vendas',
    'Suporte',
    'Cobrança',
    'Pedidos',
    'Devoluções',
    'Técnica',
    'Contratos',
    'Entregas',
    'Reclamações',
    'Parceiros',
    'Renovações',
    'Imprensa',
  ].join(','),
  agentsCount: 'Agentes',
  agentsNote: 'Em três turnos de oito horas. Exemplo: 24',
  peopleADay: 'Pessoas que escrevem em um dia',
  peopleNote: 'Exemplo: 1900, a maioria antes do meio-dia',
  shape: 'Quando escrevem',
  shapeName: (shape: Shape) =>
    ({
      even: 'Por igual das 8 às 20',
      office: 'Como em um dia de escritório',
      campaign: 'Uma onda ao meio-dia, como depois de um envio',
    })[shape],
  handlingMinutes: 'Minutos por conversa',
  handlingNote: 'Em média, sem mais nada a fazer. Exemplo: 9',
  patienceMinutes: 'Minutos até desistirem',
  patienceNote: 'Em média; vazio: nunca. Exemplo: 8',
  atOnce: 'Conversas ao mesmo tempo',
  atOnceNote: 'Quantas um agente pode ter em um canal. Exemplo: 2',
  inTimeWithin: 'No prazo significa em até, segundos',
  inTimeNote: 'Exemplo: 60',
  date: 'Dia',
  zone: (zone) => `Como mostram os relógios em ${zone}`,
  load: 'Carregar o dia',
  loadedDay: (date) => `O dia ${date}`,
  nobodyWrote: 'Ninguém escreveu nesse dia. Escolha outro.',
  dayFacts: (agents, queues, people) =>
    `${count(agents, '# agente', '# agentes')}, ${count(queues, '# fila', '# filas')}, ${count(people, '# pessoa escreve', '# pessoas escrevem')}`,
  assumed: 'O que se supõe, porque nada o diz',
  assumption: (assumption: Assumption) =>
    ({
      answer_and_wrap_up: 'As ofertas são aceitas em 6 segundos em média, e metade do tempo de encerramento é usada.',
      shifts_from_work:
        'Aconteceu tanto que as presenças não foram lidas: os agentes contam como presentes do primeiro que pegaram ao último que fecharam.',
      nobody_gave_up:
        'Ninguém desistiu nesse dia, então aqui também não. Adicione uma mudança para ver o que a impaciência faz.',
      few_handled: 'Algumas filas fecharam poucas demais para dizer quanto duram: ali a casa inteira o diz.',
      no_shifts_known: 'Não se sabe de ninguém que estivesse lá. Adicione agentes como mudança.',
      sent_on_counts_there:
        'Algumas filas mandam as pessoas adiante: quem foi mandado conta como se tivesse escrito à fila em que terminou.',
    })[assumption],
  openFile: 'Abrir um arquivo',
  saveFile: 'Salvar como arquivo',
  fileName: 'e-se.json',
  fileWrong: (name) => `${name} não pode ser simulado:`,
  problem: (problem: ProblemKind, at) => {
    const what = {
      not_json: 'Não é um arquivo JSON.',
      not_a_scenario: 'Não é um arquivo desta sala.',
      value_not_allowed: 'Um valor falta ou não é permitido',
      same_id_twice: 'O mesmo id aparece duas vezes',
      queue_not_there: 'É citada uma fila que não está no dia',
      channel_not_there: 'É citado um canal que não está no dia',
      ends_before_it_begins: 'Algo termina antes de começar',
      shifts_overlap: 'Dois turnos do mesmo agente se sobrepõem',
      sent_on_to_nowhere: 'Uma fila manda as pessoas para nenhuma outra',
      too_many_interactions: 'Escrevem mais pessoas do que se pode simular: no máximo 500.000',
      change_does_not_fit: 'Uma mudança não cabe no dia',
    }[problem]
    return at === '' ? what : `${what}: ${at}`
  },

  changes: 'O que é diferente',
  noChanges: 'Nada ainda. Adicione o que quiser experimentar.',
  addChange: 'Adicionar uma mudança',
  kind: 'Mudança',
  kindName: (kind: Change['kind']) =>
    ({
      agents: 'Mais ou menos agentes',
      strategy: 'Como se escolhe o agente',
      channel_capacity: 'Conversas ao mesmo tempo, por canal',
      agent_capacity: 'Conversas ao mesmo tempo, no total',
      shifts: 'Os turnos começam antes ou depois',
      opening: 'Horário de um canal',
      arrivals: 'Mais ou menos pessoas escrevem',
      handling: 'As conversas duram mais ou menos',
      patience: 'Quanta paciência as pessoas têm',
      wrap_up: 'Tempo de encerramento',
      asks: 'Pede-se aos agentes que aceitem',
      misses: 'Ofertas perdidas',
      priority: 'Com que prioridade se começa',
      ageing: 'Como a espera compensa a prioridade',
      weight: 'Quanto pesa uma fila ao lado de outras',
      most_waiting: 'Quantos podem esperar',
      longest_wait: 'Quanto tempo se pode esperar',
      share: 'Os membros de uma fila atendem também outra',
    })[kind],
  example: (kind: Change['kind']) =>
    ({
      agents: 'Exemplo: 2 a mais em Vendas das 9 às 13, ou -1 para um a menos',
      strategy: 'Exemplo: o melhor primeiro em vez de quem espera há mais tempo',
      channel_capacity: 'Exemplo: 3 ao mesmo tempo em vez de 2',
      agent_capacity: 'Exemplo: 4; vazio: a soma dos seus canais',
      shifts: 'Exemplo: 60 começa uma hora depois, -30 meia hora antes',
      opening: 'Exemplo: das 9 às 17; quem escreve fora é avisado',
      arrivals: 'Exemplo: 20 para um quinto a mais',
      handling: 'Exemplo: -10 para um décimo a menos',
      patience: 'Exemplo: 300 segundos; vazio: ninguém desiste',
      wrap_up: 'Exemplo: 0 segundos para nenhum',
      asks: 'Exemplo: não, e são atribuídas na hora',
      misses: 'Exemplo: 10 de cem',
      priority: 'Exemplo: 10 em Vendas, e passam antes de quem não tem',
      ageing:
        'Exemplo: 60, e um ponto de prioridade vale um minuto de espera; vazio: o mais urgente vem sempre primeiro',
      weight: 'Exemplo: 3, e um minuto de espera ali vale três, para agentes de várias filas',
      most_waiting: 'Exemplo: 10, e o décimo primeiro é dispensado; vazio: qualquer número',
      longest_wait: 'Exemplo: 300 segundos, e então vão para outra fila; vazio: sem limite',
      share: 'Exemplo: os de Suporte atendem também Vendas, no nível 15',
    })[kind],
  queue: 'Fila',
  allQueues: 'Todas as filas',
  alsoQueue: 'Atendem também',
  channel: 'Canal',
  allChannels: 'Todos os canais',
  howMany: 'Quantos',
  percent: 'Por cento',
  minutes: 'Minutos',
  seconds: 'Segundos',
  points: 'Pontos, de 0 a 1000',
  level: 'Nível, 1 é o melhor',
  from: 'De',
  to: 'Até',
  on: 'Sim',
  off: 'Não',
  remove: (sentence) => `Remover: ${sentence}`,
  misfit: (misfit: Misfit) =>
    ({
      no_such_queue: 'Esta fila não está no dia.',
      no_such_channel: 'Este canal não está no dia.',
      not_so_many_agents: 'Não há tantos agentes para tirar.',
      too_many_agents: 'Tantos agentes não se podem simular: no máximo 5.000.',
      hours_end_before_they_begin: 'Estas horas terminam antes de começar.',
      too_many_interactions: 'Tantas pessoas não se podem simular: no máximo 500.000.',
      sent_on_to_nowhere: 'Escolha outra fila para onde mandá-los.',
    })[misfit],
  said: (change, name, strategy, hours) => {
    const of = (id: string | null) => (id === null ? 'em toda parte' : `em ${name(id)}`)
    switch (change.kind) {
      case 'agents':
        return `${count(Math.abs(change.count), '# agente', '# agentes')} a ${change.count < 0 ? 'menos' : 'mais'} em ${name(change.queueId)}, ${hours(change.hours)}`
      case 'strategy':
        return `“${strategy}” ${of(change.queueId)}`
      case 'channel_capacity':
        return `${change.capacity} ao mesmo tempo ${of(change.channelId)}`
      case 'agent_capacity':
        return change.capacity === null
          ? 'No total, tantas ao mesmo tempo quanto somam os canais'
          : `${change.capacity} ao mesmo tempo no total para todos`
      case 'shifts':
        return `Turnos ${of(change.queueId)} ${Math.abs(change.minutes)} minutos ${change.minutes < 0 ? 'antes' : 'depois'}`
      case 'opening':
        return change.hours === null
          ? `Aberto o dia todo ${of(change.channelId)}`
          : `Aberto ${hours(change.hours)} ${of(change.channelId)}`
      case 'arrivals':
        return `${Math.abs(change.percent)} % ${change.percent < 0 ? 'menos' : 'mais'} pessoas ${of(change.queueId)}, ${hours(change.hours)}`
      case 'handling':
        return `As conversas ${of(change.queueId)} duram ${Math.abs(change.percent)} % ${change.percent < 0 ? 'menos' : 'mais'}`
      case 'patience':
        return change.seconds === null
          ? `Ninguém desiste ${of(change.queueId)}`
          : `As pessoas ${of(change.queueId)} desistem após ${change.seconds} segundos em média`
      case 'wrap_up':
        return `${change.seconds} segundos de encerramento ${of(change.queueId)}`
      case 'asks':
        return change.on
          ? `Pede-se aos agentes que aceitem ${of(change.queueId)}`
          : `Atribuído sem perguntar ${of(change.queueId)}`
      case 'misses':
        return `${change.percent} de cem ofertas são perdidas`
      case 'priority':
        return `Começa-se com prioridade ${change.priority} ${of(change.queueId)}`
      case 'ageing':
        return change.pointSeconds === null
          ? `O mais urgente vem sempre primeiro ${of(change.queueId)}`
          : `Um ponto de prioridade vale ${count(change.pointSeconds, '# segundo', '# segundos')} de espera ${of(change.queueId)}`
      case 'weight':
        return `Um minuto de espera vale ${change.weight} ${of(change.queueId)}`
      case 'most_waiting':
        return change.mostWaiting === null
          ? `Pode esperar qualquer número ${of(change.queueId)}`
          : `Esperam no máximo ${change.mostWaiting} ${of(change.queueId)}; ${then(change, name)}`
      case 'longest_wait':
        return change.longestWaitSeconds === null
          ? `Pode-se esperar sem limite ${of(change.queueId)}`
          : `Após ${change.longestWaitSeconds} segundos de espera ${of(change.queueId)}: ${then(change, name)}`
      case 'share':
        return `Os membros de ${name(change.queueId)} atendem também ${name(change.alsoQueueId)}, no nível ${change.level}`
    }
  },
  allDay: 'o dia todo',
  fromTo: (from, to) => `das ${from} às ${to}`,

  plays: 'Vezes que o dia é simulado',
  playsNote: 'Cada uma tem sua própria sorte; mostra-se quanto diferem',
  playing: (percent) => `Simulando: ${percent} %`,
  cancel: 'Cancelar',
  again: 'Simular',
  cancelled: 'Cancelado. O que se mostra abaixo é da última vez que chegou ao fim.',
  failed: 'O dia não pôde ser simulado até o fim. Tire a última mudança ou abra a sala de novo.',
  finished: 'Simulado. Os números estão em dia.',

  result: 'O que resulta',
  now: 'Agora',
  changed: 'Mudado',
  difference: 'Diferença',
  better: 'melhor',
  worse: 'pior',
  same: 'igual',
  between: (least, most) => `de ${least} a ${most} em cada vez`,
  inTime: 'Atendidos no prazo',
  inTimeHint: 'De todos os atendidos, os que desistiram, os dispensados e os que à meia-noite esperavam há mais tempo',
  waitMean: 'Espera, em média',
  waitMost: 'Nove de dez esperaram menos de',
  waitMedian: 'Metade esperou menos de',
  waitNearlyAll: '99 de cem esperaram menos de',
  gaveUp: 'Desistiram',
  turnedAway: 'Dispensados sem atender',
  sentOn: 'Mandados para outra fila',
  sentOnHint: 'Contam onde escreveram primeiro',
  toldAndStayed: 'Avisados de que demora, e ficaram',
  longest: 'Fila mais longa',
  occupied: 'Agentes ocupados',
  answered: 'Atendidos',
  wrote: 'Escreveram',
  stillWaiting: 'Ainda esperando à meia-noite',
  toldClosed: 'Avisados de que está fechado',
  waitingOver: 'Quantos esperam, ao longo do dia',
  waitOver: 'Quanto se espera, conforme quando se escreve',
  staffOver: 'Agentes em serviço, ao longo do dia',
  loadOver: 'Carga de cada agente',
  loadNote: 'Em que parte do serviço tiveram algo, do mais ocupado ao menos ocupado',
  loadSpread: (least, middle, most) => `de ${least} a ${most}, metade acima de ${middle}`,
  asTable: 'Como tabela',
  time: 'Hora',
  agent: 'Agente',
  byQueue: 'Fila por fila',
  erlang: 'Erlang-A',
  erlangTitle: 'O que diz o Erlang-A',
  erlangText: (estimate, played) =>
    `O Erlang-A, a fórmula habitual das centrais de atendimento, diz ${estimate} no prazo; o dia simulado diz ${played}.`,
  erlangNothing: 'O Erlang-A não diz nada aqui: chega mais do que se pode atender, e ninguém desiste.',
  erlangWhy: 'Ele conhece uma só fila e uma conversa por vez. Aqui diferem porque:',
  erlangSame: 'Nada neste dia lhe escapa, então os dois deveriam ser próximos.',
  differs: (difference: Difference) =>
    ({
      several_at_once: 'Os agentes têm várias conversas ao mesmo tempo.',
      several_queues: 'Os agentes atendem várias filas; a fórmula recebe uma parte de cada uma.',
      rushes: 'Quem chega em uma onda espera até o quarto de hora seguinte; a fórmula começa de novo em cada um.',
      lines: 'As filas têm limite, ou uns passam antes de outros; a fórmula conhece uma só fila, por idade.',
      offers: 'As ofertas levam tempo, e algumas se perdem.',
      not_exponential: 'Quanto as coisas duram não segue a distribuição que a fórmula supõe.',
    })[difference],
}
