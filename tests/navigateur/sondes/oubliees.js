// What one can use and where the keyboard has not stopped, once it has walked through the page (see `arret.js`).
() => [...document.querySelectorAll('main a[href], main button, main input, main select, footer a')]
  .filter((e) => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled)
  .filter((e) => !e.closest('.leaflet-container, .leaflet-bar') && !window.stops.has(e))
  .map((e) => e.outerHTML.slice(0, 100))
