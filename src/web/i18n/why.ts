import type { Eligible, StrategyName } from '../../contract/cards.ts'
import type { RoutingStep } from '../../contract/operations/explanation.ts'
import { area, counted } from './catalogue.ts'

const [inEnglish, inPortuguese, inSpanish] = [counted('en'), counted('pt'), counted('es')]
type Names = Readonly<Record<StrategyName, string>>
type Whom = Readonly<Record<Eligible, string>>
/** Why it waits again. */
type Moved = Extract<RoutingStep, { what: 'moved' }>['why']
type Sentences = Readonly<Record<Moved, string>>

const en = {
  none: 'Nobody has been asked, and nobody took it yet.',
  offered: (names: string) => `Offered to ${names}`,
  given: (names: string) => `Given to ${names} without asking`,
  accepted: (names: string) => `${names} accepted`,
  taken: (names: string) => `${names} took it by hand`,
  started: (names: string) => `${names} wrote first`,
  rejected: (names: string) => `${names} rejected`,
  lapsed: (names: string) => `${names} let it pass`,
  withdrawn: (names: string) => `Taken back from ${names}, no longer ready`,
  assigned: (names: string, by: string) => `${by} gave it to ${names}`,
  passedTo: (names: string, to: string) => `${names} passed it on to ${to}`,
  returned: (names: string) => `Nobody took it: ${names} has it again`,
  moved: (why: Moved, names: string, by: string, queue: string) => {
    const sentences: Sentences = {
      passed: `${by} passed it on to ${queue}`,
      not_answered: `Not answered in time: from ${names} back to ${queue}`,
      woken: `Woken without its agent: it waits in ${queue}`,
      moved: `${by} moved it to ${queue}`,
      agent_gone: `Its agent had gone, and it went back to ${queue}`,
      taken_back: `${by} took it back to ${queue}`,
    }
    return sentences[why]
  },
  by: (strategy: StrategyName) => {
    const names: Names = {
      longest_idle: 'By longest idle: who holds least, then who has been idle longest',
      least_busy: 'By least busy: who has the most room for their size',
      least_recent: 'By least recent: who took one of this queue longest ago',
      round_robin: 'In turn: after whoever took the last one',
      proficiency: 'Best first: the best level among those with room',
      weighted_random: 'By chance, by the penalties',
      ring_all: 'Ring all: everybody with room at once',
      pick_from_list: 'From the list: agents take what they want',
    }
    return names[strategy]
  },
  preferred: 'The agent it would rather have: theirs before it goes by the strategy',
  level: (level: number) => `level ${level}`,
  penalty: (penalty: number) => `penalty ${penalty} %`,
  idle: (time: string) => `idle ${time}`,
  holds: (load: number, capacity: number) => `holds ${load} of ${capacity}`,
  tookOne: (time: string) => `took one ${time} ago`,
  tookNone: 'took none before',
  rejectedFor: (names: string, reason: string) => `${names} rejected: ${reason}`,
  asksWhom: (eligible: Eligible) => {
    const sentences: Whom = {
      with_room: 'Anybody with room is asked',
      undivided: 'Only whoever does nothing else is asked',
      one_at_a_time: 'Only whoever has nothing else in hand is asked',
      beside_anything: 'Anybody is asked, whatever else they do',
      idle_first: 'Whoever does nothing is asked first',
    }
    return sentences[eligible]
  },
  busy: 'Doing something else',
  doing: (onCall: boolean, load: number) =>
    [onCall && 'was on the telephone', load > 0 && `held ${load}`].filter(Boolean).join(', '),
  next: 'Next',
  full: 'Full',
  passed: 'Let it pass before',
  more: (n: number) => inEnglish(n, '# more', '# more'),
  newRound: 'Everybody with room had let it pass, so they were asked again.',
}

