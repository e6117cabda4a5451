import { enter, leave } from './nesting.ts';
import { memberPath } from './path.ts';
import { addProblem, visitJson, type Findings } from './problem.ts';
import { finding } from './words.ts';

/** Makes sure that JSON can say the value: no functions, no BigInt, no circle. */
export function checkJson(value: unknown, path: string, findings: Findings): void {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) addProblem(findings, path, 'a finite number', String(value));
    return;
  }
  if (typeof value !== 'object') {
    addProblem(findings, path, 'a JSON value', finding(value));
    return;
  }
  if (!enter(value, path, findings)) return;
  try {
    if (Array.isArray(value)) checkItems(value, path, findings);
    else checkMembers(value, path, findings);
  } finally {
    leave(findings);
  }
}

function checkItems(list: readonly unknown[], path: string, findings: Findings): void {
  for (let index = 0; index < list.length && visitJson(findings); index++) {
    checkMember(list, index, path, findings);
  }
}

function checkMembers(source: object, path: string, findings: Findings): void {
  for (const key of Object.keys(source)) {
    if (!visitJson(findings)) return;
    checkMember(source, key, path, findings);
  }
}

function checkMember(source: object, key: string | number, path: string, findings: Findings): void {
  try {
    const value = (source as Record<string | number, unknown>)[key];
    if (isScalar(value)) return;
    checkJson(value, memberPath(path, key), findings);
  } catch {
    addProblem(
      findings,
      memberPath(path, key),
      'a JSON value',
      'something that throws when it is read',
    );
  }
}

/** The common case, before a path is put together. JSON leaves `undefined` out. */
function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value === null ||
    value === undefined ||
    Number.isFinite(value)
  );
}
