/** A queue whose ends are both O(1): `Array.shift` copies, which a burst of thousands would feel. */
export interface Fifo<Item> {
  readonly length: number;
  push(item: Item): void;
  peek(): Item | undefined;
  shift(): Item | undefined;
  /** All of it, first to last. */
  items(): Item[];
}

export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    get length() {
      return items.length - head;
    },
    push: (item) => void items.push(item),
    peek: () => items[head],
    items: () => items.slice(head) as Item[],
    shift() {
      if (head === items.length) return undefined;
      const item = items[head];
      items[head++] = undefined;
      if (head === items.length) items = [];
      else if (head > 1024 && head * 2 > items.length) items = items.slice(head);
      else return item;
      head = 0;
      return item;
    },
  };
}
