// The words of the texts of all pages: searched when no name answers, or when asked. Read by the search page alone.
import { GRAMMAR, NAME, SURE, TEXT, Words, form, heard, meanings, rarity, read, words } from './chercher.js'

// The words of the texts of all pages, from the file that the build wrote; those that the index has of the same pages too.
export function prepareTexts({ pages, mots }, index) {
  const known = new Map(index.pages.map((page) => [page.u, [page.own, ...page.groups]]))
  const held = pages.map(([u, n, l, r]) => ({ u, n, l, r, own: new Words(), groups: known.get(u) ?? [] }))
  for (const [word, ranks] of Object.entries(mots)) {
    const one = form(word)
    for (const n of ranks) held[n].own.alone.set(one, TEXT)
  }
  for (const { n, own } of held) own.add(n, NAME)
  return { pages: held, ...heard(index.suite, held) }
}

export const openTexts = async (address, index) => prepareTexts(await read(address), index)

// The pages that have every word that means something: those that say it in their title first, then in their text, the shortest
// first, then those whose words lead to it.
export function inTexts(texts, text) {
  const said = words(text).filter((word) => word.length > 2 && !GRAMMAR.includes(word) && !/^\d+[a-z]/.test(word))
  const asked = said.map((word) => meanings(texts, word).filter(([, quality]) => quality >= SURE))
  if (!asked.length) return []
  const has = (page) => [page.own, ...page.groups].map((held) => held.weigh(asked))
  const found = texts.pages.map((page) => ({ page, weights: has(page) })).filter(({ weights }) => asked.every((_, n) => weights.some((row) => row[n])))
  const score = ({ weights: [own] }) => own.reduce((sum, weight, n) => sum + weight * rarity(texts, asked[n]), 0)
  return found.sort((a, b) => score(b) - score(a) || a.page.own.alone.size - b.page.own.alone.size).map(({ page }) => page)
}

// How many pages say the words, and how many of them are shown.
export const counted = (total, shown, words) =>
  `${total === 1 ? '1 page contient' : `${total} pages contiennent`} ${words}` + (total > shown ? `, les ${shown} premières sont montrées.` : '.')
