// What a page has kept on the device.
async () => ({
  cookies: document.cookie,
  local: {...localStorage},
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})
