// Whether communes that are kept at once are kept: what the worker answers, what the cache has.
async ({ root, lists }) => {
  await navigator.serviceWorker.register(`${root}hors-ligne.js`, { scope: root })
  const { active } = await navigator.serviceWorker.ready
  const asked = (list) => new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => { if ('kept' in data) done(data.kept) }
    active.postMessage(root + list, [port2])
  })
  const kept = await Promise.all(lists.map(asked))
  return [kept, await Promise.all(lists.map(async (list) => Boolean(await caches.match(root + list))))]
}
