// The page of lost addresses: from an address that left for good to what answers instead, where the host knows no rule.
const { racine, anciennes } = document.querySelector('[data-anciennes]').dataset
const path = location.pathname.startsWith(racine) ? location.pathname.slice(racine.length) : ''
const rule = JSON.parse(anciennes).find(([pattern]) => new RegExp(pattern).test(path))
if (rule) location.replace(racine + path.replace(new RegExp(rule[0]), rule[1]))
