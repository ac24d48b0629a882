// What the form does more with a script: it copies a message, says that something is being sent, takes a file dropped on the page
// of answers, asks before one leaves what is not saved, and keeps it meanwhile.
(() => {
  for (const button of document.querySelectorAll('[data-copier]')) {
    const text = document.getElementById(button.dataset.copier);
    button.hidden = false;
    button.addEventListener('click', async () => {
      text.select();
      try { await navigator.clipboard.writeText(text.value); } catch { document.execCommand('copy'); }
      button.textContent = 'Copié';
    });
  }
  for (const waiting of document.querySelectorAll('[data-attente]')) {
    waiting.addEventListener('submit', () => {
      const told = document.createElement('p');
      told.setAttribute('role', 'status');
      waiting.setAttribute('aria-busy', 'true');
      waiting.append(told);
      told.textContent = waiting.dataset.attente;
    });
  }
  const drop = document.querySelector('.ed-coller');
  if (drop) {
    drop.addEventListener('dragover', (event) => event.preventDefault());
    drop.addEventListener('drop', (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      drop.querySelector('[type="file"]').files = event.dataTransfer.files;
    });
  }

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
