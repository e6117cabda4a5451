import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatCompletion } from '../../packages/testing/src/openai-server/index.ts';

/** Answers every chat completion with the same one, and swallows whatever else it is sent. */
const completion = JSON.stringify(chatCompletion({ content: 'Hello from loopback.' }));

const server = createServer((request, response) => {
  const chat = request.url === '/v1/chat/completions';
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_1' });
    response.end(chat ? completion : '{}');
  });
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
