/** LangSmith, sending to a server that swallows it. */
export function wrap(client, url, require) {
  const { Client } = require('langsmith');
  const { wrapOpenAI } = require('langsmith/wrappers');
  const langsmith = new Client({ apiUrl: url, apiKey: 'none' });
  return { client: wrapOpenAI(client, { client: langsmith, tracingEnabled: true }) };
}
