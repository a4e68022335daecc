/* Operations that wait on this device, in IndexedDB, until the server has them. */

const NAME = "pycommunity-desk";
const opened = open();

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const waiting = asked.result.createObjectStore("operations", { keyPath: "number", autoIncrement: true });
      waiting.createIndex("survey", "survey");
      asked.result.createObjectStore("states", { keyPath: "survey" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function run(store, mode, work) {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** Keep an operation; resolves when it is on disk. */
export const put = (row) => run("operations", "readwrite", (store) => store.put(row));

/** What waits for a survey, in the order in which it was made. */
export const waiting = (survey) => run("operations", "readonly", (store) => store.index("survey").getAll(survey));

/** Forget operations that the server has, or that somebody chose to discard. */
export const forget = (rows) =>
  run("operations", "readwrite", (store) => rows.forEach((row) => store.delete(row.number)));

/** The counts as the server last gave them, for a reload without a network. */
export const remember = (survey, state) => run("states", "readwrite", (store) => store.put({ survey, state }));
export const remembered = (survey) => run("states", "readonly", (store) => store.get(survey));

/** A name for this device: the server takes its operations in the order in which it made them. */
export function device() {
  const stored = localStorage.getItem("pycommunity-device") ?? crypto.randomUUID();
  localStorage.setItem("pycommunity-device", stored);
  return stored;
}
