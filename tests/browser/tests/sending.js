// Tries every way of sending that a script has, to its own origin and to another one, and tells
// which were not refused. What a way returns says little; the servers' logs say the rest.
async function trySending(outside) {
  const home = self.probeHome ?? location.origin;
  const targets = [home + "/leak?home", outside + "/leak?outside"];
  const fires = (target) => new Promise((sent, refused) => {
    target.onload = target.onopen = sent;
    target.onerror = target.onclose = refused;
  });
  const ways = {
    fetch: (url) => fetch(url, { mode: "no-cors" }),
    post: (url) => fetch(url, { mode: "no-cors", method: "POST", body: "numbers" }),
    xhr: (url) => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      request.send();
      return fires(request);
    },
    socket: (url) => fires(new WebSocket(url.replace("http", "ws"))),
    events: (url) => fires(new EventSource(url)),
    worker: (url) => fires(new Worker(url)),
    cache: async (url) => (await caches.open("leak")).add(new Request(url, { mode: "no-cors" })),
  };
  if (typeof document === "undefined") {
    ways.importScripts = async (url) => importScripts(url);
  } else {
    const element = (name, attributes) => (url) => {
      const made = Object.assign(document.createElement(name), attributes(url));
      const fired = fires(made);
      document.body.append(made);
      return fired;
    };
    Object.assign(ways, {
      module: (url) => import(url),
      image: element("img", (src) => ({ src })),
      script: element("script", (src) => ({ src })),
      style: element("link", (href) => ({ rel: "stylesheet", href })),
      prefetch: element("link", (href) => ({ rel: "prefetch", href })),
      media: element("audio", (src) => ({ src })),
      beacon: async (url) => {
        navigator.sendBeacon(url, "numbers");
        throw "only the log can tell";
      },
      frame: async (url) => {
        document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
        throw "only the log can tell";
      },
      serviceWorker: (url) => navigator.serviceWorker.register(url),
      // What keeps the page is asked to send something, in every way that it could be.
      message: async (url) => {
        const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
        for (const worker of [active, waiting, installing]) worker?.postMessage({ url, fetch: url, type: "CACHE_URLS" });
        throw "only the log can tell";
      },
      background: async (url) => (await navigator.serviceWorker.getRegistration()).backgroundFetch.fetch("leak", [url]),
      sync: async (url) => {
        await (await navigator.serviceWorker.getRegistration()).sync.register(url);
        throw "only the log can tell";
      },
      form: async (url) => {
        const form = Object.assign(document.createElement("form"), { action: url, method: "post", target: "_blank" });
        document.body.append(form);
        form.submit();
        throw "only the log can tell";
      },
    });
  }
  const sent = [];
  for (const [name, way] of Object.entries(ways))
    for (const url of targets) {
      const late = new Promise((_, refused) => setTimeout(refused, 1000));
      try {
        await Promise.race([way(url), late]);
        sent.push(name + " " + url);
      } catch {}
    }
  return { tried: Object.keys(ways).length * targets.length, sent };
}
