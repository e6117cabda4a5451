export { bridgedContextManager } from './bridged-context-manager.ts';
export { clsHookedContextManager } from './cls-hooked-context-manager.ts';
export type { ClsNamespace } from './cls-namespace.ts';
export { CLS_KEYS } from './layer.ts';
