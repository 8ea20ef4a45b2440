// The peer of P7: what a Node service would do with an update of Convergence. The signature is
// checked (Standard Webhooks), the body parsed, repetitions and sequences told apart, what was
// received and what was applied appended to a file, and nothing answered before fdatasync.
//
//   node webhook_peer.js SECRET FILE each|group
//
// `each`: one fdatasync an update; `group`: one for all that wait. Prints its port.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');

const [, , secret, path, manner] = process.argv;
const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
const file = fs.openSync(path, 'a');
const received = new Map();  // webhook-id to the hash of its body
const sequences = new Map();
let position = 0;
let waiting = [];
let writing = false;

function signedBy(headers, body) {
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const due = crypto.createHmac('sha256', key).update(text).update(body).digest();
  return headers['webhook-signature'].split(' ').some((one) => {
    const given = Buffer.from(one.slice(3), 'base64');
    return given.length === due.length && crypto.timingSafeEqual(given, due);
  });
}

function answer(response, status, told) {
  const text = JSON.stringify(told);
  response.writeHead(status, {
    'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

function decide(id, body) {
  const {dossier, sequence, status, payload} = JSON.parse(body).data;
  const late = sequence <= (sequences.get(dossier) || 0);
  const applied = status === 'NOTE_DEPOSEE' && !late;
  if (applied) sequences.set(dossier, sequence);
  const events = [{position: ++position, type: 'received', id, body: body.toString()}];
  if (applied) events.push({position: ++position, type: 'deposited', dossier, payload});
  return {status: applied ? 201 : 202, events};
}

function commit() {
  const batch = waiting;
  waiting = [];
  writing = true;
  const lines = batch.flatMap((one) => one.events).map((event) => JSON.stringify(event) + '\n');
  fs.write(file, lines.join(''), (failure) => {
    if (failure) throw failure;
    fs.fdatasync(file, (error) => {
      if (error) throw error;
      writing = false;
      for (const one of batch) answer(one.response, one.status, {outcome: 'taken', id: one.id});
      if (waiting.length) commit();
    });
  });
}

function take(request, response, body) {
  const id = request.headers['webhook-id'];
  if (!signedBy(request.headers, body)) return answer(response, 401, {code: 'bad_signature'});
  const hash = crypto.createHash('sha256').update(body).digest('hex');
  const known = received.get(id);
  if (known) return answer(response, known === hash ? 200 : 409, {outcome: 'duplicate', id});
  received.set(id, hash);
  const {status, events} = decide(id, body);
  if (manner === 'each') {
    fs.writeSync(file, events.map((event) => JSON.stringify(event) + '\n').join(''));
    fs.fdatasyncSync(file);
    return answer(response, status, {outcome: 'taken', id});
  }
  waiting.push({response, status, id, events});
  if (!writing) commit();
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => take(request, response, Buffer.concat(parts)));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
