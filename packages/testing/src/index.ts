export { contextManagerContract, type ContractCase } from './contracts/context-manager-contract.ts';
export { heddleMatchers } from './matchers.ts';
export { normalizeEvents } from './normalize.ts';
export { recorder, type Recorder } from './recorder.ts';
export { printTree, runTree, type SpanNode } from './run-tree.ts';
export { sequenceProblems } from './sequence.ts';
export { unfinishedWork, type Unfinished } from './unfinished.ts';
export type { BehaviourCase, Wrap } from './behaviour/behaviour-case.ts';
export { behaviourSuite, compareBehaviour, type Comparison } from './behaviour/behaviour-suite.ts';