const pt: { [Name in keyof typeof en]: (typeof en)[Name] } = {
  none: 'Ninguém foi perguntado e ninguém pegou ainda.',
  offered: (names) => `Oferecida a ${names}`,
  given: (names) => `Dada a ${names} sem perguntar`,
  accepted: (names) => `${names} aceitou`,
  taken: (names) => `${names} pegou da fila`,
  started: (names) => `${names} escreveu primeiro`,
  rejected: (names) => `${names} recusou`,
  lapsed: (names) => `Sem resposta de ${names}`,
  withdrawn: (names) => `Retirada de ${names}, não mais disponível`,
  assigned: (names, by) => `${by} deu a ${names}`,
  passedTo: (names, to) => `${names} passou a ${to}`,
  returned: (names) => `Ninguém pegou: de novo com ${names}`,
  moved: (why, names, by, queue) => {
    const sentences: Sentences = {
      passed: `${by} passou a ${queue}`,
      not_answered: `Sem resposta a tempo: de ${names} de volta a ${queue}`,
      woken: `Acordada sem o seu agente: espera em ${queue}`,
      moved: `${by} moveu para ${queue}`,
      agent_gone: `O agente se foi, e ela voltou para ${queue}`,
      taken_back: `${by} devolveu a ${queue}`,
    }
    return sentences[why]
  },
  by: (strategy) => {
    const names: Names = {
      longest_idle: 'Mais tempo livre: quem atende menos, depois quem está livre há mais tempo',
      least_busy: 'Menos ocupado: quem tem mais espaço para a sua capacidade',
      least_recent: 'Menos recente: quem atendeu algo desta fila há mais tempo',
      round_robin: 'Em rodízio: depois de quem atendeu a última',
      proficiency: 'Melhor primeiro: o melhor nível entre quem tem espaço',
      weighted_random: 'Por sorteio, segundo as penalidades',
      ring_all: 'Toca para todos: todos com espaço ao mesmo tempo',
      pick_from_list: 'Da lista: os agentes pegam o que querem',
    }
    return names[strategy]
  },
  preferred: 'O agente preferido: vem antes da estratégia',
  level: (level) => `nível ${level}`,
  penalty: (penalty) => `penalidade ${penalty} %`,
  idle: (time) => `livre há ${time}`,
  holds: (load, capacity) => `atende ${load} de ${capacity}`,
  tookOne: (time) => `atendeu uma há ${time}`,
  tookNone: 'não atendeu nenhuma antes',
  rejectedFor: (names, reason) => `${names} recusou: ${reason}`,
  asksWhom: (eligible) => {
    const sentences: Whom = {
      with_room: 'Pergunta-se a quem tem espaço',
      undivided: 'Só se pergunta a quem não faz outra coisa',
      one_at_a_time: 'Só se pergunta a quem não atende nenhuma outra',
      beside_anything: 'Pergunta-se a qualquer um, faça o que fizer',
      idle_first: 'Primeiro se pergunta a quem não faz nada',
    }
    return sentences[eligible]
  },
  busy: 'Fazendo outra coisa',
  doing: (onCall, load) => [onCall && 'estava ao telefone', load > 0 && `atendia ${load}`].filter(Boolean).join(', '),
  next: 'Em seguida',
  full: 'Sem espaço',
  passed: 'Deixaram passar antes',
  more: (n) => inPortuguese(n, 'mais #', 'mais #'),
  newRound: 'Todos com espaço já tinham deixado passar, por isso foram perguntados de novo.',
}

const es: typeof pt = {
  none: 'No se ha preguntado a nadie y nadie la ha tomado aún.',
  offered: (names) => `Se ofreció a ${names}`,
  given: (names) => `Se dio a ${names} sin preguntar`,
  accepted: (names) => `${names} aceptó`,
  taken: (names) => `${names} la tomó de la cola`,
  started: (names) => `${names} escribió primero`,
  rejected: (names) => `${names} la rechazó`,
  lapsed: (names) => `Sin respuesta de ${names}`,
  withdrawn: (names) => `Se retiró a ${names}, ya no disponible`,
  assigned: (names, by) => `${by} la dio a ${names}`,
  passedTo: (names, to) => `${names} la pasó a ${to}`,
  returned: (names) => `Nadie la tomó: otra vez con ${names}`,
  moved: (why, names, by, queue) => {
    const sentences: Sentences = {
      passed: `${by} la pasó a ${queue}`,
      not_answered: `Sin respuesta a tiempo: de ${names} de vuelta a ${queue}`,
      woken: `Despertó sin su agente: espera en ${queue}`,
      moved: `${by} la movió a ${queue}`,
      agent_gone: `Su agente se fue, y volvió a ${queue}`,
      taken_back: `${by} la devolvió a ${queue}`,
    }
    return sentences[why]
  },
  by: (strategy) => {
    const names: Names = {
      longest_idle: 'Más tiempo libre: quien menos atiende y después quien lleva más tiempo libre',
      least_busy: 'Menos ocupado: quien tiene más sitio según su capacidad',
      least_recent: 'Menos reciente: quien atendió algo de esta cola hace más tiempo',
      round_robin: 'Por turno: después de quien atendió la última',
      proficiency: 'El mejor primero: el mejor nivel entre quienes tienen sitio',
      weighted_random: 'Al azar, según las penalizaciones',
      ring_all: 'Suena a todos: a la vez a quienes tienen sitio',
      pick_from_list: 'De la lista: los agentes toman lo que quieren',
    }
    return names[strategy]
  },
  preferred: 'El agente preferido: va antes que la estrategia',
  level: (level) => `nivel ${level}`,
  penalty: (penalty) => `penalización ${penalty} %`,
  idle: (time) => `libre ${time}`,
  holds: (load, capacity) => `atiende ${load} de ${capacity}`,
  tookOne: (time) => `tomó una hace ${time}`,
  tookNone: 'no tomó ninguna antes',
  rejectedFor: (names, reason) => `${names} la rechazó: ${reason}`,
  asksWhom: (eligible) => {
    const sentences: Whom = {
      with_room: 'Se pregunta a quien tiene sitio',
      undivided: 'Solo se pregunta a quien no hace otra cosa',
      one_at_a_time: 'Solo se pregunta a quien no atiende ninguna otra',
      beside_anything: 'Se pregunta a cualquiera, haga lo que haga',
      idle_first: 'Primero se pregunta a quien no hace nada',
    }
    return sentences[eligible]
  },
  busy: 'Con otra cosa',
  doing: (onCall, load) => [onCall && 'estaba al teléfono', load > 0 && `atendía ${load}`].filter(Boolean).join(', '),
  next: 'Después',
  full: 'Sin sitio',
  passed: 'La dejaron pasar antes',
  more: (n) => inSpanish(n, '# más', '# más'),
  newRound: 'Todos los que tenían sitio la habían dejado pasar, así que se les preguntó otra vez.',
}

/** The words of why an agent got an interaction: for supervisors, loaded when they ask. */
export const why = area(en, pt, es)
