import { dataValue } from '@heddle/core/integration';
import { fields, present } from './read.ts';

/** A file that is uploaded: what it is, never what is in it. Reading it would use it up. */
export function describeFile(file: unknown): object {
  if (typeof file === 'string') return { size: file.length };
  if (typeof file !== 'object' || file === null) return {};
  if (file instanceof Blob) {
    const { name } = file as { name?: string };
    return present({ name, type: file.type === '' ? undefined : file.type, size: file.size });
  }
  if (ArrayBuffer.isView(file)) return { size: file.byteLength };
  // A stream of the file system knows where it comes from.
  const path = dataValue(file, 'path');
  if (typeof path === 'string') return { name: path.split(/[/\\]/).at(-1) };
  return present({ name: fields(dataValue(file, 'file'))['name'] });
}
