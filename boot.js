// Starts the page, and sees to it that nothing can leave it afterwards.
//
// What the page's Rust code may rely on (it is the only thing the two share):
//
//   globalThis.soatbieu.startWorker(): Promise<Worker>
//
//     Makes a new worker that runs the `worker` binary. May be called at once, from `main`, and
//     again later: after a crash the page calls `terminate()` on the old worker and asks for another;
//     code and compiled module are kept, no network is needed.
//     Rejects with an Error when the worker's files could not be loaded.
//     Messages posted before the worker's wasm has started are kept and delivered then, in order.
//     A worker that cannot start, or whose code throws, fires `error` on the Worker.
//
//   globalThis.soatbieu.kept: Promise<boolean>
//
//     Whether the browser has a copy of the page, which opens without a network (see offline.js).
//
//   globalThis.soatbieu.renewed: Promise<void>
//
//     Fulfilled when that copy is of a newer version than the page.
//
//   globalThis.soatbieu.alone: boolean
//
//     Whether all of the page is this one file (`soatbieu.html`, see `alone` in xtask), which needs no network and
//     has no server: what would be fetched stands in it, and its policy forbids every connection from the start.
//
// What the worker's Rust code may rely on: `main` is called once, and must set `onmessage` (or add
// a listener) before it returns; it should post its "ready" message last.
//
//   globalThis.calculateFormulas(task: Uint8Array): Uint8Array | undefined
//
//     Asks the formula engine (the `formulas` binary). Its module is compiled when it is first asked,
//     so that workbooks without formulas do not wait for it. When its code fails, the answer is
//     nothing, and the next task gets a new instance.
//
// The order is the point. 1. Fetch everything: page, worker and formula engine. 2. Have the browser keep
// a copy, which the next step forbids. 3. Add a second policy, under which nothing can be fetched any
// more, from this origin or any other. 4. Only then make the worker, from a Blob: such a worker inherits the policies in force when it is made,
// whereas a worker loaded by address is under none.

const LOCKED = [
  "default-src 'none'",
  "script-src 'wasm-unsafe-eval'",
  "worker-src blob:",
  "connect-src 'none'",
  "img-src data:",
  "manifest-src data:",
].join("; ");

// Runs in the worker, after the code that wasm-bindgen wrote, and after `formulaEngine`, which holds the
// engine's.
const WORKER_START = `
{
  const early = [];
  const keep = (event) => early.push(event);
  addEventListener("message", ({ data: { worker, formulas } }) => {
    addEventListener("message", keep);
    let module;
    let engine;
    globalThis.calculateFormulas = (task) => {
      try {
        module ??= new WebAssembly.Module(formulas);
        if (!engine) {
          engine = formulaEngine();
          engine.initSync({ module });
        }
        return engine.calculate(task);
      } catch (error) {
        // What it was asked is not known then; the worker itself is as sound as before.
        console.error("formulas:", error);
        engine = undefined;
        return undefined;
      }
    };
    wasm_bindgen({ module_or_path: worker }).then(
      () => {
        removeEventListener("message", keep);
        for (const { data, ports } of early) dispatchEvent(new MessageEvent("message", { data, ports }));
      },
      // A rejected promise would not reach the page; a thrown error does.
      (error) => setTimeout(() => { throw error; }),
    );
  }, { once: true });
}
`;

const { pageJs, pageWasm, workerJs, workerWasm, formulasJs, formulasWasm } = document.querySelector("script[data-page-js]").dataset;
const address = (name) => new URL(name, document.baseURI);

/** What the file carries, as if it had been fetched. */
function carried(part) {
  const { dataset, textContent } = part;
  const bytes = Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt(0));
  // The text is larger than what it stands for, and is never asked for again.
  part.remove();
  const whole = new Blob([bytes]).stream();
  const stream = dataset.packed === "gzip" ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
  const type = dataset.part.endsWith(".wasm") ? "application/wasm" : "text/javascript";
  return new Response(stream, { headers: { "content-type": type } });
}

async function get(name) {
  const part = document.querySelector(`script[data-part="${name}"]`);
  if (part) return carried(part);
  const response = await fetch(address(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

async function compile(name) {
  const response = await get(name);
  // Some plain file servers do not know the type of wasm files, and streaming insists on it.
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * What a browser needs to know to install the page as a program. It stands here and not in a file: it names the
 * address that the page has, wherever that is, and when a browser asks for it nothing may be fetched any more.
 */
function offerToInstall() {
  const here = new URL("./", document.baseURI).href;
  const icon = document.querySelector('link[rel="icon"]').href;
  const manifest = {
    id: here,
    name: document.title,
    short_name: document.title,
    description: document.querySelector('meta[name="description"]').content,
    lang: "vi",
    start_url: here,
    scope: here,
    display: "standalone",
    background_color: "#ffffff",
    theme_color: "#0b6b4f",
    icons: [{ src: icon, sizes: "any", type: "image/svg+xml" }],
  };
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = `data:application/manifest+json,${encodeURIComponent(JSON.stringify(manifest))}`;
  document.head.append(link);
}

function lock() {
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = LOCKED;
  document.head.append(policy);
}

const code = get(workerJs).then((response) => response.text());
const module = compile(workerWasm);
const engineCode = get(formulasJs).then((response) => response.text());
const engine = get(formulasWasm).then((response) => response.arrayBuffer());
const alone = "startPage" in globalThis;
const page = (async () => {
  const start = alone ? globalThis.startPage : (await import(address(pageJs))).default;
  await start({ module_or_path: get(pageWasm) });
})();

/** How long a server may take to answer for offline.js. */
const PATIENCE_MS = 3000;

// There is no such thing in a private window of some browsers, or where the page came over plain http from another machine.
const serviceWorker = alone ? undefined : navigator.serviceWorker;

const fetched = Promise.allSettled([code, module, engineCode, engine, page]);
const registered = fetched.then(() => serviceWorker?.register(address("offline.js")));
const late = fetched.then(() => new Promise((next) => setTimeout(next, PATIENCE_MS)));
const locked = Promise.race([registered.catch(() => {}), late]).then(lock);

// The copy is complete once something answers for it.
const kept = registered.then((registration) => registration && serviceWorker.ready).then(Boolean, () => false);

const renewed = new Promise((resolve) => {
  serviceWorker?.addEventListener("controllerchange", () => {
    const { controller } = serviceWorker;
    const compare = async () => {
      // By then the copies of other versions are gone.
      if (controller?.state === "activated" && !(await caches.match(import.meta.url))) resolve();
    };
    controller?.addEventListener("statechange", compare);
    compare();
  });
});

if (!alone) offerToInstall();

globalThis.soatbieu = {
  alone,
  kept,
  renewed,
  async startWorker() {
    await locked;
    // A function of its own: the engine's code has the same names in it as the worker's, and is run
    // again for each new instance.
    const formulaEngine = `const formulaEngine = () => {\n${await engineCode}\nreturn wasm_bindgen;\n};`;
    const source = new Blob([await code, "\n", formulaEngine, WORKER_START], { type: "text/javascript" });
    const parts = { worker: await module, formulas: await engine };
    const url = URL.createObjectURL(source);
    const worker = new Worker(url, { name: "soatbieu" });
    worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
    worker.postMessage(parts);
    return worker;
  },
};

page.then(
  () => document.getElementById("boot-notice").remove(),
  (error) => {
    document.getElementById("boot-notice").remove();
    document.getElementById("boot-failed").hidden = false;
    throw error;
  },
);
