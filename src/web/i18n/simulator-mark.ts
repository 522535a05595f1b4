import { area, counted } from './catalogue.ts'

const [en, pt, es] = [counted('en'), counted('pt'), counted('es')]

/** The words of the mark that says that faults run. Apart from the simulator's own, because the rail is always there. */
export const simulatorMark = area(
  { faultsRun: (n: number) => en(n, '# fault runs', '# faults run') },
  { faultsRun: (n) => pt(n, '# falha ligada', '# falhas ligadas') },
  { faultsRun: (n) => es(n, '# fallo en marcha', '# fallos en marcha') },
)
