/* Sends what waits, and hears what others did. One tab at a time sends: a lock of the browser. */

import * as queue from "./queue.js";

const BATCH = 100;
const PATIENCE = 8000;
const SLOWEST = 15000;

export class Sync extends EventTarget {
  /** `survey`: its key on this device. `operations`: where they go. `user`: who is at work. */
  constructor({ survey, operations, user }) {
    super();
    Object.assign(this, { survey, operations, user });
    this.waiting = [];
    this.status = "saved";
    this.reason = "";
    this.failures = 0;
    this.work = Promise.resolve();
  }

  async start() {
    this.waiting = await queue.waiting(this.survey);
    for (const event of ["online", "focus", "pageshow"]) addEventListener(event, () => this.soon());
    addEventListener("offline", () => this.say("offline"));
    document.addEventListener("visibilitychange", () => this.soon());
    this.say(this.waiting.length ? "saving" : "saved");
    this.soon();
    this.hear();
  }

  /** Keep an operation on this device, then send it. Resolves when it can no longer get lost. */
  async add(operation) {
    const row = { ...operation, survey: this.survey, user: this.user, made_at: new Date().toISOString() };
    const status = navigator.onLine ? "saving" : "offline";
    this.waiting.push(row);
    this.say(status);
    row.number = await queue.put(row);
    this.say(status);
    this.soon();
    return row;
  }

  /** Send what waits, after whatever is being sent now. */
  soon() {
    clearTimeout(this.again);
    this.work = this.work.then(() => this.flush()).catch(() => this.later());
    return this.work;
  }

  later() {
    this.failures += 1;
    this.say("offline");
    this.again = setTimeout(() => this.soon(), Math.min(SLOWEST, 500 * 2 ** this.failures));
  }

  flush() {
    return navigator.locks.request(`desk-${this.survey}`, async () => {
      const kept = await queue.waiting(this.survey);
      this.waiting = [...kept, ...this.waiting.filter((row) => !row.number)];
      for (;;) {
        const batch = this.mine().slice(0, BATCH);
        if (!batch.length) break;
        this.say("saving");
        const answer = await ask(this.operations, { method: "POST", body: body(this.user, batch), headers: headers() });
        if (!answer.ok) return this.stop(answer);
        await this.settle(batch, await answer.json());
      }
      this.failures = 0;
      const isStuck = this.waiting.some((row) => row.number);
      const isWriting = this.waiting.some((row) => !row.number);
      this.say(isStuck ? "stopped" : isWriting ? "saving" : "saved", isStuck ? this.reason : "");
      await this.refresh();
    });
  }

  /** What this account made, this device keeps, and the server has not refused. */
  mine() {
    return this.waiting.filter((row) => row.user === this.user && row.number && !row.refused);
  }

  /** The server has them (or says why never): only now may this device forget them. */
  async settle(batch, { results }) {
    const became = new Map(results.map((result) => [result.uuid, result]));
    const done = batch.filter((row) => became.has(row.uuid) && became.get(row.uuid).status !== "refused");
    for (const row of batch) {
      const result = became.get(row.uuid);
      if (result?.status !== "refused") continue;
      row.refused = result.reason;
      await queue.put(row);
      this.reason = `Not accepted: ${result.reason}`;
    }
    if (!done.length && !batch.some((row) => row.refused)) throw new Error("The answer is about something else");
    await queue.forget(done);
    this.waiting = this.waiting.filter((row) => !done.includes(row));
    this.dispatchEvent(new CustomEvent("answered", { detail: results }));
  }

  stop(answer) {
    if (answer.status === 429 || answer.status >= 500) throw new Error(`Answered ${answer.status}`);
    const why = { 400: "The server does not understand what this page sends: reload it.", 401: "Your session has ended.", 403: "This survey is not yours to count, or your session has ended.", 404: "This survey is gone.", 409: "Your session has ended: somebody else is signed in here now." };
    this.say("stopped", why[answer.status] ?? `The server answered ${answer.status}.`);
  }

  /** Ask for the counts as they are. */
  async refresh() {
    const answer = await ask(this.operations);
    if (!answer.ok) return this.stop(answer);
    const state = await answer.json();
    await queue.remember(this.survey, state);
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  /** Look every few seconds at what others entered, while somebody looks at this page. */
  hear() {
    setInterval(() => {
      if (!document.hidden && this.status !== "offline") this.soon();
    }, 3000);
  }

  say(status, reason = "") {
    this.status = status;
    this.reason = reason;
    this.dispatchEvent(new Event("status"));
  }

  async discard(rows) {
    await queue.forget(rows);
    this.waiting = this.waiting.filter((row) => !rows.includes(row));
    this.soon();
  }

  /** Send as one's own what somebody else made on this device. */
  async adopt() {
    for (const row of this.waiting) {
      row.user = this.user;
      await queue.put(row);
    }
    this.soon();
  }
}

function ask(address, options) {
  return fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
}

/** With the account that made them: in another tab somebody else may have signed in meanwhile. */
function body(user, rows) {
  const operations = rows.map(({ number, survey, user, refused, label, ...sent }) => sent);
  return JSON.stringify({ user, operations });
}

function headers() {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  return { "Content-Type": "application/json", "X-CSRFToken": token };
}
