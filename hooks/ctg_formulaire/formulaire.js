// What the form does more with a script: it asks before one leaves what is not saved, and keeps it meanwhile.
(() => {
  const form = document.querySelector('[data-fiche]');
  if (!form) return;
  const opened = new URLSearchParams(new FormData(form)).toString();
  let timer, leaving = false, sent = false;

  const changed = () => new URLSearchParams(new FormData(form)).toString() !== opened;
  const keep = () => {
    if (!form.hasAttribute('data-garder') || !changed()) return;
    const said = new FormData(form);
    said.set('_geste', 'garder:seul');
    fetch(form.action, { method: 'POST', body: new URLSearchParams(said), keepalive: true, redirect: 'manual' }).catch(() => {});
  };

  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 1500); });
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    if (sent) { event.preventDefault(); return; }
    sent = leaving = true;
  });
  addEventListener('pageshow', () => { sent = leaving = false; });
  addEventListener('beforeunload', (event) => { if (!leaving && changed()) { keep(); event.preventDefault(); } });
})();
