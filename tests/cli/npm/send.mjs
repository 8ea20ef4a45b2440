// Sends updates with the official library of Standard Webhooks: one JSON object a line on standard
// input, {secret, id, body, timestamp?}; one a line on standard output, {status, body}.
// usage: node send.mjs <folder of node_modules> <url>
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, url] = process.argv.slice(2);
const { Webhook } = createRequire(folder + '/')('standardwebhooks');

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, id, body, timestamp } = JSON.parse(line);
  const at = timestamp ? new Date(timestamp * 1000) : new Date();
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
  console.log(JSON.stringify({ status: answer.status, body: await answer.text() }));
}
