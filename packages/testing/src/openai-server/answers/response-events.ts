import type { OutputItem, ResponseBody } from './responses.ts';

/** The events by which the Responses API streams a response, numbered in order. */
export function responseEvents(body: ResponseBody): object[] {
  const started = { ...body, status: 'in_progress', output: [], usage: null };
  const events: { type: string }[] = [
    event('response.created', { response: started }),
    event('response.in_progress', { response: started }),
    ...body.output.flatMap((item, index) => itemEvents(item, index)),
    event(`response.${body.status}`, { response: body }),
  ];
  return events.map((one, sequence) => ({ ...one, sequence_number: sequence }));
}

function event(type: string, fields: object): { type: string } {
  return { type, ...fields };
}

function itemEvents(item: OutputItem, index: number): { type: string }[] {
  const at = { output_index: index };
  return [
    event('response.output_item.added', { ...at, item: begun(item) }),
    ...innerEvents(item, { ...at, item_id: item.id }),
    event('response.output_item.done', { ...at, item }),
  ];
}

/** An item as it stands before the model wrote anything into it. */
function begun(item: OutputItem): OutputItem {
  switch (item.type) {
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'reasoning':
      return { ...item, summary: [] };
    default:
      return { ...item, status: 'in_progress', content: [] };
  }
}

function innerEvents(item: OutputItem, at: object): { type: string }[] {
  switch (item.type) {
    case 'function_call': {
      const whole = String(item['arguments']);
      return [
        ...pieces(whole).map((delta) =>
          event('response.function_call_arguments.delta', { ...at, delta }),
        ),
        event('response.function_call_arguments.done', { ...at, arguments: whole }),
      ];
    }
    case 'reasoning': {
      const [part] = item['summary'] as { text: string }[];
      const place = { ...at, summary_index: 0 };
      return [
        event('response.reasoning_summary_part.added', { ...place, part: { ...part, text: '' } }),
        ...pieces(part?.text ?? '').map((delta) =>
          event('response.reasoning_summary_text.delta', { ...place, delta }),
        ),
        event('response.reasoning_summary_text.done', { ...place, text: part?.text }),
        event('response.reasoning_summary_part.done', { ...place, part }),
      ];
    }
    case 'message': {
      const [part] = item['content'] as { text: string }[];
      const place = { ...at, content_index: 0 };
      return [
        event('response.content_part.added', { ...place, part: { ...part, text: '' } }),
        ...pieces(part?.text ?? '').map((delta) =>
          event('response.output_text.delta', { ...place, delta }),
        ),
        event('response.output_text.done', { ...place, text: part?.text }),
        event('response.content_part.done', { ...place, part }),
      ];
    }
    default:
      return [];
  }
}

function pieces(whole: string): string[] {
  return whole.match(/[\s\S]{1,6}/g) ?? [];
}
